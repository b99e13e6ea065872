"""The passages that have vectors, and where in their documents they stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corpus.documents import Span
from embeddings.store.encoder_records import EncoderRecords
from embeddings.store.schema import EMBEDDINGS
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    from numpy.typing import NDArray

    from corpus.store.database import Store
    from embeddings.store.encoder_records import EncoderRecord


class EmbeddedPassages:
    """The places of one library's passages, for those that have a vector."""

    def __init__(self, store: Store) -> None:
        store.ensure(EMBEDDINGS)
        self._store = store
        self._encoders = EncoderRecords(store)

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder that answers; None in a library that has never had a vector."""
        return self._encoders.active()

    def vectors(self, encoder: EncoderRecord, passages: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """Return the vectors of these passages, float32 (dimension,) each; one without a vector is left out."""
        return VectorStore(self._store).vectors(encoder, passages)

    def count(self, encoder: EncoderRecord) -> int:
        """Count the passages that have a vector."""
        with self._store.reading() as connection:
            row = connection.execute("SELECT count(*) FROM vectors WHERE encoder = ?", (encoder.id,)).fetchone()
        return int(row[0])

    def documents(self, encoder: EncoderRecord) -> dict[int, str]:
        """Return the document of each passage that has a vector, in the order of the passages' numbers."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT passages.id, document FROM passages JOIN vectors ON passage = passages.id "
                "WHERE encoder = ? ORDER BY passages.id",
                (encoder.id,),
            )
            return dict(rows)

    def spans(self, passages: Collection[int]) -> dict[int, tuple[str, Span]]:
        """Return document and span of these passages, in the order of their numbers; one that is gone is left out."""
        with self._store.reading() as connection:
            rows = connection.execute(
                'SELECT id, document, start, "end" FROM passages '
                "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(list(passages)),),
            ).fetchall()
        return {id: (document, Span(start, end)) for id, document, start, end in rows}

    def terms(self, passages: Collection[int]) -> dict[int, frozenset[str]]:
        """Return the terms in these passages, each once."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, terms FROM passages WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(passages)),),
            )
            return {id: frozenset(terms.split()) for id, terms in rows}

    def texts(self, passages: Collection[int]) -> list[tuple[str, str]]:
        """Return the texts of these passages, each with its language."""
        with self._store.reading() as connection:
            return connection.execute(
                "SELECT substr(text, start + 1, \"end\" - start), coalesce(metadata ->> 'language', 'en') "
                "FROM passages JOIN documents ON documents.id = document "
                "WHERE passages.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(passages)),),
            ).fetchall()

    def at(self, document: str, span: Span) -> int | None:
        """Return the number of the passage that has most of these characters of a document; None if none has any."""
        with self._store.reading() as connection:
            row = connection.execute(HOLDS_MOST, (document, span.start, span.end)).fetchone()
        return row[0] if row else None


HOLDS_MOST = """
    SELECT id FROM passages WHERE document = ?1 AND start < ?3 AND "end" > ?2
    ORDER BY min("end", ?3) - max(start, ?2) DESC, start LIMIT 1
"""
"""Asks for the passage that has most of the characters from ?2 to ?3 of a document."""
