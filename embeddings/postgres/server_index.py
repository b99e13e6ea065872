"""What a server proposes for a question, and what the passages there are ranked by."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.postgres.filters import passages_within
from corpus.postgres.word_index import ServerShortForms, ServerVocabulary, ServerWordIndex
from embeddings.postgres.vectors import ServerVectors
from embeddings.store.coverage import Coverage
from embeddings.store.encoder_records import EncoderRecords

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.engines.filters import Filter
    from corpus.postgres.filters import PassageCondition
    from corpus.postgres.library import PostgresLibrary
    from corpus.store.stored_passages import PassageTerms, StoredPassage
    from corpus.store.word_index import TermStatistics
    from embeddings.store.encoder_records import EncoderRecord


class ServerIndex:
    """Proposes passages of one library on a server; several threads may ask. It decides nothing."""

    def __init__(self, library: PostgresLibrary) -> None:
        self._library = library
        self._server = library.store.server
        self._encoders = EncoderRecords(library.store)
        self._words = ServerWordIndex(library.store)
        self._vocabulary = ServerVocabulary(library.store)
        self._short_forms = ServerShortForms(library.store)
        self._vectors = ServerVectors(library.store)
        self._asking = threading.local()
        self._chosen: tuple[int, Filter, PassageCondition] | None = None

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder whose vectors answer; None in a library that has never had a vector."""
        held: tuple[EncoderRecord | None] | None = getattr(self._asking, "encoder", None)
        return held[0] if held else self._encoders.active()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that this thread asks for in the block be of one state of the library."""
        with self._server.connection() as connection:
            if connection.in_transaction:
                yield
                return
            connection.run(_BEGIN)
            try:
                self._asking.encoder = (self._encoders.active(),)
                with self._words.of_one_state():
                    yield
            finally:
                self._asking.encoder = None
                connection.give_up()  # it has changed nothing

    def term_statistics(self, terms: Collection[str]) -> TermStatistics:
        """Count the passages of the whole library with each of these terms; one with spaces in it is a phrase."""
        return self._words.statistics(terms)

    def lexical(
        self, words: Sequence[Collection[str]], statistics: TermStatistics, limit: int, within: Filter | None = None
    ) -> list[int]:
        """Return the passages with most of the words, best first; each word is given by its terms."""
        return self._words.among(words, statistics, limit, self._within(within))

    def dense(self, vector: NDArray[np.float32], limit: int, within: Filter | None = None) -> list[int]:
        """Return the passages whose vectors are nearest to one of the encoder that answers, nearest first."""
        encoder = self.encoder()
        if encoder is None:
            return []
        return self._vectors.nearest(encoder, vector, limit, self._within(within))

    def candidates(self, ids: Collection[int]) -> tuple[Mapping[int, PassageTerms], Mapping[int, NDArray[np.float32]]]:
        """Return the terms of passages by ascending number, and the vectors of those of them that have one."""
        return self._vectors.candidates(self.encoder(), ids)

    def passages(self, ids: Collection[int]) -> Mapping[int, StoredPassage]:
        """Return the passages with these numbers."""
        return self._library.passages.get(ids)

    def token_codes(self, ids: Collection[int]) -> Mapping[int, bytes]:
        """Return the token vectors of passages as they are stored; one without any is left out."""
        encoder = self.encoder()
        return self._vectors.token_codes(encoder, ids) if encoder else {}

    def counterparts(self, asked: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return what counts as the same as each of these terms or phrases."""
        return self._short_forms.counterparts(asked)

    def vocabulary(self) -> ServerVocabulary:
        """Return the library's own words."""
        return self._vocabulary

    def first_letters(self) -> set[str]:
        """Return the letters with which the library's terms begin."""
        return self._words.first_letters()

    def coverage(self) -> Coverage:
        """Return how many of the passages have a vector of the encoder that answers."""
        with self._server.connection() as connection:
            passages, pending, encoders = connection.run(_COVERED).fetchone() or (0, 0, 0)
        return Coverage(passages, passages - pending if encoders else 0)

    def _within(self, within: Filter | None) -> PassageCondition | None:
        """Return the condition that passages are within a filter; the last one is known until a change."""
        if within is None:
            return None
        generation, held = self._library.generation(), self._chosen
        if held is None or held[:2] != (generation, within):
            with self._server.connection() as connection:
                self._chosen = held = (generation, within, passages_within(within, connection))
        return held[2]


_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = off"
"""Begin a snapshot. The words of a passage lie outside of its row, at a cost that the planner does not know: for words
that a third of the passages have, it would read those of all, and not its index."""
_COVERED = """
    SELECT passages, (SELECT count(*) FROM pending WHERE encoder = (SELECT id FROM encoders WHERE active)),
        (SELECT count(*) FROM encoders WHERE active)
    FROM totals
"""
