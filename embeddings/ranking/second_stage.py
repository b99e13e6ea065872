"""The second stage: a re-ranker reads the likeliest passages sentence by sentence, and chooses the answer.

Each sentence is read as "Title. Heading. Sentence", one that leans on what stands before it with that in brackets;
and the best one's passage is read as a whole, too. What the score and the first stage count is in
`second_stage.json`, learned by `training/second_stage.py` (docs/decisions/0033-second-stage.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import numpy as np

from corpus.english.value_kinds import asked_value, holds_value
from corpus.text.markup.answerable import may_answer
from corpus.text.markup.reading_form import reading_form
from corpus.text.path_terms import name_words, path_terms
from corpus.text.terms import terms
from embeddings.reranking.reading_text import context_before, plain, reading_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.documents import Document
    from corpus.engines.document_store import DocumentStore
    from corpus.store.stored_passages import StoredPassage
    from embeddings.ranking.candidates import Candidates
    from embeddings.reranking.base import Reranker

    Array = NDArray[np.float64]

LEARNED = Path(__file__).with_name("second_stage.json")
READ_SENTENCES = (5, 4, 3, 2, 2, 1)
"""Sentences that are read at most of the likeliest passage, of the next one, and so on: those likeliest before."""
SURE_SCORE = 4.0
"""Score from which on a sentence surely answers."""
SURE_SHARE = 0.75
"""Share of the first stage's probability that the passages read must have for the rest to be left unread."""
HIGHEST_SCORE = 10.0
"""More than any sentence has: one that could not become the best with it is not read."""
HOPELESS_SCORES = (-6.0, -5.0, -4.0)
"""Scores below which all sentences of one passage, of two, and of three or more have to be for the rest to be left."""
BELOW = 1.0
"""How far below the worst sentence that was read one comes that was not."""


