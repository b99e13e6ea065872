"""A question in, ranked passages out: candidates by vectors and by words, then the weighing of their features."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from corpus.store.word_index import WordIndex
from embeddings.errors import EmbeddingError
from embeddings.index.index_manager import IndexManager
from embeddings.ranking.candidates import CandidateLoader, shortlist
from embeddings.ranking.excerpts import same_section
from embeddings.ranking.likelihoods import Likelihoods
from embeddings.ranking.model import learned_weights, softmax, weigh
from embeddings.ranking.query_reader import QueryReader
from embeddings.ranking.ranked_passage import Retrieval
from embeddings.ranking.search_signals import reading_signals, search_signals
from embeddings.ranking.second_stage import SecondStage
from embeddings.stopwatch import Stopwatch
from embeddings.store.token_vectors import Projection, projection_for
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from corpus.store.library import Library
    from corpus.store.passage_set import PassageSet
    from corpus.store.stored_passages import PassageTerms, StoredPassage
    from corpus.store.word_index import TermStatistics
    from embeddings.encoders.base import Encoder
    from embeddings.ranking.candidates import Candidates
    from embeddings.ranking.model import Weights
    from embeddings.ranking.query import Query
    from embeddings.ranking.second_stage import Reading
    from embeddings.reranking.base import Reranker
    from embeddings.store.encoder_records import EncoderRecord

log = logging.getLogger(__name__)

PROPOSED_PASSAGES = 60
"""Candidates that the vectors propose at most, and that the words do."""
NEARBY_PASSAGES = 3
"""Passages on either side of the best one into which its excerpt may grow."""


class Retriever:
    """Finds passages of one library with one encoder and, if there is one, a re-ranker that reads the best."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        reranker: Reranker | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._library = library
        self._second_stage = SecondStage(library, reranker) if reranker else None
        self._trouble = ""
        self._encoder = encoder
        self._weights = weights or learned_weights()
        self._words = WordIndex(library.store)
        self._vectors = VectorStore(library.store)
        self._index_manager = IndexManager(self._vectors)
        self._reader = QueryReader(library, self._words, encoder)

    def retrieve(
        self,
        question: str,
        limit: int,
        documents: Collection[str] | None = None,
        focus: int | None = None,
        watch: Stopwatch | None = None,
    ) -> Retrieval:
        """Return at most `limit` passages, only of `documents` where they are given.

        What is asked are the first `focus` characters of `question`, or all; the rest is context that it leans on,
        which is searched for too, but counts for less. A passage that has no vector yet is found by its words. `watch`
        times the steps. Raises EncoderMismatch.
        """
        watch = watch or Stopwatch()
        query, candidates = self._search(question, focus, documents, watch)
        if candidates is None:
            return Retrieval(query.terms(), (), {}, corrections=query.corrections)
        features = candidates.features.features()
        scores = weigh(features, self._weights)
        watch.lap("first stage")
        reading, trouble = self._read(query, candidates, np.log(softmax(scores)))
        watch.lap("reading")
        likelihoods = Likelihoods(candidates, features, softmax(reading.scores if reading else scores), reading)
        excerpts = likelihoods.select_excerpts(self._around(likelihoods.best_passage), limit)
        ranked = tuple(likelihoods.ranked(excerpt) for excerpt in excerpts)
        documents_of = [passage.document for passage in candidates.passages]
        signals = search_signals(candidates.features, features, scores, documents_of)
        if reading:
            signals |= reading_signals(query.text[: query.focus], reading, candidates.features)
        watch.lap("ranking")
        return Retrieval(query.terms(), ranked, signals, trouble, query.corrections)

    def candidates(
        self, question: str, documents: Collection[str] | None = None, statistics: TermStatistics | None = None
    ) -> Candidates | None:
        """Return what would be ranked, and by what features; None where nothing is found. Raises EncoderMismatch.

        `statistics` of the question's terms stand in for the library's, as if it were another one.
        """
        return self._search(question, None, documents, Stopwatch(), statistics)[1]

    def letters(self) -> set[str]:
        """Return the letters with which the library's words begin. It walks through the whole vocabulary."""
        return self._words.first_letters()

    def _search(
        self,
        text: str,
        focus: int | None,
        documents: Collection[str] | None,
        watch: Stopwatch,
        statistics: TermStatistics | None = None,
    ) -> tuple[Query, Candidates | None]:
        """Search by words and by vectors, and shortlist what is found. Raises EncoderMismatch."""
        encoder = self._vectors.encoders.active()
        if encoder:
            self._vectors.encoders.get_or_create(self._encoder.name, self._encoder.dimension)
        query, encoding = self._reader.read(text, focus, encoder, statistics)
        watch.lap("word counts")
        within = None if documents is None else self._library.passages.within(documents)
        ids = set(self._words.search(query.words.terms, query.statistics, PROPOSED_PASSAGES, within))
        proposed = self._load(ids, encoder)
        watch.lap("candidates by words")
        query = replace(query, encoding=encoding.result() if encoding else None)  # on its way until now
        watch.lap("question vector")
        proposed |= self._load(self._nearest(query, within) - ids, encoder)
        watch.lap("candidates by vectors")
        candidates = self._shortlist(query, proposed)
        watch.lap("evidence")
        return query, candidates

    def _nearest(self, query: Query, within: PassageSet | None) -> set[int]:
        """Return the ids of the passages whose vectors are nearest to the question's."""
        if query.encoder is None or query.encoding is None:
            return set()
        index = self._index_manager.current(query.encoder)
        among = None if within is None else within.ids
        return set(index.search(query.encoding.vector, PROPOSED_PASSAGES, among).ids.tolist())

    def _load(self, ids: Collection[int], encoder: EncoderRecord | None) -> _Proposed:
        return _Proposed(self._library.passages.terms(ids), self._vectors.vectors(encoder, ids) if encoder else {})

    def _shortlist(self, query: Query, proposed: _Proposed) -> Candidates | None:
        encoder = query.encoder
        if encoder is None:
            loader = CandidateLoader(self._library.passages.get, lambda ids: {})
            return shortlist(query, proposed.terms, {}, loader, Projection())
        loader = CandidateLoader(self._library.passages.get, partial(self._vectors.token_codes, encoder))
        return shortlist(query, proposed.terms, proposed.vectors, loader, projection_for(encoder.name))

    def score_sentences(self, question: str, places: Sequence[tuple[StoredPassage, int]]) -> list[float] | None:
        """Return what the re-ranker says of sentences, by passage and number there; None where none can read them."""
        if self._second_stage is None:
            return None
        try:
            return self._second_stage.score(question, places)
        except (EmbeddingError, OSError):
            return None

    def _read(self, query: Query, candidates: Candidates, prior: NDArray[np.float64]) -> tuple[Reading | None, str]:
        """Let the re-ranker read the likeliest candidates; None without one, and what is wrong with one that fails."""
        if self._second_stage is None:
            return None, ""
        try:
            return self._second_stage.read(query.text, candidates, prior, query.focus), ""
        except (EmbeddingError, OSError) as error:
            if str(error) != self._trouble:
                log.warning("no re-ranking: %s", error)
            self._trouble = str(error)
            return None, str(error)

    def _around(self, passage: StoredPassage) -> list[StoredPassage]:
        """Load the passages into which the excerpt of one may grow, and itself."""
        nearby = self._library.passages.get(range(passage.id - NEARBY_PASSAGES, passage.id + NEARBY_PASSAGES + 1))
        return same_section(passage, [near for _, near in sorted(nearby.items())])


@dataclass(frozen=True, slots=True)
class _Proposed:
    """Proposed passages by id: their terms, and the vectors of those that have one."""

    terms: dict[int, PassageTerms]
    vectors: dict[int, NDArray[np.float32]]

    def __or__(self, more: _Proposed) -> _Proposed:
        return _Proposed(self.terms | more.terms, self.vectors | more.vectors)
