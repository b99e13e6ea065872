"""The list of a library's documents: light lines, sorted and searched in memory, of which a page at a time is shown."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus.store.arrangement import arrangement_in
from corpus.store.document_line import DocumentLine
from corpus.store.document_records import further_paths
from corpus.store.file_names import added_folders
from corpus.store.rows import metadata_from
from corpus.store.shown_names import ShownNames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from corpus.store.database import Store

Order = Literal["path", "title", "-title", "date", "-date", "added", "-added", "kind", "-kind"]
"""What a list is sorted by; with "-" the other way round. Documents of one kind, or one day, stand by title."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Some documents of a list, from `offset` on, of so many that fit and of all that there are."""

    lines: tuple[DocumentLine, ...]
    names: ShownNames
    offset: int
    fitting: int
    all: int


class DocumentList:
    """The documents of one library by path, read again only when the library has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: tuple[int, tuple[DocumentLine, ...]] | None = None
        self._names: tuple[int, ShownNames] | None = None

    def all(self) -> tuple[DocumentLine, ...]:
        """Return all documents by path, those of one file in the order in which they were added."""
        return self._current()[1]

    def names(self) -> ShownNames:
        """Return names that tell the documents apart; found again only when the library has changed."""
        generation, lines = self._current()
        held = self._names
        if held is None or held[0] != generation:
            self._names = held = (generation, ShownNames.of(lines))
        return held[1]

    def beside_titles(self, documents: Collection[str]) -> dict[str, str]:
        """Return what is to be said beside the titles of those of these documents whose titles do not suffice.

        As the library was lately, if these were in it then: nobody waits for a list of all because one has come.
        """
        held = self._names
        names = held[1] if held is not None and all(each in held[1].names for each in documents) else self.names()
        return names.beside_titles(documents)

    def fitting(self, search: str) -> frozenset[str]:
        """Return the ids of the documents that have a name with `search` in it."""
        return frozenset(each.id for each in fitting(self.all(), self.names(), search))

    def collections(self) -> dict[str, int]:
        """Count the documents of each collection, by name."""
        return dict(sorted(Counter(name for each in self.all() for name in each.collections).items()))

    def of_collections(self, names: Collection[str]) -> frozenset[str]:
        """Return the ids of the documents of these collections."""
        return frozenset(each.id for each in self.all() if not each.collections.isdisjoint(names))

    def holds(self, id: str) -> bool:
        """Return whether a document is there, without a look at the others."""
        with self._store.reading() as connection:
            return connection.execute("SELECT 1 FROM documents WHERE id = ?", (id,)).fetchone() is not None

    def there(self, ids: Collection[str]) -> frozenset[str]:
        """Return those of these ids that documents have, without a look at the others."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
            ).fetchall()
        return frozenset(id for (id,) in rows)

    def page(
        self,
        order: Order = "path",
        search: str = "",
        offset: int = 0,
        limit: int = 50,
        collection: str | None = None,
    ) -> DocumentPage:
        """Return at most `limit` of the documents that have a name with `search` in it, perhaps of one `collection`."""
        lines = self.all() if collection is None else [each for each in self.all() if collection in each.collections]
        return page_of(lines, self.names(), order, search, offset, limit)

    def count(self) -> int:
        """Count the documents, without a look at any."""
        held = self._held
        if held is not None and held[0] == self._store.generation():
            return len(held[1])
        with self._store.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        return int(count)

    def _current(self) -> tuple[int, tuple[DocumentLine, ...]]:
        generation, held = self._store.generation(), self._held
        if held is None or held[0] != generation:
            with self._store.reading() as connection:
                rows = connection.execute(_LINES).fetchall()
                others = further_paths(connection)
                folders, arranged = added_folders(connection), arrangement_in(connection)
            lines = (
                DocumentLine(
                    id,
                    path,
                    metadata_from(metadata),
                    others.get(original, ()),
                    part,
                    added,
                    arranged.collections((path, *others.get(original, ())), folders),
                )
                for original, id, path, metadata, part, added in rows
            )
            self._held = held = (generation, tuple(lines))
        return held


def page_of(
    lines: Sequence[DocumentLine], names: ShownNames, order: Order, search: str, offset: int, limit: int
) -> DocumentPage:
    """Return a page of these documents, which are by path, in another order and without those that do not fit."""
    found = fitting(lines, names, search)
    return DocumentPage(tuple(in_order(found, order)[offset : offset + limit]), names, offset, len(found), len(lines))


def fitting(lines: Sequence[DocumentLine], names: ShownNames, search: str) -> Sequence[DocumentLine]:
    """Return the documents of which `search` is a part of some name, or of what is shown as one."""
    wanted = search.strip().casefold()
    if not wanted:
        return lines
    return [
        each
        for each in lines
        if any(wanted in name.casefold() for name in (*each.names(), names.names.get(each.id, "")))
    ]


def in_order(lines: Iterable[DocumentLine], order: Order) -> list[DocumentLine]:
    """Sort documents. One without what it is sorted by stands last, whichever way round."""
    if order == "path":
        return list(lines)
    by_title = sorted(lines, key=lambda each: each.metadata.title.casefold())
    values = {each.id: _value(each, order.removeprefix("-")) for each in by_title}
    known = sorted(
        (each for each in by_title if values[each.id]), key=lambda each: values[each.id], reverse=order.startswith("-")
    )
    return known + [each for each in by_title if not values[each.id]]


def _value(line: DocumentLine, by: str) -> str:
    date = line.metadata.date or ""
    values = {
        "title": line.metadata.title.casefold(),
        "date": date if date[:4].isdecimal() else "",  # what a document says is its date may be anything
        "added": line.added,
    }
    return values.get(by, line.kind)


_LINES = """
    SELECT original, documents.id, path, metadata, part, added
    FROM documents JOIN originals ON originals.id = original ORDER BY path, added, documents.id
"""
