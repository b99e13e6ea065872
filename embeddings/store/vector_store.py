"""The vectors of a library's passages, for the encoder that answers and for one in the making beside it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Span
from corpus.store.database import bump_generation
from corpus.store.rows import sentences_from
from embeddings.errors import EncoderMismatch
from embeddings.store.schema import EMBEDDINGS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.store.database import Store

STORED = np.dtype("<f2")
"""float16 keeps every neighbour of a unit vector (recall 1.000 measured) at half the size."""


@dataclass(frozen=True, slots=True)
class PendingPassage:
    """A passage that has no vector yet."""

    id: int
    document: str
    span: Span
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """What is stored of one passage: its vector, float (dimension,), and its token vectors as a token code."""

    passage: int
    vector: NDArray[np.floating]
    tokens: bytes


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """What became of vectors up to the change with this number.

    passages int64 (m,), ascending, had theirs added, replaced or removed; ids int64 (n,) of them have the vectors
    float16 (n, dimension) now.
    """

    number: int
    passages: NDArray[np.int64]
    ids: NDArray[np.int64]
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """An encoder whose vectors the library holds."""

    id: int
    name: str
    dimension: int


class VectorStore:
    """Vectors in the library's SQLite file: the truth from which indexes are derived."""

    def __init__(self, store: Store) -> None:
        store.ensure(EMBEDDINGS)
        self._store = store

    def active(self) -> EncoderRecord | None:
        """The encoder that answers; None in a library that has never had a vector."""
        with self._store.reading() as connection:
            row = connection.execute("SELECT id, name, dimension FROM encoders WHERE active").fetchone()
        return EncoderRecord(*row) if row else None

    def require(self, name: str, dimension: int) -> EncoderRecord:
        """The record of the encoder that answers, made when there is none. Raises EncoderMismatch for another."""
        active = self.active()
        if active is None:
            with self._store.writing() as connection:
                connection.execute(
                    "INSERT OR IGNORE INTO encoders (name, dimension, active) "
                    "SELECT ?, ?, 1 WHERE NOT EXISTS (SELECT 1 FROM encoders WHERE active)",
                    (name, dimension),
                )
            active = self.active()
        if active is None or (active.name, active.dimension) != (name, dimension):
            raise EncoderMismatch(active.name if active else "no encoder", name)
        return active

    def prepare(self, name: str, dimension: int) -> EncoderRecord:
        """The record of an encoder to change to; what an interrupted change had embedded is still there."""
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM encoders WHERE NOT active AND (name, dimension) != (?, ?)", (name, dimension)
            )
            connection.execute(
                "INSERT OR IGNORE INTO encoders (name, dimension, active) VALUES (?, ?, 0)", (name, dimension)
            )
            row = connection.execute("SELECT id, name, dimension FROM encoders WHERE name = ?", (name,)).fetchone()
        return EncoderRecord(*row)

    def activate(self, encoder: EncoderRecord) -> None:
        """Lets `encoder` answer from now on and drops the vectors of every other."""
        with self._store.writing() as connection:
            connection.execute("UPDATE encoders SET active = (id = ?)", (encoder.id,))
            connection.execute("DELETE FROM encoders WHERE NOT active")
            bump_generation(connection)

    def pending_count(self, encoder: EncoderRecord) -> int:
        """How many passages have no vector."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM passages) - (SELECT count(*) FROM vectors WHERE encoder = ?)",
                (encoder.id,),
            ).fetchone()
        return int(row[0])

    def embedded_up_to(self, encoder: EncoderRecord) -> int:
        """A number of a passage up to which every one has its vector; 0 where a gap may lie before the last one."""
        with self._store.reading() as connection:
            last = connection.execute("SELECT max(passage) FROM vectors WHERE encoder = ?", (encoder.id,)).fetchone()[0]
            beyond = connection.execute("SELECT count(*) FROM passages WHERE id > ?", (last or 0,)).fetchone()[0]
        return last if last and beyond == self.pending_count(encoder) else 0

    def pending(self, encoder: EncoderRecord, limit: int, after: int = 0) -> list[PendingPassage]:
        """The next passages without a vector, in the order in which they were added, of those numbered above `after`.

        None for an encoder that the library has no more. To go through all that are pending, begin with
        `embedded_up_to` and go on with the last number that this gave: from 0, it looks at every passage that has a
        vector.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                'SELECT id, document, start, "end", sentences FROM passages WHERE id > ?2 AND NOT EXISTS '
                "(SELECT 1 FROM vectors WHERE vectors.encoder = ?1 AND vectors.passage = passages.id) "
                "AND EXISTS (SELECT 1 FROM encoders WHERE id = ?1) ORDER BY id LIMIT ?3",
                (encoder.id, after, limit),
            ).fetchall()
        return [
            PendingPassage(id, document, Span(start, end), sentences_from(sentences))
            for id, document, start, end, sentences in rows
        ]

    def elsewhere(self, after: int) -> int:
        """The number of some passage above `after`, or one that is in use no more, by chance."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT ?1 + abs(random() % max(1, coalesce(max(id), 0) - ?1)) FROM passages", (after,)
            ).fetchone()
        return int(row[0])

    def add(self, encoder: EncoderRecord, rows: Sequence[PassageVectors]) -> int:
        """Stores vectors in one transaction, and returns how many are new.

        Those of a passage that was removed meanwhile, or of an encoder that was changed for another, are dropped.
        """
        for row in rows:
            if row.vector.shape != (encoder.dimension,):
                raise ValueError(f"a vector of shape {row.vector.shape} in a library of ({encoder.dimension},)")
        with self._store.writing() as connection:
            new = sum(
                connection.execute(
                    f"INSERT OR IGNORE INTO vectors (encoder, passage, vector) {_KNOWN}", values
                ).rowcount
                for row in rows
                for values in [(row.vector.astype(STORED).tobytes(), encoder.id, row.passage)]
            )
            connection.executemany(
                f"INSERT OR IGNORE INTO token_vectors (encoder, passage, code) {_KNOWN}",
                [(row.tokens, encoder.id, row.passage) for row in rows],
            )
            if new:
                bump_generation(connection)
        return new

    def all(self, encoder: EncoderRecord) -> VectorChanges:
        """Every vector, as if all of them had just been added."""
        with self._store.reading() as connection, _one_moment(connection):
            number = _last_change(connection)
            ids, vectors = _columns(
                connection.execute(
                    "SELECT passage, vector FROM vectors WHERE encoder = ? ORDER BY passage", (encoder.id,)
                ),
                encoder.dimension,
            )
        return VectorChanges(number, ids, ids, vectors)

    def last_change(self) -> int:
        """The number of the last change to a vector of any encoder; 0 before the first."""
        with self._store.reading() as connection:
            return _last_change(connection)

    def knows_changes(self, since: int) -> bool:
        """Whether `changes` knows all that changed after the change numbered `since`."""
        with self._store.reading() as connection:
            return _first_change(connection) - 1 <= since <= _last_change(connection)

    def changes(self, encoder: EncoderRecord, since: int) -> VectorChanges | None:
        """What changed after the change numbered `since`; None where that is no longer known."""
        with self._store.reading() as connection, _one_moment(connection):
            number = _last_change(connection)
            if not _first_change(connection) - 1 <= since <= number:
                return None
            changed = "SELECT DISTINCT passage FROM vector_changes WHERE number > ?2 AND encoder = ?1"
            passages = connection.execute(f"{changed} ORDER BY passage", (encoder.id, since)).fetchall()
            ids, vectors = _columns(
                connection.execute(
                    "SELECT passage, vector FROM vectors "
                    f"WHERE encoder = ?1 AND passage IN ({changed}) ORDER BY passage",
                    (encoder.id, since),
                ),
                encoder.dimension,
            )
        return VectorChanges(number, np.array(passages, np.int64).reshape(-1), ids, vectors)

    def forget_changes(self, before: int) -> None:
        """Lets go of the changes with lower numbers, which no index asks for any more; the last one stays."""
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM vector_changes WHERE number < min(?, (SELECT max(number) FROM vector_changes))", (before,)
            )

    def vectors(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of these passages, float32 (dimension,) each; one without a vector is left out."""
        ids, vectors = _columns(self._select("vectors", "vector", encoder, passages), encoder.dimension)
        return dict(zip(ids.tolist(), vectors.astype(np.float32), strict=True))

    def token_codes(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, bytes]:
        """The token codes of these passages; one without is left out."""
        return dict(self._select("token_vectors", "code", encoder, passages))

    def _select(
        self, table: str, column: str, encoder: EncoderRecord, passages: Collection[int]
    ) -> list[tuple[int, bytes]]:
        with self._store.reading() as connection:
            return connection.execute(
                f"SELECT passage, {column} FROM {table} "
                "WHERE encoder = ? AND passage IN (SELECT value FROM json_each(?))",
                (encoder.id, json.dumps([int(id) for id in passages])),
            ).fetchall()


@contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """What is read inside is of one state of the library."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


_KNOWN = "SELECT encoders.id, passages.id, ?1 FROM encoders, passages WHERE encoders.id = ?2 AND passages.id = ?3"


def _last_change(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(number) FROM vector_changes").fetchone()[0] or 0)


def _first_change(connection: sqlite3.Connection) -> int:
    """The first that is not forgotten."""
    return int(connection.execute("SELECT min(number) FROM vector_changes").fetchone()[0] or 1)


def _columns(rows: Iterable[tuple[int, bytes]], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    ids: list[int] = []
    blobs = bytearray()
    for id, blob in rows:
        ids.append(id)
        blobs += blob
    return np.array(ids, np.int64), np.frombuffer(blobs, STORED).reshape(len(ids), dimension)
