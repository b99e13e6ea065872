"""The list of a library's documents, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.store.rows import metadata_from, warnings_from

if TYPE_CHECKING:
    import sqlite3

    from corpus.documents import Metadata
    from corpus.messages import Message
    from corpus.store.database import Store


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A line of the list of sources. `others` are further paths at which the same file stands.

    `places` counts its pages, slides, rows or moments, which are of this `place_kind`; 0 where it has none.
    `warnings` say what could not be read of it, or not for sure. `part` is its name in a file of many documents, as
    "notes/bees.txt" in an archive.
    """

    id: str
    path: str
    sha256: str
    media_type: str
    metadata: Metadata
    added: str
    characters: int
    passages: int
    others: tuple[str, ...] = ()
    places: int = 0
    place_kind: str | None = None
    warnings: tuple[Message, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """What lists, choices and filters need of a document, without a look at its text: the fields of DocumentRecord."""

    id: str
    path: str
    metadata: Metadata
    others: tuple[str, ...] = ()
    part: str = ""


class DocumentList:
    """The documents of one library by path, read again only when the library has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: tuple[int, tuple[DocumentLine, ...]] | None = None

    def all(self) -> tuple[DocumentLine, ...]:
        """Return all documents by path, those of one file in the order in which they were added."""
        generation, held = self._store.generation(), self._held
        if held is None or held[0] != generation:
            with self._store.reading() as connection:
                rows = connection.execute(_LINES).fetchall()
                others = _further_paths(connection)
            lines = (
                DocumentLine(id, path, metadata_from(metadata), others.get(original, ()), part)
                for original, id, path, metadata, part in rows
            )
            self._held = held = (generation, tuple(lines))
        return held[1]


def document_records(store: Store) -> list[DocumentRecord]:
    """Return all documents by path, those of one file in the order in which they were added."""
    with store.reading() as connection:
        rows = connection.execute(_LISTED).fetchall()
        others = _further_paths(connection)
    return [
        DocumentRecord(
            id=id,
            path=path,
            sha256=sha256,
            media_type=media_type,
            metadata=metadata_from(metadata),
            added=added,
            characters=characters,
            passages=passages,
            others=others.get(original, ()),
            places=places,
            place_kind=kind,
            warnings=warnings_from(said),
            part=part,
        )
        for original, id, path, sha256, media_type, metadata, added, characters, passages, places, kind, said, part in (
            rows
        )
    ]


_LISTED = """
    SELECT original, documents.id, path, sha256, media_type, metadata, added, length(text),
        (SELECT count(*) FROM passages WHERE document = documents.id),
        (SELECT count(DISTINCT CASE kind WHEN 'page' THEN number ELSE start END)
            FROM places WHERE document = documents.id),
        (SELECT kind FROM places WHERE document = documents.id LIMIT 1),
        warnings, part
    FROM documents JOIN originals ON originals.id = original ORDER BY path, added, documents.id
"""


_LINES = """
    SELECT original, documents.id, path, metadata, part
    FROM documents JOIN originals ON originals.id = original ORDER BY path, added, documents.id
"""


def _further_paths(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """Return the paths of contents that stand at more than one, but for the first."""
    others: dict[int, tuple[str, ...]] = {}
    for original, path in connection.execute(
        "SELECT original, files.path FROM files JOIN originals ON originals.id = original "
        "WHERE files.path != originals.path ORDER BY files.path"
    ):
        others[original] = (*others.get(original, ()), path)
    return others
