"""The cross-encoder with an adapter merged in, as an ONNX file with 8-bit weights. Needs no PyTorch."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from embeddings.reranking.adapter import merged
from embeddings.reranking.dequantise import MATRIX, dequantised

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from embeddings.reranking.adapter import Adapter

BLOCK = 64
"""How many weights share a scale in MatMulNBits; it divides the width of each layer."""
MIDDLE = 128
"""The 8-bit value that stands for zero."""
ROW_BY_ROW = 4
"""ONNX Runtime's accuracy level at which activations are quantised to int8 by row and block."""


class Products(StrEnum):
    """How matrices are multiplied.

    DYNAMIC, as in the published file, quantises activations by the range of all that is read together: fast, and the
    same question gets the same score only if pairs are read one by one. BLOCKWISE quantises them row by row: a score
    is the same in any company, and nearer to that in float32, in 1.7 times the time.
    """

    DYNAMIC = "dynamic"
    BLOCKWISE = "blockwise"


def export_merged(base: Path, adapter: Adapter, target: Path, products: Products = Products.DYNAMIC) -> None:
    """Write the model of `base`, an int8 BERT classifier, with the adapter merged into it.

    Raises KeyError for an adapter of another model, ValueError for a base with other matrices than are known here.
    """
    model, weights = onnx.load(str(base)), merged(dequantised(base), adapter)
    for node in [node for node in model.graph.node if node.op_type == "MatMulInteger"]:
        match = MATRIX.match(node.name)
        if match is None:
            raise ValueError(f"{base} has an int8 matrix {node.name!r} without a module's name.")
        weight = weights[match[1].replace("/", ".") + ".weight"]
        if products is Products.BLOCKWISE:
            _multiply_blockwise(model.graph, node, weight)
        else:
            _put_columns(model.graph, node, weight)
    if products is Products.BLOCKWISE:
        _drop_unused(model.graph)
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(target))


def _put_columns(graph: onnx.GraphProto, node: onnx.NodeProto, weight: NDArray[np.float32]) -> None:
    """Put the weight (out, in) in the place of the old one, with a scale for each column instead of one for all."""
    whole, scales = by_column(weight)
    base = node.input[1].removesuffix("_quantized")
    new: dict[str, NDArray[Any]] = {
        "_quantized": whole,
        "_scale": scales,
        "_zero_point": np.zeros(len(scales), np.int8),
    }
    for each in graph.initializer:
        if each.name.startswith(base) and (array := new.get(each.name.removeprefix(base))) is not None:
            each.CopyFrom(numpy_helper.from_array(array, each.name))


def by_column(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the weight (out, in) as int8 (in, out), and the scale of each column, (out,)."""
    whole, scales = blockwise(weight, weight.shape[1])
    return np.ascontiguousarray((whole[:, 0].astype(np.int16) - MIDDLE).astype(np.int8).T), scales


def blockwise(weight: NDArray[np.float32], block: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the weight (out, in) as uint8 (out, in / block, block) around MIDDLE, and scales (out · in / block,)."""
    blocks = weight.reshape(weight.shape[0], -1, block)
    scales = np.maximum(np.abs(blocks).max(axis=2, keepdims=True) / (MIDDLE - 1), 1e-12)
    whole = (np.rint(blocks / scales) + MIDDLE).astype(np.uint8)
    return whole, scales.reshape(-1).astype(np.float32)


def _multiply_blockwise(graph: onnx.GraphProto, node: onnx.NodeProto, weight: NDArray[np.float32]) -> None:
    """Put one MatMulNBits in the place of a matrix product, of its scaling and of its input's quantising."""
    makers = {output: each for each in graph.node for output in each.output}
    takers = {name: each for each in graph.node for name in each.input}
    scaled = takers[takers[node.output[0]].output[0]]
    block = min(BLOCK, weight.shape[1])
    names = [f"{node.name}:weight", f"{node.name}:scales"]
    arrays: tuple[NDArray[Any], ...] = blockwise(weight, block)
    graph.initializer.extend(numpy_helper.from_array(each, name) for each, name in zip(arrays, names, strict=True))
    product = helper.make_node(
        "MatMulNBits",
        [makers[node.input[0]].input[0], *names],
        list(scaled.output),
        name=node.name,
        domain="com.microsoft",
        K=weight.shape[1],
        N=weight.shape[0],
        bits=8,
        block_size=block,
        accuracy_level=ROW_BY_ROW,
    )
    at = list(graph.node).index(scaled)
    graph.node.remove(scaled)
    graph.node.insert(at, product)


def _drop_unused(graph: onnx.GraphProto) -> None:
    """Take out what no output depends on any more: nodes, then weights."""
    wanted = {each.name for each in graph.output}
    kept = []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            wanted |= set(node.input)
            kept.append(node)
    initializers = [each for each in graph.initializer if each.name in wanted]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(reversed(kept))
    graph.initializer.extend(initializers)
