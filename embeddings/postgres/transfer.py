"""Moving a whole library from a folder to a server, or back, and comparing what arrived with what was sent.

Both engines have the same relations, so rows travel as they are, numbers and seals included: what one library answers
and cites, the other does. What arrives is one transaction: after an interruption there is nothing of it.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np

from corpus.errors import LibraryDamaged, LibraryError
from corpus.messages import Message
from corpus.postgres.library import PostgresLibrary
from corpus.postgres.server import half_vector
from corpus.store.connections import snapshot
from corpus.store.database import bump_generation
from corpus.store.library import Library
from embeddings.store.checksums import checksum
from embeddings.store.vector_rows import STORED, to_blob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from corpus.engines.document_store import DocumentStore

    Row = tuple[Any, ...]
    Progress = Callable[[int, int], None]

ROWS_AT_ONCE = 500
"""Rows that travel together."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table that both engines have: its columns, and the order in which its rows are sent and compared."""

    name: str
    columns: tuple[str, ...]
    order: str

    @property
    def query(self) -> str:
        """Return the statement that reads it."""
        return f"SELECT {', '.join(self.columns)} FROM {self.name} ORDER BY {self.order}"

    @property
    def insert(self) -> str:
        """Return the statement that writes one row of it, which takes many."""
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({marks})"


def _relation(name: str, columns: str, order: str) -> Relation:
    return Relation(name, tuple(columns.split()), order)


RELATIONS = (
    _relation("originals", "id fingerprint sha256 path whole readers source", "id"),
    _relation("files", "source path original stamp", "source, path"),
    _relation("added_folders", "path", "path"),
    _relation(
        "documents",
        "id original part digest added media_type metadata body_start body_end headings text text_sha256 warnings",
        "rowid",
    ),
    _relation("places", 'document start "end" kind number label', "document, start, number"),
    _relation("printed_pages", "document number words", "document, number"),
    _relation("short_forms", "document asked counts", "document, asked, counts"),
    _relation("passages", 'id document start "end" heading sentences terms context kinds names', "id"),
    _relation("original_seals", "original sha256", "original"),
    _relation("document_seals", "document sha256 places", "document"),
    _relation("passage_seals", "passage sha256", "passage"),
    _relation("printed_page_seals", "document number sha256", "document, number"),
    _relation("encoders", "id name dimension active", "id"),
    _relation("vectors", "encoder passage vector", "encoder, passage"),
    _relation("token_vectors", "encoder passage code", "encoder, passage"),
)
"""In an order in which each refers to what is there already."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The rows of a relation that arrived, and the SHA-256 of them all, which is that of what was sent."""

    relation: str
    rows: int
    sha256: str


class _Tables(Protocol):
    """The relations of one library. Flags are whole numbers, and vectors the bytes that a folder stores."""

    def reading(self) -> AbstractContextManager[None]:
        """Let all that is read in the block be of one state."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Let all that is written in the block be one transaction."""
        ...

    def rows(self, relation: Relation) -> Iterator[Row]: ...

    def insert(self, relation: Relation, rows: Sequence[Row]) -> None: ...

    def last_passage(self) -> int: ...

    def finish(self, last_passage: int) -> None:
        """Note the last number that a passage ever had, so that it is not given again, in the transaction."""
        ...


def transfer(source: DocumentStore, target: DocumentStore, progress: Progress) -> list[Compared]:
    """Copy all that `source` holds into the empty library `target`, and compare; `source` stays as it is.

    `progress` hears (done, total) rows. Raises LibraryError where the target is not empty, LibraryDamaged where what
    arrived is not what was sent.
    """
    if target.list.count():
        raise LibraryError(
            Message("{library} has documents already; name a library that has none.", library=target.name)
        )
    before, after = _tables(source), _tables(target)
    with before.reading():
        with after.writing():
            _copy(before, after, progress)
            after.finish(before.last_passage())
        target.arrangements.copy_from(source.arrangements)
        return [_same(relation, before, after) for relation in RELATIONS]


def _copy(before: _Tables, after: _Tables, progress: Progress) -> None:
    done = 0
    for relation in RELATIONS:
        rows = before.rows(relation)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            after.insert(relation, chunk)
            done += len(chunk)
            progress(done, done)


def _same(relation: Relation, before: _Tables, after: _Tables) -> Compared:
    sent, arrived = (_digest(each.rows(relation)) for each in (before, after))
    if sent != arrived:
        raise LibraryDamaged(
            Message(
                "Of {relation}, {arrived:,} rows arrived of {sent:,}, or others than were sent. Remove the new library "
                "and try again.",
                relation=relation.name,
                arrived=arrived[0],
                sent=sent[0],
            )
        )
    return Compared(relation.name, *arrived)


