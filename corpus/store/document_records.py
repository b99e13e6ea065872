"""What a library has to say of its documents, each with its seal checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from corpus.documents import full_path
from corpus.store.connections import snapshot
from corpus.store.rows import metadata_from, warnings_from
from corpus.store.seals import DOCUMENT_COLUMNS, SealedDocument, document_seal, require_originals, require_seal
from corpus.text.reading_version import READERS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from corpus.documents import Metadata
    from corpus.messages import Message
    from corpus.store.database import Store


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A line of the list of sources. `others` are further paths at which the same file stands.

    `places` counts its pages, slides, rows or moments, which are of this `place_kind`; 0 where it has none.
    `warnings` say what could not be read of it, or not for sure. `part` is its name in a file of many documents, as
    "notes/bees.txt" in an archive. `outdated` says that an older version of Besa has read it. `source` says whose
    path it is: a machine's, or what a person named; "" for what was added before that was noted.
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
    outdated: bool = False
    source: str = ""

    @property
    def full_path(self) -> str:
        """Return its path, with its name in the file where that holds many documents."""
        return full_path(self.path, self.part)

    @property
    def file_name(self) -> str:
        """Return its file's name, with its own name in there where the file holds many documents."""
        return full_path(PurePath(self.path).name, self.part)


def document_records(store: Store, ids: Collection[str] | None = None) -> list[DocumentRecord]:
    """Return all documents, or those with these ids, by path, those of one file in the order in which they were added.

    One that is not there is left out. Raises LibraryDamaged.
    """
    with store.reading() as connection, snapshot(connection):
        rows = connection.execute(*_listed(ids)).fetchall()
        others = further_paths(connection, None if ids is None else {row[0] for row in rows})
        require_originals(connection, {row[0] for row in rows})
    return [_record_from(*row, others=others.get(row[0], ())) for row in rows]


def _record_from(
    _original: int,
    path: str,
    sha256: str,
    characters: int,
    seal: bytes | None,
    readers: int,
    source: str,
    *columns: Any,
    others: tuple[str, ...],
) -> DocumentRecord:
    described = SealedDocument(*columns)
    require_seal(seal, document_seal(described), path)
    return DocumentRecord(
        id=described.id,
        path=path,
        sha256=sha256,
        media_type=described.media_type,
        metadata=metadata_from(described.metadata),
        added=described.added,
        characters=characters,
        passages=described.passages,
        others=others,
        places=described.places,
        place_kind=described.place_kind,
        warnings=warnings_from(described.warnings),
        part=described.part,
        outdated=readers < READERS,
        source=source,
    )


_LISTED = f"""
    SELECT original, path, originals.sha256, length(text), document_seals.sha256, readers, source,
        {DOCUMENT_COLUMNS}
    FROM documents JOIN originals ON originals.id = original LEFT JOIN document_seals ON document = documents.id
"""
_BY_PATH = "ORDER BY path, added, documents.id"


def _listed(ids: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the query for documents, with its parameters."""
    if ids is None:
        return f"{_LISTED} {_BY_PATH}", ()
    return f"{_LISTED} WHERE documents.id IN (SELECT value FROM json_each(?)) {_BY_PATH}", (json.dumps(list(ids)),)


def further_paths(
    connection: sqlite3.Connection, originals: Collection[int] | None = None
) -> dict[int, tuple[str, ...]]:
    """Return the paths of contents, all or these, that stand at more than one, but for the first."""
    chosen = "" if originals is None else "AND originals.id IN (SELECT value FROM json_each(?))"
    others: dict[int, tuple[str, ...]] = {}
    for original, path in connection.execute(
        "SELECT DISTINCT original, files.path FROM files JOIN originals ON originals.id = original "
        f"WHERE files.path != originals.path {chosen} ORDER BY files.path",
        () if originals is None else (json.dumps(list(originals)),),
    ):
        others[original] = (*others.get(original, ()), path)
    return others
