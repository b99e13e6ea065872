"""Make the default encoder's graph, which is kept without its weights, by PyTorch's exporter.

    python -m release.encoder_graph             # write it
    python -m release.encoder_graph --check     # say whether it is still what the exporter makes

It is made anew where the model, or how it is computed, changes; what is then pinned of the export
(`embeddings.encoders.default_model`) changes with it. Needs the development group (onnxscript).
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onnx

from embeddings.encoders.default_model import DEFAULT_MODEL, WEIGHTS, default_model_folder
from embeddings.encoders.graph_weights import take_weights

if TYPE_CHECKING:
    import torch


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m release.encoder_graph")
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    made = bare_graph(default_model_folder())
    if not given.check:
        DEFAULT_MODEL.graph.write_bytes(made)
    elif made != DEFAULT_MODEL.graph.read_bytes():
        sys.exit(
            f"The exporter makes another graph than {DEFAULT_MODEL.graph.name}: look at what changed, and write it."
        )


def bare_graph(folder: Path) -> bytes:
    """Return the ONNX graph of the transformer in a folder, without the weights that stand there.

    Raises RuntimeError if it cannot be exported.
    """
    with tempfile.TemporaryDirectory() as workspace:
        target = Path(workspace) / "model.onnx"
        export_transformer(str(folder), target)
        graph = onnx.load(target)
    forget_origin(graph)
    made: bytes = take_weights(graph, folder / WEIGHTS).SerializeToString()
    return made


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


def forget_origin(model: onnx.ModelProto) -> None:
    """Remove where a graph was made: at each node stand paths of this machine, with the user's name.

    Of PyTorch's version, its build (2.13.0+cpu) goes, so that all builds write the same file.
    """
    model.producer_version = model.producer_version.partition("+")[0]
    for part in (model.graph, *model.graph.node, *model.graph.value_info, *model.functions):
        part.doc_string = ""
        del part.metadata_props[:]


if __name__ == "__main__":
    main()
