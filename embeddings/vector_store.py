"""The vectors of a library's passages, for the encoder that answers and for one in the making beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Span
from corpus.rows import sentences_from
from corpus.store import bump_generation
from embeddings.errors import EncoderMismatch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.store import Store

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
class EncoderRecord:
    """An encoder whose vectors the library holds."""

    id: int
    name: str
    dimension: int


class VectorStore:
    """Vectors in the library's SQLite file: the truth from which indexes are derived."""

    def __init__(self, store: Store) -> None:
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
        with self._store.reading() as connection:
            row = connection.execute(f"SELECT count(*) {_PENDING}", (encoder.id,)).fetchone()
        return int(row[0])

    def pending(self, encoder: EncoderRecord, limit: int, after: int = 0) -> list[PendingPassage]:
        """The next passages without a vector, in the order in which they were added, of those numbered above `after`.

        None for an encoder that the library has no more.
        """
        with self._store.reading() as connection:
            rows = connection.execute(
                f'SELECT id, document, start, "end", sentences {_PENDING} AND id > ? '
                "AND EXISTS (SELECT 1 FROM encoders WHERE id = ?) ORDER BY id LIMIT ?",
                (encoder.id, after, encoder.id, limit),
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

    def all(self, encoder: EncoderRecord) -> tuple[NDArray[np.int64], NDArray[np.float16], int]:
        """Passage numbers int64 (n,), their vectors float16 (n, dimension), and the generation they are of."""
        with self._store.reading() as connection:
            connection.execute("BEGIN")
            try:
                generation = int(
                    connection.execute("SELECT value FROM settings WHERE name = 'generation'").fetchone()[0]
                )
                ids, blobs = _columns(
                    connection.execute(
                        "SELECT passage, vector FROM vectors WHERE encoder = ? ORDER BY passage",
                        (encoder.id,),
                    )
                )
            finally:
                connection.execute("COMMIT")
        vectors = np.frombuffer(blobs, STORED).reshape(len(ids), encoder.dimension)
        return np.array(ids, np.int64), vectors, generation

    def vectors(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of these passages, float32 (dimension,) each; one without a vector is left out."""
        return {
            id: np.frombuffer(blob, STORED).astype(np.float32)
            for id, blob in self._select("vectors", "vector", encoder, passages)
        }

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


_PENDING = (
    "FROM passages WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.encoder = ? AND vectors.passage = passages.id)"
)

_KNOWN = "SELECT encoders.id, passages.id, ?1 FROM encoders, passages WHERE encoders.id = ?2 AND passages.id = ?3"


def _columns(rows: Iterator[tuple[int, bytes]]) -> tuple[list[int], bytearray]:
    ids: list[int] = []
    blobs = bytearray()
    for id, blob in rows:
        ids.append(id)
        blobs += blob
    return ids, blobs
