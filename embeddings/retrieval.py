"""A question in, ranked passages out: candidates by vectors and by words, then the weighing of the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.word_index import WordIndex
from corpus.words import terms
from embeddings.bm25 import inverse_document_frequency
from embeddings.evidence import weigh_words
from embeddings.ranking import Weights, scores
from embeddings.snapshots import Snapshots
from embeddings.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from corpus.document_store import Library, StoredPassage
    from embeddings.encoder import Encoder
    from embeddings.evidence import Evidence

CANDIDATES = 50
"""How many passages the vectors may propose, and how many the words."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with what ranked it. `sentence_scores` has one number a sentence of it, higher is better.

    `similarity` is the cosine with the question; `coverage` is the share of the question's words, by IDF, that
    stand in the passage.
    """

    stored: StoredPassage
    score: float
    similarity: float
    coverage: float
    sentence_scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The best passages for a question, best first, and the terms by which words were matched."""

    terms: frozenset[str]
    passages: tuple[RankedPassage, ...]


class Retriever:
    """Finds passages of one library with one encoder."""

    def __init__(self, library: Library, encoder: Encoder, weights: Weights | None = None) -> None:
        self._library = library
        self._encoder = encoder
        self._weights = weights or Weights()
        self._words = WordIndex(library.store)
        self._vectors = VectorStore(library.store)
        self._snapshots = Snapshots(library.store, self._vectors)

    def retrieve(self, question: str, limit: int, documents: Collection[str] | None = None) -> Retrieval:
        """At most `limit` passages, only of `documents` where they are given.

        A passage that has no vector yet is found by its words. Raises EncoderMismatch.
        """
        asked = sorted(set(terms(question)))
        statistics = self._words.statistics(asked)
        by_words = self._words.search(asked, statistics, CANDIDATES, documents)
        similarity = self._similarities(question, by_words, documents)
        found = self._library.passages({*by_words, *similarity})
        if not found:
            return Retrieval(frozenset(asked), ())
        passages = [found[id] for id in sorted(found)]
        evidence = weigh_words(
            asked,
            passages,
            inverse_document_frequency(asked, statistics.document_frequency, statistics.passages),
            statistics.mean_length,
            np.array([similarity.get(passage.id, 0.0) for passage in passages]),
        )
        ranked = _ranked(passages, evidence, scores(evidence, self._weights))
        return Retrieval(frozenset(asked), ranked[:limit])

    def letters(self) -> set[str]:
        """The letters with which the library's words begin. It walks through the whole vocabulary."""
        return self._words.first_letters()

    def _similarities(
        self, question: str, others: Sequence[int], documents: Collection[str] | None
    ) -> dict[int, float]:
        """Cosines of the nearest passages and of `others`, by passage."""
        encoder = self._vectors.active()
        if encoder is None:
            return {}
        self._vectors.require(self._encoder.name, self._encoder.dimension)
        vector = self._encoder.encode_question(question).vector
        index = self._snapshots.current(encoder)
        within = None if documents is None else np.array(self._library.passage_ids(documents), np.int64)
        ids, nearest = index.search(vector, CANDIDATES, within)
        result = dict(zip(ids.tolist(), nearest.tolist(), strict=True))
        missing = [id for id in others if id not in result]
        for id, stored in self._vectors.vectors(encoder, missing).items():
            result[id] = float(stored @ vector)
        return result


def _ranked(
    passages: Sequence[StoredPassage], evidence: Evidence, totals: NDArray[np.float64]
) -> tuple[RankedPassage, ...]:
    coverage = evidence.coverage()
    sentences: list[NDArray[np.float64]] = np.split(evidence.sentence_words, evidence.first[1:])
    return tuple(
        RankedPassage(
            stored=passages[i],
            score=float(totals[i]),
            similarity=float(evidence.similarity[i]),
            coverage=float(coverage[i]),
            sentence_scores=tuple(sentences[i].tolist()),
        )
        for i in np.argsort(-totals, kind="stable").tolist()
    )
