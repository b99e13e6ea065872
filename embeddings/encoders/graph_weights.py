"""A transformer's graph without its weights, as it is kept beside this code, and the weights put back into it.

PyTorch makes the graph, once for each model that is pinned (release/encoder_graph.py). A tensor of the graph that is
one of the model's names it where ONNX keeps remarks, and has no data; putting these back takes a second and needs no
PyTorch, and what comes of it is, byte by byte, the file that PyTorch's exporter writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import load_file

from corpus.messages import Message
from embeddings.errors import EncoderUnsuitable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

_TRANSPOSED = ", transposed"
"""ONNX multiplies by columns where PyTorch keeps rows."""


def take_weights(graph: onnx.ModelProto, weights: Path) -> onnx.ModelProto:
    """Return the graph without the tensors that stand in `weights`, a safetensors file. Raises OSError."""
    named = {(tensor.shape, tensor.tobytes()): name for name, tensor in _loaded(weights).items()}
    bare = onnx.ModelProto()
    bare.CopyFrom(graph)
    for initializer in bare.graph.initializer:
        tensor = numpy_helper.to_array(initializer)
        if name := named.get((tensor.shape, tensor.tobytes())):
            initializer.doc_string = name
            initializer.ClearField("raw_data")
    return bare


def put_weights(graph: Path, weights: Path, target: Path) -> None:
    """Write the graph with the tensors of `weights`, a safetensors file, to `target`.

    Raises EncoderUnsuitable where a tensor is missing or has another shape, and OSError.
    """
    whole, tensors = onnx.load_from_string(graph.read_bytes()), _loaded(weights)
    for initializer in whole.graph.initializer:
        if name := initializer.doc_string:
            tensor = tensors.get(name)
            if tensor is None or tensor.shape != tuple(initializer.dims):
                raise EncoderUnsuitable(
                    Message(
                        "{file} has no tensor {name} that fits the model's graph. Install the pinned package again.",
                        file=weights.name,
                        name=name,
                    )
                )
            initializer.raw_data = tensor.tobytes()
            initializer.ClearField("doc_string")
    onnx.save(whole, target)


def _loaded(weights: Path) -> Mapping[str, NDArray[np.float32]]:
    """Load the tensors by name, and each matrix a second time, transposed, under a name that says so."""
    tensors = load_file(weights)
    turned = {name + _TRANSPOSED: tensor.T for name, tensor in tensors.items() if tensor.ndim == 2}
    return tensors | {name: np.ascontiguousarray(tensor) for name, tensor in turned.items()}
