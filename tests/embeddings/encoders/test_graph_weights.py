from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

from embeddings.encoders.default_model import DEFAULT_MODEL
from embeddings.encoders.graph_weights import put_weights, take_weights
from embeddings.errors import EncoderUnsuitable
from release.encoder_graph import forget_origin

if TYPE_CHECKING:
    from pathlib import Path

WEIGHT = np.arange(12, dtype=np.float32).reshape(3, 4)
BIAS = np.array([1.5, -2, 0], np.float32)


def layer() -> onnx.ModelProto:
    """A linear layer as PyTorch's exporter writes it: its matrix is turned, and a constant is no weight."""
    tensors = {"val_0": WEIGHT.T.copy(), "layer.bias": BIAS, "scale": np.array([3, 3, 3], np.float32)}
    nodes = [
        helper.make_node("MatMul", ["x", "val_0"], ["product"], doc_string="/home/ada/layer.py:7"),
        helper.make_node("Add", ["product", "layer.bias"], ["sum"]),
        helper.make_node("Mul", ["sum", "scale"], ["y"]),
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size]) for name, size in (("x", 4), ("y", 3))]
    initializers = [numpy_helper.from_array(tensor, name) for name, tensor in tensors.items()]
    graph = helper.make_graph(nodes, "layer", ends[:1], ends[1:], initializers)
    return helper.make_model(graph, producer_name="pytorch", producer_version="2.13.0+cpu")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    save_file({"layer.weight": WEIGHT, "layer.bias": BIAS}, tmp_path / "weights.safetensors")
    return tmp_path / "weights.safetensors"


def test_weights_that_were_taken_out_and_put_back_give_the_same_file(tmp_path: Path, weights: Path) -> None:
    bare = tmp_path / "bare.onnx"
    bare.write_bytes(take_weights(layer(), weights).SerializeToString())
    kept = {each.name: len(each.raw_data) for each in onnx.load(bare, load_external_data=False).graph.initializer}
    assert kept == {"val_0": 0, "layer.bias": 0, "scale": 12}
    put_weights(bare, weights, tmp_path / "whole.onnx")
    assert (tmp_path / "whole.onnx").read_bytes() == layer().SerializeToString()


@pytest.mark.parametrize("others", [{"layer.bias": BIAS}, {"layer.bias": BIAS, "layer.weight": WEIGHT[:2].copy()}])
def test_weights_that_lack_a_tensor_of_the_graph_are_refused_with_its_name(
    tmp_path: Path, weights: Path, others: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]
) -> None:
    bare = tmp_path / "bare.onnx"
    bare.write_bytes(take_weights(layer(), weights).SerializeToString())
    save_file(others, weights)
    with pytest.raises(EncoderUnsuitable, match=r"no tensor layer\.weight, transposed"):
        put_weights(bare, weights, tmp_path / "whole.onnx")
    assert not (tmp_path / "whole.onnx").exists()


def test_the_graph_that_is_kept_says_nothing_of_where_it_was_made() -> None:
    kept = onnx.load(DEFAULT_MODEL.graph, load_external_data=False)
    assert not any(each.doc_string or each.metadata_props for each in (kept.graph, *kept.graph.node))
    assert DEFAULT_MODEL.graph.stat().st_size < 100_000


def test_a_graph_forgets_the_paths_and_the_build_that_it_was_made_with() -> None:
    made = layer()
    made.graph.node[1].metadata_props.add(key="namespace", value="/home/ada")
    forget_origin(made)
    assert b"/home/ada" not in made.SerializeToString()
    assert made.producer_version == "2.13.0"
