"""The default model as ONNX files, ready to run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """An ONNX graph, as a file or as bytes, and the bytes of its tokenizer, both as they were made.

    ONNX Runtime needs 60 MB less for a file than for the same bytes.
    """

    graph: Path | bytes
    tokenizer: bytes
