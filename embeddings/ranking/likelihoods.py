"""How likely each candidate is to hold the answer, and which excerpts are shown for it."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from embeddings.ranking.excerpts import expand_excerpt, further_excerpt, snippet_score
from embeddings.ranking.ranked_passage import RankedPassage, RankedSentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.documents import Span
    from corpus.store.stored_passages import StoredPassage
    from embeddings.ranking.candidates import Candidates
    from embeddings.ranking.features import Feature
    from embeddings.ranking.second_stage import Reading


@dataclass(frozen=True, slots=True)
class ShownExcerpt:
    """What is shown of a candidate, by its index; excerpts are shown highest score first."""

    candidate: int
    span: Span
    score: float


class Likelihoods:
    """The candidates of one question with the probabilities of their n passages and s sentences.

    `features` and `probabilities` are of the sentences, float64 (s,) each; `reading` is what a re-ranker says of them.
    """

    def __init__(
        self,
        candidates: Candidates,
        features: Mapping[Feature, NDArray[np.float64]],
        probabilities: NDArray[np.float64],
        reading: Reading | None = None,
    ) -> None:
        first = candidates.features.first
        self._candidates = candidates
        self._features = features
        self._sentences = probabilities
        self._reading = reading
        self._passages = np.add.reduceat(probabilities, first)
        self._ends = [*first.tolist(), len(probabilities)]
        self._best = int(self._passages.argmax())
        self._in_best_document = {
            span: float(probabilities[start + number])
            for passage, start in zip(candidates.passages, self._ends, strict=False)
            for number, span in enumerate(passage.passage.sentences)
            if passage.document == self.best_passage.document
        }

    @property
    def best_passage(self) -> StoredPassage:
        """Return the likeliest passage."""
        return self._candidates.passages[self._best]

    def select_excerpts(self, around_best: Sequence[StoredPassage], limit: int) -> list[ShownExcerpt]:
        """Select the `limit` best excerpts, best first; no text is in two of them.

        The first is of the best passage and may grow into those `around_best`, which are in the order of the text.
        """
        span = expand_excerpt(
            self.best_passage, around_best, lambda sentence: self._in_best_document.get(sentence, 0.0)
        )
        others: list[ShownExcerpt] = []
        for candidate in self._others():
            if len(others) >= limit - 1 and (limit == 1 or self._passages[candidate] < others[limit - 2].score):
                break  # an excerpt is worth no more than its passage is likely
            if excerpt := self._further_excerpt(candidate, span):
                insort(others, excerpt, key=lambda each: (-each.score, each.candidate))
        return [ShownExcerpt(self._best, span, float(self._passages[self._best])), *others][:limit]

    def ranked(self, excerpt: ShownExcerpt) -> RankedPassage:
        """Return the passage of an excerpt with the probabilities and features of its sentences."""
        number = excerpt.candidate
        sentences = tuple(
            RankedSentence(
                number=index,
                probability=float(self._sentences[row]),
                features={name: float(values[row]) for name, values in self._features.items()},
                score=self._score(row),
            )
            for index, row in enumerate(range(self._ends[number], self._ends[number + 1]))
        )
        return RankedPassage(
            stored=self._candidates.passages[number],
            probability=float(self._passages[number]),
            sentences=sentences,
            excerpt=excerpt.span,
            score=excerpt.score,
            alike=self._candidates.aligned(number),
        )

    def _score(self, row: int) -> float | None:
        """Return what the re-ranker says of a sentence; None where it did not read it."""
        score = float(self._reading.sentences[row]) if self._reading else float("nan")
        return None if isnan(score) else score

    def _others(self) -> list[int]:
        """Return all candidates but the best, likeliest first."""
        order: list[int] = np.argsort(-self._passages, kind="stable").tolist()
        return [candidate for candidate in order if candidate != self._best]

    def _further_excerpt(self, candidate: int, first: Span) -> ShownExcerpt | None:
        """Choose what is shown of a candidate after the `first` excerpt; None if hardly anything is left."""
        passage = self._candidates.passages[candidate]
        probabilities = self._sentences[self._ends[candidate] : self._ends[candidate + 1]].tolist()
        shown = first if passage.document == self.best_passage.document else None
        excerpt = further_excerpt(passage, probabilities, shown)
        return None if excerpt is None else ShownExcerpt(candidate, excerpt.span, snippet_score(excerpt))
