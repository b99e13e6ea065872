"""A model as it was exported to ONNX: what it is run from, and the manifest that says what it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from corpus.messages import Message
from embeddings.encoders.backend import Precision
from embeddings.errors import ExportUnfaithful
from embeddings.models.pinned_files import digest

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.encoders.default_model import PinnedModel
    from embeddings.models.prepared_record import PreparedRecord

FORMAT = 2
GRAPHS = MappingProxyType({Precision.FLOAT32: "model.onnx", Precision.INT8: "model-int8.onnx"})
TOKENIZER, MANIFEST = "tokenizer.json", "manifest.json"
LEAST_COSINES = MappingProxyType({Precision.FLOAT32: 0.999, Precision.INT8: 0.97})
"""Lowest cosine between a sample's vectors and the model's own; int8 without a scale for each column has 0.69."""


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """An ONNX graph, as a file or as bytes, and the bytes of its tokenizer, both as they were made.

    ONNX Runtime needs 60 MB less for a file than for the same bytes.
    """

    graph: Path | bytes
    tokenizer: bytes

    def in_memory(self) -> ExportedModel:
        """Return the same model with its graph as bytes, which no longer needs the file."""
        return self if isinstance(self.graph, bytes) else ExportedModel(self.graph.read_bytes(), self.tokenizer)


@dataclass(frozen=True, slots=True)
class ExportManifest:
    """What lies beside the files of an export: which model they were made from, and their SHA-256 by name.

    `agreement` is the lowest cosine of each graph's vectors with the model's own, `made_with` the versions that were
    used by package.
    """

    format: int
    model: str
    model_sha256: dict[str, str]
    files_sha256: dict[str, str]
    agreement: dict[Precision, float]
    made_with: dict[str, str]

    def faithful_precision(self, wanted: Precision) -> Precision:
        """Return `wanted`, or float32 if that is too far from the model. Raises ExportUnfaithful if both are."""
        for precision in (wanted, Precision.FLOAT32):
            if self.agreement[precision] >= LEAST_COSINES[precision]:
                return precision
        cosine = self.agreement[Precision.FLOAT32]
        raise ExportUnfaithful(
            Message(
                "{model} gives other vectors after its export (cosine {cosine}) than before",
                model=self.model,
                cosine=f"{cosine:.4f}",
            )
        )


class NoExport(Exception):
    """The folder holds no export that can be trusted."""


def read_export(
    folder: Path, model: PinnedModel, wanted: Precision, record: PreparedRecord | None = None
) -> ExportedModel:
    """Read the export of `model` in the `wanted` precision, or in float32 if that is not near enough to the model.

    With a `record`, the manifest is not believed alone: each file has to be a pinned one, or the manifest one that is
    noted there. Raises NoExport unless every file is what was exported from this very model, and ExportUnfaithful.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
        manifest = msgspec.json.decode(content, type=ExportManifest)
        expected = (FORMAT, model.name, dict(model.sha256))
        if (manifest.format, manifest.model, manifest.model_sha256) != expected:
            raise NoExport("the manifest speaks of another model")
        graph = GRAPHS[manifest.faithful_precision(wanted)]
        believed = record is None or record.knows(folder.name, content)
        for name in (graph, TOKENIZER):
            found = digest(folder / name)
            if found != manifest.files_sha256.get(name):
                raise NoExport(f"{name} is not the file that was exported")
            if not believed and found != model.exported.get(name):
                raise NoExport(f"{name} is not known from elsewhere than its own manifest")
        return ExportedModel(folder / graph, (folder / TOKENIZER).read_bytes())
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise NoExport(str(error)) from error
