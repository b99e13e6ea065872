"""A file's way into the library: its documents one by one, then the file itself.

A file that has many documents can take long. Each is stored in one transaction and is found from then on; the file
counts as added when `finish` returns, and what its path held before stays until then. What an interruption leaves is
taken up again: a document that is stored already, in this attempt or from the file as it was, is not stored anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus.documents import document_id
from corpus.errors import ReadError
from corpus.messages import Message
from corpus.store.database import bump_generation
from corpus.store.file_names import file_name_terms, refresh_names
from corpus.store.file_records import attach, claim, drop_unfinished, is_shared, original_at
from corpus.store.preparation import prepare, unpack
from corpus.store.redivision import redivide
from corpus.store.rows import (
    digest,
    insert_document,
    insert_original,
    insert_passages,
    insert_short_forms,
)
from corpus.store.seals import seal_document, seal_passages
from corpus.text.reading_version import READERS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from corpus.documents import Content, Part, Passage
    from corpus.store.database import Store
    from corpus.store.preparation import Prepared


@dataclass(frozen=True, slots=True)
class _Buffered:
    """A part that is not stored yet."""

    part: Part
    digest: str
    prepared: Prepared


class FileIngest:
    """One file that is being added. `fingerprint` tells its content from every other's.

    When it is finished, the file's documents are the parts that were added, each once. With `again`, parts that are
    stored just as they are may have been divided into other passages by an older version, and get those of now.
    """

    def __init__(self, store: Store, path: str, sha256: str, fingerprint: str, *, again: bool = False) -> None:
        self._store = store
        self._source = store.source
        self._path = path
        self._sha256 = sha256
        self._fingerprint = fingerprint
        self._buffered: _Buffered | None = None
        self._kept: set[str] = set()
        self._new: set[str] = set()
        self._inserted: list[str] = []
        self._again = again
        self.changed = False
        """Whether anything that is stored is not as it was before."""

    def add(self, part: Part, split: Callable[[Content], Sequence[Passage]]) -> None:
        """Keep a part that is stored just as it is, with all that was made of it; buffer any other.

        One that was not prepared is split. The part that was buffered before is written, so that the last one shares
        its transaction with `finish`. Raises DamagedFile for what was prepared and does not fit the part's text.
        """
        described = digest(part)
        held = self._held(part.name, described)
        if held is not None and not (self._again and held):
            return
        prepared = unpack(part) or prepare(part.content, split)
        if held:
            with self._store.writing() as connection:
                self.changed |= redivide(connection, held, prepared, part.content.metadata)
            return
        if self._buffered is not None:
            with self._store.writing() as connection:
                self._write(connection)
        self._buffered = _Buffered(part, described, prepared)

    def keep_original(self, data: bytes) -> None:
        """Keep nothing: the file lies where it is, on the machine of its library."""

    def finish(self, stamp: str) -> Literal["added", "updated"]:
        """Put the file into the library in place of what its path held, and return which of the two it was.

        Raises ReadError where another process has taken away in the meantime what this one had stored.
        """
        with self._store.writing() as connection:
            claim(connection, self._source, self._path)
            original = self._write(connection)
            known = original_at(connection, self._source, self._path) is not None
            self._take_over(connection, self._before(connection), original)
            connection.execute(
                "UPDATE originals SET whole = TRUE, path = ?, source = ? WHERE id = ? AND NOT whole",
                (self._path, self._source, original),
            )
            attach(connection, self._source, self._path, original, stamp)
            if is_shared(connection, original, self._source, self._path):
                refresh_names(connection, original)
            connection.execute("UPDATE originals SET readers = ? WHERE id = ?", (READERS, original))
            bump_generation(connection)
        return "updated" if known else "added"

    def abandon(self) -> None:
        """Delete what was stored of a file that turned out to be unreadable; what its path held before stays."""
        self._buffered = None
        with self._store.writing() as connection:
            if self._again:  # beside what the file's content stands for, and goes on to
                connection.execute(
                    "DELETE FROM documents WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(self._inserted),)
                )
            connection.execute("DELETE FROM originals WHERE fingerprint = ? AND NOT whole", (self._fingerprint,))
            drop_unfinished(connection, self._source, self._path)
            bump_generation(connection)

    def _held(self, name: str, described: str) -> str | None:
        """Return the id of a part that is stored just as it is now, and will stay; "" for one that is buffered."""
        buffered = self._buffered
        if buffered is not None and (buffered.part.name, buffered.digest) == (name, described):
            return ""
        with self._store.reading() as connection:
            before = self._before(connection)
            for original in (before, _original_of(connection, self._fingerprint)):
                if found := _stored(connection, original, name, described):
                    (self._kept if original == before else self._new).add(found)
                    return found
        return None

    def _before(self, connection: sqlite3.Connection) -> int | None:
        """Return the content that the path stands for, if no other path does."""
        found = original_at(connection, self._source, self._path)
        return None if found is None or is_shared(connection, found, self._source, self._path) else found

    def _take_over(self, connection: sqlite3.Connection, before: int | None, original: int) -> None:
        """Move documents that are as they were to the new content; let one that has changed keep its id."""
        wanted = json.dumps(sorted(self._kept | self._new))
        moved = connection.execute(
            "UPDATE documents SET original = ?1 WHERE original = ?2 AND id IN (SELECT value FROM json_each(?3)) "
            "RETURNING id",
            (original, before, wanted),
        ).fetchall()
        for (id,) in moved:
            seal_document(connection, id)
        (there,) = connection.execute(
            "SELECT count(*) FROM documents WHERE original = ? AND id IN (SELECT value FROM json_each(?))",
            (original, wanted),
        ).fetchone()
        if there != len(self._kept | self._new):
            raise ReadError(Message("the library was changed by another process while this file went in; add it again"))
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
        self.changed |= bool(stale)
        for old, part in stale:
            connection.execute("DELETE FROM documents WHERE id = ?", (old,))
            if new := changed.pop(part, None):
                connection.execute("UPDATE documents SET id = ? WHERE id = ?", (old, new))
                seal_document(connection, old)
                seal_passages(connection, old)

    def _write(self, connection: sqlite3.Connection) -> int:
        """Store the buffered part, if there is one, and return the number of the file's content."""
        original = insert_original(connection, self._fingerprint, self._sha256, self._path, source=self._source)
        if self._buffered is not None:
            part, described = self._buffered.part, self._buffered.digest
            id = _stored(connection, original, part.name, described)  # by another process that adds the same file
            if id is None:
                id = _free_id(connection, self._path, part.name)
                insert_document(connection, id, original, part, described)
                names = file_name_terms(connection, [self._path], part.content.metadata)
                insert_passages(connection, id, self._buffered.prepared.passages, names)
                insert_short_forms(connection, id, self._buffered.prepared.short_forms)
                bump_generation(connection)
                self.changed = True
                self._inserted.append(id)
            self._new.add(id)
            self._buffered = None
        return original


def _original_of(connection: sqlite3.Connection, fingerprint: str) -> int | None:
    row = connection.execute("SELECT id FROM originals WHERE fingerprint = ?", (fingerprint,)).fetchone()
    return row[0] if row else None


def _stored(connection: sqlite3.Connection, original: int | None, name: str, described: str) -> str | None:
    """Return the document of a content that is a part of this name, just as it is."""
    row = connection.execute(
        "SELECT id FROM documents WHERE original = ? AND part = ? AND digest = ?", (original, name, described)
    ).fetchone()
    return row[0] if row else None


def _free_id(connection: sqlite3.Connection, path: str, name: str) -> str:
    turn = 0
    while connection.execute("SELECT 1 FROM documents WHERE id = ?", (document_id(path, name, turn),)).fetchone():
        turn += 1
    return document_id(path, name, turn)
