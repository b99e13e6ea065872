"""The library's documents for the page's script: what there is, what came in, what went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from bot.answering.scope import LONGEST_TEXT
from bot.page.views.map import MARKED, Mark
from bot.wording.markup import without_surrogates
from corpus.store.document_list import Order  # noqa: TC001  msgspec reads the annotations

if TYPE_CHECKING:
    from bot.service.library_editor import LibraryEditor, Receipt
    from bot.service.library_service import LibraryService
    from bot.wording.labels import Labels
    from corpus.folders.importer import FileOutcome
    from corpus.store.document_records import DocumentRecord
    from corpus.store.shown_names import ShownNames

MOST_LISTED = 200
"""Documents that one request gets at most."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which documents the page's script asks for: some of those that fit, from `offset` on."""

    offset: Annotated[int, Meta(ge=0, le=10**9)] = 0
    limit: Annotated[int, Meta(ge=1, le=MOST_LISTED)] = 50
    sort: Order = "title"
    search: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    sample: bool = False


def listed_to_json(
    service: LibraryService, query: ListQuery, editor: LibraryEditor | None, labels: Labels
) -> dict[str, Any]:
    """Describe the documents that fit, how far the library is embedded, and what may be done with it."""
    page, records = service.listed(query.sort, query.search, query.offset, query.limit, sample=query.sample)
    coverage = service.coverage()
    order = service.order_of_adding() if page.all <= MARKED and not query.sample else {}
    return {
        "documents": [_document_to_json(each, page.names, order.get(each.id)) for each in records],
        "offset": page.offset,
        "fitting": page.fitting,
        "all": page.all,
        "own": service.document_count(),
        "passages": coverage.passages,
        "embedded": coverage.embedded,
        "collections": service.collections(),
        "sample": editor is not None and service.has_sample,
        "sample_documents": service.sample_count() if editor is not None else 0,
        "uploads": None if editor is None else _uploads_to_json(editor, labels),
    }


def _document_to_json(record: DocumentRecord, names: ShownNames, number: int | None) -> dict[str, Any]:
    about = record.metadata
    said = (about.publisher, about.date)
    name = names.beside_title(record.id) or (None if any(said) else names.names.get(record.id, record.file_name))
    mark = Mark.of(number) if number is not None else None
    return {
        "id": record.id,
        "title": without_surrogates(about.title),
        "about": without_surrogates(" · ".join(filter(None, (*said, name)))),
        "passages": record.passages,
        "added": record.added[:10],
        "mark": mark and {"tone": mark.colour, "shape": mark.shape},
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
        "name": outcome.url or PurePath(outcome.path).name,
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
        "on_server": receipt.on_server,
    }