def _digest(rows: Iterable[Row]) -> tuple[int, str]:
    """Count rows, and hash them in their order."""
    count, digest = 0, hashlib.sha256()
    for row in rows:
        digest.update(msgspec.json.encode(row))
        count += 1
    return count, digest.hexdigest()


def _tables(library: DocumentStore) -> _Tables:
    if isinstance(library, PostgresLibrary):
        return _ServerTables(library)
    if isinstance(library, Library):
        return _FolderTables(library)
    raise TypeError(f"{library.name} is held by no engine that is known here")


class _FolderTables:
    """The relations in a folder's file."""

    def __init__(self, library: Library) -> None:
        self._store = library.store

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._store.reading() as connection, snapshot(connection):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._store.writing():
            yield

    def rows(self, relation: Relation) -> Iterator[Row]:
        with self._store.reading() as connection:
            yield from connection.execute(relation.query)

    def insert(self, relation: Relation, rows: Sequence[Row]) -> None:
        with self._store.reading() as connection:  # that of the transaction around it
            connection.executemany(relation.insert, rows)
            if relation.name in ("vectors", "token_vectors"):
                column = "vector" if relation.name == "vectors" else "tokens"
                connection.executemany(
                    f"INSERT INTO vector_checks (encoder, passage, {column}) VALUES (?, ?, ?) "
                    f"ON CONFLICT (passage, encoder) DO UPDATE SET {column} = excluded.{column}",
                    [(encoder, passage, checksum(encoder, passage, blob)) for encoder, passage, blob in rows],
                )

    def last_passage(self) -> int:
        with self._store.reading() as connection:
            return int(connection.execute(f"SELECT coalesce(max(seq), 0) FROM {_NUMBERED}").fetchone()[0])

    def finish(self, last_passage: int) -> None:
        with self._store.reading() as connection:
            connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'passages'", (last_passage,))
            bump_generation(connection)


class _ServerTables:
    """The relations on a server."""

    def __init__(self, library: PostgresLibrary) -> None:
        self._server = library.store.server

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._server.connection() as connection:
            connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield
            finally:
                connection.give_up()  # it has changed nothing

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._server.transaction():
            yield

    def rows(self, relation: Relation) -> Iterator[Row]:
        with self._server.transaction() as connection:  # a cursor on the server is one of a transaction
            for row in connection.stream(relation.query, ROWS_AT_ONCE):
                yield tuple(map(_as_in_a_folder, row))

    def insert(self, relation: Relation, rows: Sequence[Row]) -> None:
        with self._server.connection() as connection:
            connection.executemany(relation.insert, [_as_on_a_server(relation, row) for row in rows])
            if relation.name == "encoders":  # faster in one go over all vectors than with each of them
                for encoder, *_ in rows:
                    connection.run(f"DROP INDEX vectors_near_{int(encoder)}")

    def last_passage(self) -> int:
        with self._server.connection() as connection:
            row = connection.run("SELECT last_value FROM passage_numbers").fetchone()
            return int(row[0]) if row else 0

    def finish(self, last_passage: int) -> None:
        with self._server.connection() as connection:
            connection.run("SELECT setval('passage_numbers', greatest(%s, 1))", (last_passage,))
            for table in ("originals", "encoders"):
                connection.run(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING count(*) > 0"
                )
            connection.run(
                "DELETE FROM pending USING vectors WHERE vectors.encoder = pending.encoder "
                "AND vectors.passage = pending.passage"
            )
            connection.run("SELECT index_vectors(id) FROM encoders")
            connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")
            connection.run("SELECT fold_counts()")


_NUMBERED = "sqlite_sequence WHERE name = 'passages'"


def _as_in_a_folder(value: Any) -> Any:
    """Return a value of a server as it stands in a folder's file."""
    if isinstance(value, bool):
        return int(value)
    to_numpy = getattr(value, "to_numpy", None)
    return to_blob(np.asarray(to_numpy(), np.float32)) if to_numpy else value


def _as_on_a_server(relation: Relation, row: Row) -> Row:
    """Return a row of a folder's file as a server takes it."""
    if relation.name == "vectors":
        return (*row[:2], half_vector(np.frombuffer(row[2], STORED)))
    flags = {"originals": 4, "encoders": 3}
    at = flags.get(relation.name)
    return row if at is None else (*row[:at], bool(row[at]), *row[at + 1 :])