@dataclass(frozen=True, slots=True)
class SecondStageWeights:
    """What counts how much in the score of a sentence that was read; `value`: that it holds the value asked for."""

    sentence: float
    first_stage: float
    value: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a re-ranker says of the s sentences of the candidate passages.

    sentences: float64 (s,)  how well each sentence answers, read with what it leans on; NaN where it was not read
    scores:    float64 (s,)  of every sentence: their softmax is the probability to answer
    passage:   how well the passage of the best sentence answers, read as a whole
    topic:     how well its title and heading do, which tells how near the subject is
    values:    bool (s,)     which sentences of the passages read hold the kind of value asked for; none if none is
    copies:    int64 (s,)    the number of the first sentence of the passages read with the same words, or its own
    """

    sentences: Array
    scores: Array
    passage: float
    topic: float
    values: NDArray[np.bool_]
    copies: NDArray[np.int64]

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

    def __init__(self, library: DocumentStore, reranker: Reranker, weights: SecondStageWeights | None = None) -> None:
        self._library = library
        self._reranker = reranker
        self._weights = weights or second_stage_weights()

    def read(self, question: str, candidates: Candidates, prior: Array, focus: int | None = None) -> Reading:
        """Read the likeliest candidates; `prior` (s,) are the log-probabilities of their sentences in the first stage.

        A sentence that cannot become the best one is not read. Reading ends early once one surely answers and the
        passages read are by far the likeliest, or where all that was read is so far off that the next passages will not
        answer either. What is asked are the first `focus` characters of `question`. Raises RerankerUnavailable.
        """
        first = candidates.features.first
        of_passages = np.logaddexp.reduceat(prior, first)
        likeliest = np.argsort(-of_passages, kind="stable")[: len(READ_SENTENCES)].tolist()
        values = self._values(question[:focus], candidates, likeliest)
        promise = self._weights.first_stage * prior + self._weights.value * values
        sentences, share, count = np.full(len(prior), np.nan), 0.0, 0
        for count, (number, most) in enumerate(zip(likeliest, READ_SENTENCES, strict=False), 1):
            texts, may_answer = self.texts_of(candidates.passages[number])
            readable = first[number] + np.flatnonzero(may_answer)
            rows = self._worth_reading(readable, promise, sentences, most)
            sentences[rows] = self._reranker.score(question, [texts[row] for row in (rows - first[number]).tolist()])
            share += float(np.exp(of_passages[number]))
            if _is_decided(float(np.nanmax(sentences, initial=-np.inf)), share, count):
                break
        scores = self._combine(sentences, prior, promise)
        best = candidates.passages[int(np.searchsorted(first, scores.argmax(), side="right")) - 1]
        passage, topic = self._reranker.score(question, [self.whole_text(best), self._topic(best)]).tolist()
        return Reading(sentences, scores, passage, topic, values, self._copies(candidates, likeliest[:count]))

    def _copies(self, candidates: Candidates, passages: Sequence[int]) -> NDArray[np.int64]:
        """Return the `copies` of `Reading`: int64 (s,)."""
        first, copies = candidates.features.first, np.arange(len(candidates.features.fitting))
        seen: dict[str, int] = {}
        for number in passages:
            for row, text in enumerate(self._sentences(candidates.passages[number]), int(first[number])):
                copies[row] = seen.setdefault(" ".join(text.casefold().split()), row)
        return copies

    def _worth_reading(
        self, readable: NDArray[np.int64], promise: Array, sentences: Array, most: int
    ) -> NDArray[np.int64]:
        """Return at most `most` of the `readable` sentences, by number: the most promising that may become the best."""
        weight = self._weights.sentence
        best = float(np.nanmax(weight * sentences + promise, initial=-np.inf))
        rows = readable[np.argsort(-promise[readable], kind="stable")[:most]]
        kept: NDArray[np.int64] = rows[weight * HIGHEST_SCORE + promise[rows] >= best]
        return kept

    def _values(self, asked: str, candidates: Candidates, passages: Sequence[int]) -> NDArray[np.bool_]:
        """Return which sentences of these passages hold the kind of value that is asked for: bool (s,)."""
        first, values = candidates.features.first, np.zeros(len(candidates.features.fitting), bool)
        wanted = asked_value(asked)
        if wanted is None:
            return values
        for number in passages:
            held = [holds_value(wanted, each) for each in self._sentences(candidates.passages[number])]
            values[first[number] : first[number] + len(held)] = held
        return values

    def score(self, question: str, places: Sequence[tuple[StoredPassage, int]]) -> list[float]:
        """Score sentences, each given by its passage and its number there. Raises RerankerUnavailable."""
        texts = [self.texts_of(stored)[0][number] for stored, number in places]
        scores: list[float] = self._reranker.score(question, texts).tolist()
        return scores

    def _combine(self, sentences: Array, prior: Array, promise: Array) -> Array:
        """Weigh what was read; what was not comes below all of that, in the order of the first stage."""
        scores: Array = self._weights.sentence * sentences + promise
        unread = np.isnan(scores)
        if unread.all():
            return prior
        if unread.any():
            scores[unread] = scores[~unread].min() - BELOW + prior[unread] - prior[unread].max()
        return scores

    def texts_of(self, stored: StoredPassage) -> tuple[list[str], list[bool]]:
        """Return what is read for each sentence of a passage, and whether it may be an answer by its form."""
        document = self._library.document(stored.document)
        spans = stored.passage.sentences or (stored.passage.span,)
        texts, above = self._sentences(stored), self._above(stored, document)
        read = [reading_text(*above, text, context_before(texts, number)) for number, text in enumerate(texts)]
        return read, [may_answer(document.content, span) for span in spans]

    def _sentences(self, stored: StoredPassage) -> list[str]:
        """Return the sentences of a passage as they are read, without what stands above them."""
        document = self._library.document(stored.document)
        spans = stored.passage.sentences or (stored.passage.span,)
        return [plain(reading_form(document.content, span).text) for span in spans]

    def whole_text(self, stored: StoredPassage) -> str:
        """Return what is read for a passage as a whole."""
        document = self._library.document(stored.document)
        return reading_text(
            *self._above(stored, document), plain(reading_form(document.content, stored.passage.span).text)
        )

    def _topic(self, stored: StoredPassage) -> str:
        return reading_text(*self._above(stored, self._library.document(stored.document)), "")

    def _above(self, stored: StoredPassage, document: Document) -> tuple[str, str]:
        """Return what stands above a passage: title, with the names of its file and folders that add to it; heading."""
        adding = frozenset(self._library.passages.terms([stored.id])[stored.id].names.split())
        names = [name_words(part) for part in PurePath(document.path).parts]
        language, title = document.metadata.language or "en", plain(document.metadata.title)
        told = [
            name
            for name in names
            if adding.intersection(path_terms([name], language)) and not _says_nothing_new(name, title, language)
        ]
        heading = plain(stored.passage.heading or "")
        return " ".join([reading_text("", "", title), *told]), heading if heading.casefold() != title.casefold() else ""


def _is_decided(best_score: float, share: float, passages: int) -> bool:
    """Return whether more passages need not be read, after `passages` that have this share of the probability.

    Without any score yet it is not.
    """
    hopeless = HOPELESS_SCORES[min(passages, len(HOPELESS_SCORES)) - 1]
    return (share >= SURE_SHARE and best_score >= SURE_SCORE) or -np.inf < best_score < hopeless


def _says_nothing_new(name: str, title: str, language: str) -> bool:
    """Return whether all words of a file's name are the title's: "old-mill" below "The old mill"."""
    known, own = (terms(each.replace("-", " "), language) for each in (title, name))
    return set(own) <= set(known)
