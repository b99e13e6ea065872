"""A file's way into the library: its documents one by one, then the file itself.

A file that has many documents can take long. Each is stored in one transaction and is found from then on; the file
counts as added when `finish` returns, and what its path held before stays until then. What an interruption leaves is
taken up again: a document that is stored already, in this attempt or from the file as it was, is not stored anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corpus.documents import document_id
from corpus.file_list import is_shared, link, original_at
from corpus.rows import digest, insert_document, insert_passages
from corpus.store import bump_generation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from corpus.documents import Part, Passage
    from corpus.store import Store


class Intake:
    """One file that is being added. `fingerprint` tells its content from every other's."""

    def __init__(self, store: Store, path: str, sha256: str, fingerprint: str) -> None:
        self._store = store
        self._path = path
        self._sha256 = sha256
        self._fingerprint = fingerprint
        self._waiting: tuple[Part, Sequence[Passage]] | None = None
        self._kept: list[str] = []

    def keeps(self, part: Part) -> bool:
        """Whether a part is stored just as it is now. It will be kept, with all that was made of it."""
        with self._store.reading() as connection:
            before = self._before(connection)
            row = connection.execute(
                "SELECT documents.id, original FROM documents JOIN originals ON originals.id = original "
                "WHERE part = ? AND digest = ? AND (fingerprint = ? OR originals.id = ?)",
                (part.name, digest(part), self._fingerprint, before),
            ).fetchone()
        if row is None:
            return False
        if row[1] == before:
            self._kept.append(row[0])
        return True

    def put(self, part: Part, passages: Sequence[Passage]) -> None:
        """Stores the part that was put before this one, which waits for company in its transaction."""
        if self._waiting is not None:
            with self._store.writing() as connection:
                self._write(connection)
        self._waiting = (part, passages)

    def finish(self, stamp: str) -> Literal["added", "updated"]:
        """The file is in the library from now on, in place of what its path held."""
        with self._store.writing() as connection:
            original = self._write(connection)
            known = original_at(connection, self._path) is not None
            before = self._before(connection)
            if before is not None and before != original:
                self._carry_over(connection, before, original)
            connection.execute("UPDATE originals SET whole = 1 WHERE id = ?", (original,))
            link(connection, self._path, original, stamp)
            connection.execute("DELETE FROM originals WHERE path = ? AND id != ? AND NOT whole", (self._path, original))
            bump_generation(connection)
        return "updated" if known else "added"

    def abandon(self) -> None:
        """Takes back what was stored of a file that turned out to be unreadable; what its path held before stays."""
        self._waiting = None
        with self._store.writing() as connection:
            connection.execute("DELETE FROM originals WHERE fingerprint = ? AND NOT whole", (self._fingerprint,))
            bump_generation(connection)

    def _before(self, connection: sqlite3.Connection) -> int | None:
        """What the path stands for, if no other path does."""
        found = original_at(connection, self._path)
        return None if found is None or is_shared(connection, found, self._path) else found

    def _carry_over(self, connection: sqlite3.Connection, before: int, original: int) -> None:
        """Documents that are as they were move over; one that has changed takes the id of what it was."""
        connection.executemany("UPDATE documents SET original = ? WHERE id = ?", [(original, id) for id in self._kept])
        changed = connection.execute(
            "SELECT min(new.id), old.id FROM documents AS new JOIN documents AS old ON old.part = new.part "
            "WHERE new.original = ? AND old.original = ? GROUP BY old.id",
            (original, before),
        ).fetchall()
        for new, old in changed:
            connection.execute("DELETE FROM documents WHERE id = ?", (old,))
            connection.execute("UPDATE documents SET id = ? WHERE id = ?", (old, new))

    def _write(self, connection: sqlite3.Connection) -> int:
        connection.execute(
            "INSERT OR IGNORE INTO originals (fingerprint, sha256, path) VALUES (?, ?, ?)",
            (self._fingerprint, self._sha256, self._path),
        )
        row = connection.execute("SELECT id FROM originals WHERE fingerprint = ?", (self._fingerprint,)).fetchone()
        original = int(row[0])
        if self._waiting is not None:
            part, passages = self._waiting
            id = _free_id(connection, self._path, part.name)
            insert_document(connection, id, original, part)
            insert_passages(connection, id, part.content, passages)
            bump_generation(connection)
            self._waiting = None
        return original


def _free_id(connection: sqlite3.Connection, path: str, name: str) -> str:
    turn = 0
    while connection.execute("SELECT 1 FROM documents WHERE id = ?", (document_id(path, name, turn),)).fetchone():
        turn += 1
    return document_id(path, name, turn)
