"""A file's way into the library: its documents one by one, then the file itself.

A file that has many documents can take long. Each is stored in one transaction and is found from then on; the file
counts as added when `finish` returns, and what its path held before stays until then. What an interruption leaves is
taken up again: a document that is stored already, in this attempt or from the file as it was, is not stored anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from corpus.documents import document_id
from corpus.errors import ReadError
from corpus.store.database import bump_generation
from corpus.store.file_records import drop_unfinished, is_shared, link, original_at
from corpus.store.rows import digest, insert_document, insert_passages

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from corpus.documents import Part, Passage
    from corpus.store.database import Store


class FileIngest:
    """One file that is being added. `fingerprint` tells its content from every other's.

    When it is finished, the file's documents are the parts that it was asked to keep or given, each once.
    """

    def __init__(self, store: Store, path: str, sha256: str, fingerprint: str) -> None:
        self._store = store
        self._path = path
        self._sha256 = sha256
        self._fingerprint = fingerprint
        self._waiting: tuple[Part, Sequence[Passage]] | None = None
        self._kept: set[str] = set()
        self._new: set[str] = set()

    def keeps(self, part: Part) -> bool:
        """Whether a part is stored just as it is now. It will be kept, with all that was made of it."""
        if self._waiting is not None and self._waiting[0] == part:
            return True
        described = digest(part)
        with self._store.reading() as connection:
            before = self._before(connection)
            for original in (before, _original_of(connection, self._fingerprint)):
                if found := _stored(connection, original, part.name, described):
                    (self._kept if original == before else self._new).add(found)
                    return True
        return False

    def put(self, part: Part, passages: Sequence[Passage]) -> None:
        """Stores the part that was put before this one, which waits for company in its transaction."""
        if self._waiting is not None:
            with self._store.writing() as connection:
                self._write(connection)
        self._waiting = (part, passages)

    def finish(self, stamp: str) -> Literal["added", "updated"]:
        """The file is in the library from now on, in place of what its path held.

        Raises ReadError where another process has taken away in the meantime what this one had stored.
        """
        with self._store.writing() as connection:
            original = self._write(connection)
            known = original_at(connection, self._path) is not None
            before = self._before(connection)
            self._carry_over(connection, before, original)
            connection.execute(
                "UPDATE originals SET whole = 1, path = ? WHERE id = ? AND NOT whole", (self._path, original)
            )
            link(connection, self._path, original, stamp)
            bump_generation(connection)
        return "updated" if known else "added"

    def abandon(self) -> None:
        """Takes back what was stored of a file that turned out to be unreadable; what its path held before stays."""
        self._waiting = None
        with self._store.writing() as connection:
            connection.execute("DELETE FROM originals WHERE fingerprint = ? AND NOT whole", (self._fingerprint,))
            drop_unfinished(connection, self._path)
            bump_generation(connection)

    def _before(self, connection: sqlite3.Connection) -> int | None:
        """What the path stands for, if no other path does."""
        found = original_at(connection, self._path)
        return None if found is None or is_shared(connection, found, self._path) else found

    def _carry_over(self, connection: sqlite3.Connection, before: int | None, original: int) -> None:
        """Documents that are as they were move over; one that has changed takes the id of what it was."""
        wanted = json.dumps(sorted(self._kept | self._new))
        connection.execute(
            "UPDATE documents SET original = ?1 WHERE original = ?2 AND id IN (SELECT value FROM json_each(?3))",
            (original, before, wanted),
        )
        (there,) = connection.execute(
            "SELECT count(*) FROM documents WHERE original = ? AND id IN (SELECT value FROM json_each(?))",
            (original, wanted),
        ).fetchone()
        if there != len(self._kept | self._new):
            raise ReadError("the library was changed by another process while this file went in; add it again")
        stale = connection.execute(
            "SELECT id, part FROM documents WHERE original IN (?, ?) AND id NOT IN (SELECT value FROM json_each(?)) "
            "ORDER BY part, added, id",
            (before, original, wanted),
        ).fetchall()
        changed = dict(
            connection.execute(
                "SELECT part, id FROM documents WHERE id IN (SELECT value FROM json_each(?)) ORDER BY added DESC, id",
                (json.dumps(sorted(self._new)),),
            ).fetchall()
        )
        for old, part in stale:
            connection.execute("DELETE FROM documents WHERE id = ?", (old,))
            if new := changed.pop(part, None):
                connection.execute("UPDATE documents SET id = ? WHERE id = ?", (old, new))

    def _write(self, connection: sqlite3.Connection) -> int:
        connection.execute(
            "INSERT OR IGNORE INTO originals (fingerprint, sha256, path) VALUES (?, ?, ?)",
            (self._fingerprint, self._sha256, self._path),
        )
        original = _original_of(connection, self._fingerprint)
        if original is None:
            raise RuntimeError(f"the row of {self._fingerprint} is not there after it was written")
        if self._waiting is not None:
            part, passages = self._waiting
            id = _stored(connection, original, part.name, digest(part))  # by another process that adds the same file
            if id is None:
                id = _free_id(connection, self._path, part.name)
                insert_document(connection, id, original, part)
                insert_passages(connection, id, part.content, passages)
                bump_generation(connection)
            self._new.add(id)
            self._waiting = None
        return original


def _original_of(connection: sqlite3.Connection, fingerprint: str) -> int | None:
    row = connection.execute("SELECT id FROM originals WHERE fingerprint = ?", (fingerprint,)).fetchone()
    return row[0] if row else None


def _stored(connection: sqlite3.Connection, original: int | None, name: str, digest: str) -> str | None:
    """The document of a content that is a part of this name, just as it is."""
    row = connection.execute(
        "SELECT id FROM documents WHERE original = ? AND part = ? AND digest = ?", (original, name, digest)
    ).fetchone()
    return row[0] if row else None


def _free_id(connection: sqlite3.Connection, path: str, name: str) -> str:
    turn = 0
    while connection.execute("SELECT 1 FROM documents WHERE id = ?", (document_id(path, name, turn),)).fetchone():
        turn += 1
    return document_id(path, name, turn)
