"""The second stage: a re-ranker reads the likeliest passages sentence by sentence, and chooses the answer.

Each sentence is read as "Title. Heading. Sentence", one that leans on what stands before it with that in brackets;
each passage is read as a whole, too. What these scores and the first stage count is in `second_stage.json`, learned
by `training/train.py` (docs/decisions/0033-second-stage.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.text.sentence_forms import answers_nothing
from embeddings.reranking.reading_text import context_before, plain, reading_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.documents import Document
    from corpus.store.library import Library
    from corpus.store.stored_passages import StoredPassage
    from embeddings.ranking.candidates import Candidates
    from embeddings.reranking.base import Reranker

    Array = NDArray[np.float64]

LEARNED = Path(__file__).with_name("second_stage.json")
READ_PASSAGES = 6
"""Passages that are read."""
BELOW = 1.0
"""How far below the worst sentence that was read one comes that was not."""


@dataclass(frozen=True, slots=True)
class SecondStageWeights:
    """What counts how much in the score of a sentence that was read."""

    sentence: float
    passage: float
    first_stage: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a re-ranker says of the s sentences of n candidate passages; NaN where it read nothing.

    sentences: float64 (s,)  how well each sentence answers, read with what it leans on
    passages:  float64 (n,)  how well each passage does
    scores:    float64 (s,)  the weighted sum, of every sentence: their softmax is the probability to answer
    topic:     how well title and heading of the best sentence answer by themselves, which is how near the subject is
    """

    sentences: Array
    passages: Array
    scores: Array
    topic: float

    @property
    def best(self) -> int:
        """Return the number of the sentence that answers best."""
        return int(self.scores.argmax())


@lru_cache
def second_stage_weights() -> SecondStageWeights:
    """Load the shipped weights."""
    return SecondStageWeights(**json.loads(LEARNED.read_text("utf-8")))


class SecondStage:
    """Reads candidates of one library with one re-ranker."""

    def __init__(self, library: Library, reranker: Reranker, weights: SecondStageWeights | None = None) -> None:
        self._library = library
        self._reranker = reranker
        self._weights = weights or second_stage_weights()

    def read(self, question: str, candidates: Candidates, prior: Array) -> Reading:
        """Read the likeliest candidates; `prior` (s,) are the log-probabilities of their sentences in the first stage.

        Raises RerankerUnavailable.
        """
        first = candidates.features.first
        bounds = [*first.tolist(), len(prior)]
        likeliest = np.argsort(-np.logaddexp.reduceat(prior, first), kind="stable")[:READ_PASSAGES].tolist()
        sentences, passages = np.full(len(prior), np.nan), np.full(len(first), np.nan)
        texts: list[str] = []
        rows: list[int] = []
        for number in likeliest:
            read = _texts(candidates.passages[number], self._library)
            texts += [read.passage, *read.sentences.values()]
            rows += [-1 - number, *(bounds[number] + each for each in read.sentences)]
        for row, score in zip(rows, self._reranker.score(question, texts).tolist(), strict=True):
            if row < 0:
                passages[-1 - row] = score
            else:
                sentences[row] = score
        scores = self._combine(sentences, passages, prior, bounds)
        best = int(np.searchsorted(first, scores.argmax(), side="right")) - 1
        topic = self._reranker.score(question, [_topic(candidates.passages[best], self._library)])
        return Reading(sentences, passages, scores, float(topic[0]))

    def _combine(self, sentences: Array, passages: Array, prior: Array, bounds: Sequence[int]) -> Array:
        weights = self._weights
        of_passage = np.repeat(passages, np.diff(bounds))
        scores = weights.sentence * sentences + weights.passage * of_passage + weights.first_stage * prior
        unread = np.isnan(scores)
        if unread.all():
            return prior
        if unread.any():
            scores[unread] = scores[~unread].min() - BELOW + prior[unread] - prior[unread].max()
        return scores


@dataclass(frozen=True, slots=True)
class _Texts:
    """What is read for a passage, and for each of its sentences that may be an answer, by number."""

    passage: str
    sentences: Mapping[int, str]


def _texts(stored: StoredPassage, library: Library) -> _Texts:
    document, passage = library.document(stored.document), stored.passage
    title, heading = _titles(stored, document)
    texts = [plain(span.of(document.text)) for span in passage.sentences or [passage.span]]
    sentences = {
        number: reading_text(title, heading, text, context_before(texts, number))
        for number, text in enumerate(texts)
        if not answers_nothing(text)
    }
    return _Texts(reading_text(title, heading, plain(passage.span.of(document.text))), sentences)


def _topic(stored: StoredPassage, library: Library) -> str:
    """Return title and heading of a passage as they are read."""
    return reading_text(*_titles(stored, library.document(stored.document)), "")


def _titles(stored: StoredPassage, document: Document) -> tuple[str, str]:
    return plain(document.metadata.title), plain(stored.passage.heading or "")
