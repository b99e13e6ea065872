"""A document of the library as JSON: what `besa sources --json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.store.document_records import DocumentRecord


def source_to_json(record: DocumentRecord) -> dict[str, Any]:
    """Return the object of the command-line contract: the document's id, what it says of itself, and where it is."""
    described = asdict(record)
    return {"document": described.pop("id"), **described.pop("metadata"), **described}
