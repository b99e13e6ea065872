"""The library's documents for the page's script: what there is, what came in, what went."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bot.wording.markup import without_surrogates

if TYPE_CHECKING:
    from bot.service.library_editor import LibraryEditor, Receipt
    from bot.service.library_service import LibraryService
    from bot.wording.labels import Labels
    from corpus.folders.importer import FileOutcome

LISTED = 200
"""So many documents are listed at most; a text finds the others."""


def listed_to_json(service: LibraryService, text: str, editor: LibraryEditor | None, labels: Labels) -> dict[str, Any]:
    """Describe the documents with `text` in title, path or publisher, and what may be done with them."""
    documents = service.documents()
    wanted = text.strip().casefold()
    found = [
        each
        for each in documents
        if any(
            wanted in name.casefold() for name in (each.metadata.title, each.full_path, each.metadata.publisher or "")
        )
    ]
    coverage = service.coverage()
    return {
        "documents": [
            {
                "id": each.id,
                "title": without_surrogates(each.metadata.title),
                "about": without_surrogates(
                    " · ".join(filter(None, (each.metadata.publisher, each.metadata.date))) or each.file_name
                ),
            }
            for each in found[:LISTED]
        ],
        "fitting": len(found),
        "all": len(documents),
        "passages": coverage.passages,
        "embedded": coverage.embedded,
        "uploads": None if editor is None else _uploads_to_json(editor, labels),
    }


def _uploads_to_json(editor: LibraryEditor, labels: Labels) -> dict[str, Any]:
    rules = editor.rules
    return {
        "file_bytes": rules.file_bytes,
        "megabytes": rules.megabytes,
        "at_once": rules.at_once,
        "suffixes": list(rules.suffixes),
        "formats": labels.translate(rules.formats),
        "wrong_kind": labels.translate(rules.wrong_kind),
        "too_large": labels.translate(rules.too_large),
        "may_remove": editor.may_remove,
    }


def added_to_json(outcome: FileOutcome, labels: Labels) -> dict[str, Any]:
    """Describe what became of a file, by its name; its place on this machine is not given away."""
    return {
        "name": PurePath(outcome.path).name,
        "status": outcome.status,
        "document": outcome.document,
        "documents": outcome.documents,
        "passages": outcome.passages,
        "reason": outcome.reason and without_surrogates(labels.translate(outcome.reason)),
    }


def receipt_to_json(receipt: Receipt) -> dict[str, Any]:
    """Describe what was removed, and from where."""
    removed = receipt.removed
    return {
        "status": "removed",
        "document": removed.id,
        "title": without_surrogates(removed.title),
        "sha256": removed.sha256,
        "passages": removed.passages,
        "vectors": removed.vectors,
        "token_vectors": removed.token_vectors,
        "clean": receipt.clean,
        "deleted": receipt.deleted,
    }
