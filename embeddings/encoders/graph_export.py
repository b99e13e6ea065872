"""Puts a model's weights into its graph, in float32 and in int8.

Run it as a program of its own, so that the memory for it goes with it:

    python -m embeddings.encoders.graph_export GRAPH.onnx WEIGHTS.safetensors TARGET.onnx INT8-TARGET.onnx

It prints the versions that made the files, as JSON.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import uuid
from importlib.metadata import version
from pathlib import Path

from corpus.processes.environment import QUIET_ONNX_RUNTIME
from embeddings.encoders.graph_weights import put_weights
from embeddings.onnx_runtime import quantize_weights


def main(graph: Path, weights: Path, target: Path, int8_target: Path) -> None:
    """Write both graphs, into one folder, and print what they were made with.

    What is set here holds for the whole process.
    """
    os.environ.update(QUIET_ONNX_RUNTIME)
    graph, weights = graph.absolute(), weights.absolute()
    os.chdir(target.parent)  # onnx takes no path that is not UTF-8
    target, int8_target = Path(target.name), Path(int8_target.name)
    # onnx names temporary files by uuid1: that asks for the network card's address, and leaves a clock in /var/lib
    uuid.uuid1 = lambda *_: uuid.uuid4()
    logging.disable(logging.WARNING)
    put_weights(graph, weights, target)
    quantize_weights(target, int8_target)
    print(json.dumps({name: version(name) for name in ("onnx", "onnxruntime", "safetensors")}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
