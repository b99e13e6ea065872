"""The passages on a server that wait for their vectors: any number of machines take them up, each a few at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.store.rows import sentences_from
from embeddings.postgres.vectors import ServerVectors
from embeddings.store.encoder_records import EncoderRecord, EncoderRecords
from embeddings.store.pending_passages import PendingPassage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.postgres.store import PostgresStore
    from embeddings.store.vector_store import PassageVectors


class ServerQueue:
    """What is to be embedded with one library's encoder, or with one in the making beside it."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store
        self._encoders = EncoderRecords(store)
        self._vectors = ServerVectors(store)

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder that answers; None in a library that has never had a vector."""
        return self._encoders.active()

    def use(self, name: str, dimension: int) -> EncoderRecord:
        """Return the encoder that answers, after recording this one if there is none. Raises EncoderMismatch."""
        return self._encoders.get_or_create(name, dimension)

    def stage(self, name: str, dimension: int) -> EncoderRecord:
        """Record an encoder that is to answer once it is activated, and forget any other that was staged."""
        return self._encoders.stage(name, dimension)

    def activate(self, encoder: EncoderRecord) -> None:
        """Let `encoder` answer from now on, and drop the vectors of every other."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM encoders WHERE id <> ?", (encoder.id,))
            connection.execute("UPDATE encoders SET active = TRUE WHERE id = ?", (encoder.id,))
            connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")

    def count(self, encoder: EncoderRecord) -> int:
        """Count the passages without a vector of an encoder."""
        with self._store.server.connection() as connection:
            row = connection.run("SELECT count(*) FROM pending WHERE encoder = %s", (encoder.id,)).fetchone()
            return int(row[0]) if row else 0

    @contextmanager
    def claim(self, encoder: EncoderRecord, limit: int) -> Iterator[Sequence[PendingPassage]]:
        """Claim at most `limit` passages for the block, none where nothing is left to claim.

        No one else gets them meanwhile, nor can remove them, and they are free again as soon as the block or its
        process ends. What is stored in the block is then there as a whole or not at all.
        """
        with self._store.server.transaction() as connection:
            rows = connection.run(_CLAIM, (encoder.id, limit)).fetchall()
            yield [
                PendingPassage(id, document, Span(start, end), sentences_from(sentences))
                for id, document, start, end, sentences in rows
            ]

    def store(self, encoder: EncoderRecord, rows: Sequence[PassageVectors]) -> int:
        """Store vectors in one transaction, that of the claim around it if there is one; return how many are new.

        Those of a passage that was removed meanwhile, or of an encoder that was changed for another, are dropped.
        Raises ValueError for a vector of another dimension.
        """
        for row in rows:
            if row.vector.shape != (encoder.dimension,):
                raise ValueError(f"a vector of shape {row.vector.shape} in a library of ({encoder.dimension},)")
        with self._store.writing() as _, self._store.server.connection() as connection:
            new = self._vectors.add(connection, encoder, rows)
            connection.run(
                "DELETE FROM pending WHERE encoder = %s AND passage = ANY (%s)",
                (encoder.id, [row.passage for row in rows]),
            )
            if new:
                connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")
        return new

    def known(
        self, encoder: EncoderRecord, passages: Collection[int]
    ) -> Mapping[int, tuple[NDArray[np.float32], bytes]]:
        """Return what is stored of passages, so that the same text is not embedded twice."""
        vectors, tokens = self._vectors.vectors(encoder, passages), self._vectors.token_codes(encoder, passages)
        return {id: (vectors[id], tokens[id]) for id in vectors if id in tokens}

    def settle(self, encoder: EncoderRecord, *, ended: bool) -> None:
        """Sum up what was appended, once embedding has `ended`; the index is kept by the server."""
        if ended:
            self._store.keep_room()


_CLAIM = """
    SELECT id, document, start, "end", sentences FROM pending JOIN passages ON passages.id = passage
    WHERE encoder = %s ORDER BY passage LIMIT %s
    FOR UPDATE OF pending SKIP LOCKED FOR KEY SHARE OF passages SKIP LOCKED
"""
