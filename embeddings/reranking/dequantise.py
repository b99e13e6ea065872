"""Float32 weights of a BERT classifier out of its int8 ONNX file, by the names that the graph's nodes carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import numpy_helper

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Weights = dict[str, NDArray[np.float32]]

MATRIX = re.compile(r"/(.+?)/(?:Gemm_)?MatMul_quant\Z")
"""The name of the node of a quantised matrix; the group is the module that it belongs to."""
_PARTS = ("_quantized", "_scale", "_zero_point")


def dequantised(path: Path) -> Weights:
    """Return float32 weights by the names that `BertForSequenceClassification` gives them.

    Raises ValueError for a file in which no int8 matrix has the name of its module.
    """
    graph = onnx.load(str(path)).graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    weights = {name: array for name, array in arrays.items() if name.startswith(("bert.", "classifier."))}
    weights = {name: array for name, array in weights.items() if not name.endswith(_PARTS)}
    named = 0
    for node in graph.node:
        if node.op_type == "MatMulInteger" and (match := MATRIX.match(node.name)):
            weights[match[1].replace("/", ".") + ".weight"] = np.ascontiguousarray(_floats(arrays, node.input[1]).T)
            named += 1
    if not named:
        raise ValueError(f"{path} has no int8 matrix named for its module. Give the int8 file of a BERT classifier.")
    for name in arrays:
        if name.startswith("bert.embeddings.") and name.endswith("_quantized"):
            weights[name.removesuffix("_quantized")] = _floats(arrays, name)
    return weights


def _floats(arrays: dict[str, NDArray[Any]], quantised: str) -> NDArray[np.float32]:
    base = quantised.removesuffix("_quantized")
    whole = arrays[quantised].astype(np.float32) - arrays[f"{base}_zero_point"].astype(np.float32)
    result: NDArray[np.float32] = (whole * arrays[f"{base}_scale"]).astype(np.float32)
    return result
