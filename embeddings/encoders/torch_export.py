"""Turns a transformer into ONNX, in float32 and in int8.

Run it as a program of its own, so that PyTorch leaves with it:

    python -m embeddings.encoders.torch_export FOLDER TARGET.onnx INT8-TARGET.onnx

It prints the versions that made the files, as JSON.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import uuid
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.processes.environment import QUIET_ONNX_RUNTIME
from embeddings.onnx_runtime import quantize_weights

if TYPE_CHECKING:
    import torch


def main(folder: str, target: Path, int8_target: Path) -> None:
    """Write both graphs, into one folder, and print what they were made with.

    What is set here holds for the whole process.
    """
    os.environ.update(QUIET_ONNX_RUNTIME, HF_HUB_OFFLINE="1")
    os.chdir(target.parent)  # onnx takes no path that is not UTF-8
    target, int8_target = Path(target.name), Path(int8_target.name)
    # onnx names temporary files by uuid1: that asks for the network card's address, and leaves a clock in /var/lib
    uuid.uuid1 = lambda *_: uuid.uuid4()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    export_transformer(folder, target)
    forget_origin(target)
    quantize_weights(target, int8_target)
    print(json.dumps({name: version(name) for name in ("torch", "transformers", "onnx", "onnxscript", "onnxruntime")}))


def export_transformer(folder: str, target: Path) -> None:
    """Write the transformer of `folder` as one ONNX file. Raises RuntimeError if it cannot be exported.

    Inputs: input_ids and attention_mask, int64 (texts, pieces), of any lengths from 1 on. Output: hidden,
    float32 (texts, pieces, dimension), the last layer.
    """
    import torch

    axes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    program = torch.onnx.export(
        _load_last_layer(folder),
        _padded_example(),
        dynamo=True,
        dynamic_shapes={"input_ids": axes, "attention_mask": axes},
        input_names=["input_ids", "attention_mask"],
        output_names=["hidden"],
        verbose=False,
    )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    program.save(target, external_data=False)


def _load_last_layer(folder: str) -> torch.nn.Module:
    """Load the transformer as a module that returns its last layer only."""
    import torch
    from transformers import AutoModel

    model = AutoModel.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False, attn_implementation="eager"
    ).eval()

    class LastLayer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
            """Return the last layer, float32 (texts, pieces, dimension)."""
            return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    return LastLayer()


def _padded_example() -> tuple[torch.Tensor, torch.Tensor]:
    """Make inputs with padding: without any, the exporter takes the mask for a constant and leaves it out."""
    import torch

    input_ids = torch.randint(1000, 2000, (2, 16))
    attention_mask = torch.ones_like(input_ids)
    attention_mask[1, 10:] = 0
    return input_ids, attention_mask


def forget_origin(graph: Path) -> None:
    """Remove from a graph's file where it was made: at each node stand paths of this machine, with the user's name.

    Of PyTorch's version, its build (2.13.0+cpu) goes, so that all builds write the same file.
    """
    import onnx

    model = onnx.load(graph)
    model.producer_version = model.producer_version.partition("+")[0]
    for part in (model.graph, *model.graph.node, *model.graph.value_info, *model.functions):
        part.doc_string = ""
        del part.metadata_props[:]
    onnx.save(model, graph)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
