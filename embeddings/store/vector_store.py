"""The vectors of a library's passages, for the encoder that answers and for one in the making beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.store.database import bump_generation
from corpus.store.rows import as_stored
from embeddings.store.checksums import checksum
from embeddings.store.encoder_records import EncoderRecords
from embeddings.store.pending_passages import PendingPassages
from embeddings.store.schema import EMBEDDINGS
from embeddings.store.vector_change_log import VectorChangeLog
from embeddings.store.vector_rows import require_checked, to_blob, vectors_from

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from corpus.store.database import Store
    from embeddings.store.encoder_records import EncoderRecord


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """What is stored of one passage: its vector, float (dimension,), and its token vectors as a token code."""

    passage: int
    vector: NDArray[np.floating[Any]]
    tokens: bytes


class VectorStore:
    """Vectors in the library's SQLite file: the truth from which indexes are derived.

    `encoders` says whose vectors they are, `pending` which passages have none yet, `changes` what became of them.
    """

    def __init__(self, store: Store) -> None:
        store.ensure(EMBEDDINGS)
        self.store = store
        self.encoders = EncoderRecords(store)
        self.pending = PendingPassages(store)
        self.changes = VectorChangeLog(store)

    def add(self, encoder: EncoderRecord, rows: Sequence[PassageVectors]) -> int:
        """Store vectors in one transaction. Returns how many are new; raises ValueError for one of another dimension.

        Those of a passage that was removed meanwhile, or of an encoder that was changed for another, are dropped.
        """
        for row in rows:
            if row.vector.shape != (encoder.dimension,):
                raise ValueError(f"a vector of shape {row.vector.shape} in a library of ({encoder.dimension},)")
        with self.store.writing() as connection:
            new = sum(_insert(connection, encoder.id, row) for row in rows)
            if new:
                bump_generation(connection)
        return new

    def vectors(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """Return the vectors of these passages, float32 (dimension,) each; one without a vector is left out.

        Raises LibraryDamaged for what is not the vector that was stored.
        """
        ids, vectors = vectors_from(self._select("vectors", "vector", encoder, passages), encoder)
        with as_stored():
            if not np.isfinite(vectors).all():
                raise ValueError("a stored vector is not finite")
        return dict(zip(ids.tolist(), vectors.astype(np.float32), strict=True))

    def token_codes(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, bytes]:
        """Return the token codes of these passages; one without is left out. Raises LibraryDamaged."""
        rows = self._select("token_vectors", "code", encoder, passages)
        with as_stored():
            for passage, code, check in rows:
                require_checked(encoder.id, passage, code, check)
        return {passage: code for passage, code, _ in rows}

    def _select(
        self, table: str, column: str, encoder: EncoderRecord, passages: Collection[int]
    ) -> list[tuple[int, bytes, int | None]]:
        """Return passage, blob and checksum; without a blob where only its checksum is there."""
        check = "vector" if table == "vectors" else "tokens"
        with self.store.reading() as connection:
            return connection.execute(
                f"SELECT value, stored.{column}, checks.{check} FROM json_each(?2) "
                f"LEFT JOIN {table} AS stored ON stored.encoder = ?1 AND stored.passage = value "
                "LEFT JOIN vector_checks AS checks ON checks.encoder = ?1 AND checks.passage = value "
                f"WHERE stored.{column} IS NOT NULL OR checks.{check} IS NOT NULL",
                (encoder.id, json.dumps([int(id) for id in passages])),
            ).fetchall()


def _insert(connection: sqlite3.Connection, encoder: int, row: PassageVectors) -> bool:
    """Store the vectors of a passage with their checksums; return False where it has some, or is not there."""
    vector, passage = to_blob(row.vector), row.passage
    added = connection.execute(
        f"INSERT OR IGNORE INTO vectors (encoder, passage, vector) {_IF_BOTH_EXIST}", (encoder, passage, vector)
    ).rowcount
    if added:
        connection.execute("INSERT OR REPLACE INTO token_vectors VALUES (?, ?, ?)", (encoder, passage, row.tokens))
        connection.execute(
            "INSERT OR REPLACE INTO vector_checks (encoder, passage, vector, tokens) VALUES (?, ?, ?, ?)",
            (encoder, passage, checksum(encoder, passage, vector), checksum(encoder, passage, row.tokens)),
        )
    return bool(added)


_IF_BOTH_EXIST = (
    "SELECT encoders.id, passages.id, ?3 FROM encoders, passages WHERE encoders.id = ?1 AND passages.id = ?2"
)
