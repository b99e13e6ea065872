"""A question in, ranked passages out: candidates by vectors and by words, then the weighing of their features."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from embeddings.engines.opening import engine_of
from embeddings.errors import EmbeddingError, EncoderMismatch
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

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.engines.document_store import DocumentStore
    from corpus.engines.filters import Filter
    from corpus.store.stored_passages import PassageTerms, StoredPassage
    from corpus.store.word_index import TermStatistics
    from embeddings.encoders.base import Encoder
    from embeddings.ranking.candidates import Candidates
    from embeddings.ranking.model import Weights
    from embeddings.ranking.query import Query
    from embeddings.ranking.second_stage import Reading
    from embeddings.reranking.base import Reranker
    from embeddings.store.coverage import Coverage

log = logging.getLogger(__name__)

PROPOSED_PASSAGES = 60
"""Candidates that the vectors propose at most, and that the words do."""
NEARBY_PASSAGES = 3
"""Passages on either side of the best one into which its excerpt may grow."""


class Retriever:
    """Finds passages of one library with one encoder and, if there is one, a re-ranker that reads the best."""

    def __init__(
        self,
        library: DocumentStore,
        encoder: Encoder,
        reranker: Reranker | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._index = engine_of(library).index()
        self._second_stage = SecondStage(library, reranker) if reranker else None
        self._trouble = ""
        self._encoder = encoder
        self._weights = weights or learned_weights()
        self._reader = QueryReader(library, self._index, encoder)

    def retrieve(
        self,
        question: str,
        limit: int,
        within: Filter | None = None,
        focus: int | None = None,
        watch: Stopwatch | None = None,
    ) -> Retrieval:
        """Return at most `limit` passages, only of documents `within` a filter where one is given.

        What is asked are the first `focus` characters of `question`, or all; the rest is context that it leans on,
        which is searched for too, but counts for less. A passage that has no vector yet is found by its words. `watch`
        times the steps. Raises EncoderMismatch.
        """
        with self._index.snapshot():
            return self._retrieve(question, limit, within, focus, watch or Stopwatch())

    def _retrieve(
        self, question: str, limit: int, within: Filter | None, focus: int | None, watch: Stopwatch
    ) -> Retrieval:
        query, candidates = self._search(question, focus, within, watch)
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
        self, question: str, within: Filter | None = None, statistics: TermStatistics | None = None
    ) -> Candidates | None:
        """Return what would be ranked, and by what features; None where nothing is found. Raises EncoderMismatch.

        `statistics` of the question's terms stand in for the library's, as if it were another one.
        """
        with self._index.snapshot():
            return self._search(question, None, within, Stopwatch(), statistics)[1]

    def coverage(self) -> Coverage:
        """Return how many of the passages have vectors; the others are found by their words only."""
        return self._index.coverage()

    def letters(self) -> set[str]:
        """Return the letters with which the library's words begin. It walks through the whole vocabulary."""
        return self._index.first_letters()

    def _search(
        self,
        text: str,
        focus: int | None,
        within: Filter | None,
        watch: Stopwatch,
        statistics: TermStatistics | None = None,
    ) -> tuple[Query, Candidates | None]:
        """Search by words and by vectors, and shortlist what is found. Raises EncoderMismatch."""
        encoder = self._index.encoder()
        if encoder and (encoder.name, encoder.dimension) != (self._encoder.name, self._encoder.dimension):
            raise EncoderMismatch(encoder.name, self._encoder.name)
        query, encoding = self._reader.read(text, focus, encoder, statistics)
        watch.lap("word counts")
        ids = set(self._index.lexical(query.words.terms, query.statistics, PROPOSED_PASSAGES, within))
        proposed = self._load(ids)
        watch.lap("candidates by words")
        query = replace(query, encoding=encoding.result() if encoding else None)  # on its way until now
        watch.lap("question vector")
        proposed |= self._load(self._nearest(query, within) - ids)
        watch.lap("candidates by vectors")
        candidates = self._shortlist(query, proposed)
        watch.lap("evidence")
        return query, candidates

    def _nearest(self, query: Query, within: Filter | None) -> set[int]:
        """Return the ids of the passages whose vectors are nearest to the question's."""
        if query.encoder is None or query.encoding is None:
            return set()
        return set(self._index.dense(query.encoding.vector, PROPOSED_PASSAGES, within))

    def _load(self, ids: Collection[int]) -> _Proposed:
        return _Proposed(*self._index.candidates(ids))

    def _shortlist(self, query: Query, proposed: _Proposed) -> Candidates | None:
        loader = CandidateLoader(self._index.passages, self._index.token_codes)
        projection = projection_for(query.encoder.name) if query.encoder else Projection()
        return shortlist(query, proposed.terms, proposed.vectors, loader, projection)

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
        nearby = self._index.passages(range(passage.id - NEARBY_PASSAGES, passage.id + NEARBY_PASSAGES + 1))
        return same_section(passage, [near for _, near in sorted(nearby.items())])


@dataclass(frozen=True, slots=True)
class _Proposed:
    """Proposed passages by id: their terms, and the vectors of those that have one."""

    terms: Mapping[int, PassageTerms]
    vectors: Mapping[int, NDArray[np.float32]]

    def __or__(self, more: _Proposed) -> _Proposed:
        return _Proposed({**self.terms, **more.terms}, {**self.vectors, **more.vectors})
