"""A model of one int8 matrix, and an adapter for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.reranking.adapter import Adapter

WIDTH, OUT = 64, 48
NAME = "bert.encoder.layer.0.output.dense.weight"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A model of one int8 matrix, as the published file has them."""
    random = np.random.default_rng(1)
    scale = np.float32(0.02)
    matrix = random.integers(-127, 128, (WIDTH, OUT)).astype(np.int8)
    module = "/bert/encoder/layer.0/output/dense/MatMul"
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]),
        helper.make_node("Mul", ["xs", "w_scale"], ["scale"]),
        helper.make_node("MatMulInteger", ["xq", "w_quantized", "xz", "w_zero_point"], ["counts"], f"{module}_quant"),
        helper.make_node("Cast", ["counts"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["floats", "scale"], ["y"]),
    ]
    arrays = {"w_quantized": matrix, "w_scale": scale, "w_zero_point": np.int8(0)}
    weights = [numpy_helper.from_array(np.asarray(array), name) for name, array in arrays.items()]
    shape = [None, None]
    graph = helper.make_graph(
        nodes,
        "one matrix",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [*shape, WIDTH])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [*shape, OUT])],
        weights,
    )
    path = tmp_path / "base.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8), str(path))
    return path


@pytest.fixture
def adapter() -> Adapter:
    random = np.random.default_rng(2)
    down, up = random.standard_normal((4, WIDTH)), random.standard_normal((OUT, 4))
    return {NAME: (down.astype(np.float32), up.astype(np.float32))}
