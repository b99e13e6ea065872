"""Turns a transformer into ONNX, in float32 and in int8. Run as a program of its own, so that PyTorch leaves with it:

    python -P embeddings/encoders/torch_export.py FOLDER TARGET.onnx INT8-TARGET.onnx

It prints the versions that made the files, as JSON. It imports nothing of Besa.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


def export_transformer(folder: str, target: str) -> None:
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


def quantize(graph: str, target: str) -> None:
    """Write the same transformer with weights of int8, one scale for each column; activations get theirs as it runs.

    Seven bits of each weight are used: with eight, the sums of processors without VNNI overflow unnoticed.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(graph, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    export_transformer(sys.argv[1], sys.argv[2])
    quantize(sys.argv[2], sys.argv[3])
    print(json.dumps({name: version(name) for name in ("torch", "transformers", "onnx", "onnxscript", "onnxruntime")}))
