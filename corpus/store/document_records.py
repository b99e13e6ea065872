"""The list of a library's documents, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.documents import full_path
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

    @property
    def full_path(self) -> str:
        """Return its path, with its name in the file where that holds many documents."""
        return full_path(self.path, self.part)

    @property
    def file_name(self) -> str:
        """Return its file's name, with its own name in there where the file holds many documents."""
        return full_path(PurePath(self.path).name, self.part)


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


def _further_paths(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """Return the paths of contents that stand at more than one, but for the first."""
    others: dict[int, tuple[str, ...]] = {}
    for original, path in connection.execute(
        "SELECT original, files.path FROM files JOIN originals ON originals.id = original "
        "WHERE files.path != originals.path ORDER BY files.path"
    ):
        others[original] = (*others.get(original, ()), path)
    return others
