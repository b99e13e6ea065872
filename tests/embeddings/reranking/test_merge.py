"""An adapter, as a file and merged into an int8 model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from onnx import helper

from embeddings.onnx_runtime import open_session
from embeddings.reranking import adapter as adapters
from embeddings.reranking.dequantise import dequantised
from embeddings.reranking.merge import Products, by_column, export_merged
from tests.embeddings.reranking.conftest import NAME, WIDTH

if TYPE_CHECKING:
    from pathlib import Path


def run(path: Path, inputs: np.ndarray) -> np.ndarray:
    """Computes as the product does, which is the same on processors with and without VNNI."""
    found: np.ndarray = open_session(path).run(None, {"x": inputs})[0]
    return found


@pytest.mark.parametrize("products", list(Products))
def test_the_merged_model_computes_with_the_weights_and_the_adapter(
    base: Path, adapter: adapters.Adapter, tmp_path: Path, products: Products
) -> None:
    inputs = np.random.default_rng(3).standard_normal((2, 5, WIDTH)).astype(np.float32)
    export_merged(base, adapter, tmp_path / "merged.onnx", products)
    expected = inputs @ adapters.merged(dequantised(base), adapter)[NAME].T
    found = run(tmp_path / "merged.onnx", inputs)
    assert np.abs(found - expected).max() < 0.02 * np.abs(expected).max()
    assert np.abs(run(base, inputs) - expected).max() > 0.2 * np.abs(expected).max()


def test_blockwise_products_do_not_depend_on_what_is_read_together(
    base: Path, adapter: adapters.Adapter, tmp_path: Path
) -> None:
    inputs = np.random.default_rng(4).standard_normal((8, 6, WIDTH)).astype(np.float32)
    inputs[3] *= 40
    for products in Products:
        export_merged(base, adapter, tmp_path / f"{products}.onnx", products)
    together = {each: run(tmp_path / f"{each}.onnx", inputs)[:1] for each in Products}
    alone = {each: run(tmp_path / f"{each}.onnx", inputs[:1]) for each in Products}
    np.testing.assert_allclose(together[Products.BLOCKWISE], alone[Products.BLOCKWISE], rtol=1e-5, atol=1e-5)
    assert np.abs(together[Products.DYNAMIC] - alone[Products.DYNAMIC]).max() > 0.1


def test_a_column_has_a_scale_of_its_own() -> None:
    weight = np.array([[1.0, -0.5], [0.001, 0.0005]], np.float32)
    whole, scales = by_column(weight)
    assert whole.tolist() == [[127, 127], [-64, 64]]
    np.testing.assert_allclose(whole.T * scales[:, None], weight, rtol=0.01)


def test_an_adapter_of_another_model_is_refused(base: Path, tmp_path: Path) -> None:
    other: adapters.Adapter = {
        "bert.encoder.layer.7.output.dense.weight": (np.ones((1, 2), "f4"), np.ones((2, 1), "f4"))
    }
    with pytest.raises(KeyError, match=r"layer\.7"):
        export_merged(base, other, tmp_path / "merged.onnx")


def test_a_file_without_int8_matrices_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.onnx"
    onnx.save(helper.make_model(helper.make_graph([], "nothing", [], [])), str(empty))
    with pytest.raises(ValueError, match="no int8 matrix"):
        dequantised(empty)


def test_an_adapter_comes_back_from_its_file(adapter: adapters.Adapter, tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    adapters.write_adapter(path, adapter, {"base": "a model"})
    back = adapters.read_adapter(path)
    assert back.keys() == adapter.keys()
    for found, told in zip(back[NAME], adapter[NAME], strict=True):
        np.testing.assert_allclose(found, told, rtol=1e-3, atol=1e-3)
    assert json.loads(path.with_suffix(".json").read_text())["base"] == "a model"


def test_an_altered_adapter_is_refused(adapter: adapters.Adapter, tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    adapters.write_adapter(path, adapter, {})
    changed = bytearray(path.read_bytes())
    changed[-40] ^= 1
    path.write_bytes(bytes(changed))
    with pytest.raises(ValueError, match="not the file"):
        adapters.read_adapter(path)
