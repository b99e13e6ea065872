"""The passages on a server that have vectors: of very many, a part that stays the same is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embeddings.postgres.vectors import ServerVectors
from embeddings.store.embedded_passages import HOLDS_MOST, EmbeddedPassages

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    from numpy.typing import NDArray

    from corpus.documents import Span
    from corpus.postgres.store import PostgresStore
    from embeddings.store.encoder_records import EncoderRecord

LOOKED_AT = 100_000
"""Vectors from which on a part of the table, whole blocks of it, stands for all of it."""
_HOLDS_MOST = HOLDS_MOST.replace("min(", "least(").replace("max(", "greatest(")


class ServerPassages(EmbeddedPassages):
    """The places of the passages of one library on a server, for those that have a vector."""

    def __init__(self, store: PostgresStore) -> None:
        super().__init__(store)
        self._server = store.server
        self._vectors = ServerVectors(store)

    def vectors(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """Return the vectors of these passages, float32 (dimension,) each; one without a vector is left out."""
        return self._vectors.vectors(encoder, passages)

    def count(self, encoder: EncoderRecord) -> int:
        """Count the passages that have a vector: all but those that wait for theirs."""
        with self._server.connection() as connection:
            row = connection.run(_COUNTED, (encoder.id,)).fetchone()
        return int(row[0]) if row else 0

    def documents(self, encoder: EncoderRecord) -> dict[int, str]:
        """Return the document of each passage that has a vector, or of LOOKED_AT of them, in the order of numbers.

        Which ones depends on where they lie, so that nearly the same are looked at when others have come.
        """
        count = self.count(encoder)
        part = f"TABLESAMPLE SYSTEM ({100 * LOOKED_AT / count:.6f}) REPEATABLE (0)" if count > LOOKED_AT else ""
        with self._server.connection() as connection:
            return dict(connection.run(_WITH_VECTOR.format(part=part), (encoder.id,)).fetchall())

    def at(self, document: str, span: Span) -> int | None:
        """Return the number of the passage that has most of these characters of a document; None if none has any."""
        with self._store.reading() as connection:
            row = connection.execute(_HOLDS_MOST, (document, span.start, span.end)).fetchone()
        return row[0] if row else None


_COUNTED = "SELECT passages - (SELECT count(*) FROM pending WHERE encoder = %s) FROM totals"
_WITH_VECTOR = """
    SELECT passages.id, document FROM vectors {part} JOIN passages ON passages.id = passage
    WHERE encoder = %s ORDER BY passages.id
"""
