"""Vectors and token vectors in the database that holds the passages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.postgres.migrations import ServerSchema
from corpus.postgres.server import half_vector
from corpus.store.stored_passages import terms_from

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from corpus.postgres.filters import PassageCondition
    from corpus.postgres.server import ServerConnection
    from corpus.postgres.store import PostgresStore
    from corpus.store.stored_passages import PassageTerms
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.vector_store import PassageVectors

EMBEDDING_TABLES = ServerSchema("embeddings", 1, Path(__file__).parent)
"""Encoders, vectors, token vectors and the queue."""
EXACT_PASSAGES = 20_000
"""Passages that a search stays in up to which all of their vectors are compared."""
SCANNED_TUPLES = 200_000
"""Neighbours that are looked at for so many that lie in a larger part of the library."""


class ServerVectors:
    """The vectors of one library on a server."""

    def __init__(self, store: PostgresStore) -> None:
        self._server = store.server

    def nearest(
        self,
        encoder: EncoderRecord,
        vector: NDArray[np.float32],
        limit: int,
        within: PassageCondition | None = None,
    ) -> list[int]:
        """Return the passages with the nearest vectors, nearest first; `within` a condition, if one is given.

        Near ones among all are found by HNSW, almost always the nearest; among few passages all are compared.
        """
        distance = f"vector::halfvec({encoder.dimension}) <#> %s::halfvec({encoder.dimension})"
        wanted = half_vector(vector)
        with self._server.connection() as connection:
            if within is None:
                rows = connection.run(
                    f"SELECT passage FROM vectors WHERE encoder = {encoder.id} ORDER BY {distance} LIMIT %s",
                    (wanted, limit),
                )
                return [id for (id,) in rows]
            statement = _EXACT
            if _passages_within(connection, within) > EXACT_PASSAGES:
                connection.run(f"SET hnsw.max_scan_tuples = {SCANNED_TUPLES}")
                statement = _AMONG
            rows = connection.run(
                statement.format(encoder=encoder.id, distance=distance, inside=within.text),
                (*within.values, wanted, limit),
            )
            return [id for (id,) in rows]

    def candidates(
        self, encoder: EncoderRecord | None, ids: Collection[int]
    ) -> tuple[dict[int, PassageTerms], dict[int, NDArray[np.float32]]]:
        """Return the terms of passages by ascending number, and the vectors of those that have one, in one go."""
        with self._server.connection() as connection:
            rows = connection.run(
                _CANDIDATES, (encoder.id if encoder else 0, [int(id) for id in ids]), binary=True
            ).fetchall()
        terms = {id: terms_from(*columns) for id, *columns, _ in rows}
        return terms, {row[0]: _to_numpy(row[-1]) for row in rows if row[-1] is not None}

    def vectors(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """Return the vectors of these passages, float32 (dimension,) each; one without a vector is left out."""
        with self._server.connection() as connection:
            rows = connection.run(
                "SELECT passage, vector FROM vectors WHERE encoder = %s AND passage = ANY (%s)",
                (encoder.id, [int(id) for id in passages]),
                binary=True,
            ).fetchall()
        return {id: _to_numpy(vector) for id, vector in rows}

    def token_codes(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, bytes]:
        """Return the token codes of these passages; one without is left out."""
        with self._server.connection() as connection:
            rows = connection.run(
                "SELECT passage, code FROM token_vectors WHERE encoder = %s AND passage = ANY (%s)",
                (encoder.id, [int(id) for id in passages]),
                binary=True,
            ).fetchall()
        return dict(rows)

    def add(self, connection: ServerConnection, encoder: EncoderRecord, rows: Sequence[PassageVectors]) -> int:
        """Store vectors in the transaction of `connection`; return how many are new.

        Those of a passage that is gone, or of an encoder that was changed for another, are dropped.
        """
        if connection.run("SELECT 1 FROM encoders WHERE id = %s FOR KEY SHARE", (encoder.id,)).fetchone() is None:
            return 0
        wanted = [row.passage for row in rows]
        there = {
            id for (id,) in connection.run("SELECT id FROM passages WHERE id = ANY (%s) FOR KEY SHARE", (wanted,))
        } - {
            id
            for (id,) in connection.run(
                "SELECT passage FROM vectors WHERE encoder = %s AND passage = ANY (%s)", (encoder.id, wanted)
            )
        }
        new = [row for row in rows if row.passage in there]
        connection.executemany(
            "INSERT INTO vectors (encoder, passage, vector) VALUES (?, ?, ?)",
            [(encoder.id, row.passage, half_vector(row.vector)) for row in new],
        )
        connection.executemany(
            "INSERT INTO token_vectors (encoder, passage, code) VALUES (?, ?, ?)",
            [(encoder.id, row.passage, row.tokens) for row in new],
        )
        return len(new)


def _passages_within(connection: ServerConnection, within: PassageCondition) -> int:
    """Count the passages within a condition, as far as EXACT_PASSAGES goes."""
    row = connection.run(
        f"SELECT count(*) FROM (SELECT 1 FROM passages WHERE {within.text} LIMIT %s) AS counted",
        (*within.values, EXACT_PASSAGES + 1),
    ).fetchone()
    return int(row[0]) if row else 0


def _to_numpy(vector: object) -> NDArray[np.float32]:
    """Return a halfvec as float32 (dimension,)."""
    return np.asarray(vector.to_numpy(), np.float32)  # type: ignore[attr-defined]


_CANDIDATES = """
    SELECT id, terms, context, names, vector FROM passages LEFT JOIN vectors ON passage = id AND encoder = %s
    WHERE id = ANY (%s) ORDER BY id
"""
_EXACT = """
    WITH inside AS MATERIALIZED (
        SELECT passage, vector FROM passages JOIN vectors ON passage = id
        WHERE {inside} AND encoder = {encoder}
    )
    SELECT passage FROM inside ORDER BY {distance}, passage LIMIT %s
"""
_AMONG = """
    SELECT passage FROM vectors WHERE encoder = {encoder}
        AND EXISTS (SELECT 1 FROM passages WHERE passages.id = passage AND {inside})
    ORDER BY {distance} LIMIT %s
"""
