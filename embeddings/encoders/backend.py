"""What runs an encoder, and with which numbers."""

from __future__ import annotations

from enum import StrEnum


class Backend(StrEnum):
    """ONNX Runtime starts at once and is for the default model on a CPU; sentence-transformers on PyTorch for any."""

    ONNX = "onnx"
    TORCH = "torch"


class Precision(StrEnum):
    """FLOAT32 gives the model's own vectors; INT8 nearly those, in less than half the time."""

    FLOAT32 = "float32"
    INT8 = "int8"
