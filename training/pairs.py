"""Questions with the sentences of their candidate passages, each as the second stage reads it: what is learned from."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.engines.filters import Filter
from embeddings.ranking.model import learned_weights, softmax, weigh
from embeddings.ranking.retriever import Retriever
from embeddings.ranking.second_stage import SecondStage
from training.parts import Parts
from training.reading import gold_of, holds_answer, named, opened_libraries, right_sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from bot.evaluation.metrics import TextRange
    from corpus.store.library import Library
    from embeddings.encoders.base import Encoder
    from embeddings.ranking.candidates import Candidates
    from embeddings.reranking.base import Reranker

READ_SENTENCES = (6, 5, 4, 3, 2, 2)
"""Sentences of the likeliest passage, of the next one, and so on; a right one is there in any case."""
HIDDEN_SHARE = 0.35
"""The share of questions with an answer that are also asked with the documents that answer hidden."""
ALONE_SHARE = 0.3
"""The share of questions of a small library that are also asked of the document alone."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """One question and n texts that were read for it: which are `right`, and the `scores` of the shipped re-ranker.

    Of their `passages`, up to two are there as a whole: the likeliest one with the answer, and the likeliest without;
    `held` tells which is which.
    """

    question: str
    texts: list[str]
    right: list[bool]
    scores: list[float]
    passages: list[str]
    held: list[bool]


def read_pairs(folder: Path, limit: int, seed: int = 14) -> Iterator[Pairs]:
    """Yield the pairs of a set, of at most `limit` questions of a large library."""
    for models, library, asked in opened_libraries(folder, limit, seed):
        yield from _Reading(library, *models, Random(seed)).pairs(asked)


class _Reading:
    """The questions of one library, being read for."""

    def __init__(self, library: Library, encoder: Encoder, reranker: Reranker, random: Random) -> None:
        self._library = library
        self._retriever = Retriever(library, encoder)
        self._second_stage = SecondStage(library, reranker)
        self._reranker = reranker
        self._parts = Parts(library)
        self._ids = {record.path.rpartition("/")[2]: record.id for record in library.documents()}
        self._random = random

    def pairs(self, lines: Sequence[dict[str, Any]]) -> Iterator[Pairs]:
        for line in lines:
            gold = gold_of(line, self._library, self._ids)
            about = {place.document for place in gold} or {self._ids[each] for each in named(line) & self._ids.keys()}
            for within in self._searches(about, bool(gold)):
                found = self._read(line["question"], within, gold)
                if found is not None:
                    yield found

    def _searches(self, about: Collection[str], answerable: bool) -> Iterator[Sequence[str] | None]:
        yield None
        others = sorted(set(self._ids.values()) - set(about))
        if answerable and others and self._random.random() < HIDDEN_SHARE:
            yield others
        if about and others and self._random.random() < ALONE_SHARE:
            yield sorted(about)

    def _read(self, question: str, within: Sequence[str] | None, gold: Sequence[TextRange]) -> Pairs | None:
        statistics = self._parts.statistics(question, within) if within else None
        candidates = self._retriever.candidates(question, None if within is None else Filter.of(within), statistics)
        if candidates is None:
            return None
        right = right_sentences(candidates, gold)
        rows, texts = self._chosen(candidates, right)
        scores = self._reranker.score(question, texts).tolist()
        passages = self._passages(candidates, rows, scores, gold)
        whole = [self._second_stage.whole_text(candidates.passages[number]) for number in passages]
        return Pairs(question, texts, [right[row] for row in rows], scores, whole, list(passages.values()))

    def _passages(
        self, candidates: Candidates, rows: Sequence[int], scores: Sequence[float], gold: Sequence[TextRange]
    ) -> dict[int, bool]:
        """Return the numbers of up to two passages, with and without the answer, and which of them holds it."""
        best = [rows[at] for at in np.argsort(scores)[::-1].tolist()]
        numbers = dict.fromkeys((np.searchsorted(candidates.features.first, best, side="right") - 1).tolist())
        held = {number: holds_answer(candidates, number, gold) for number in numbers}
        chosen = (next((number for number in numbers if held[number] is wanted), None) for wanted in (True, False))
        return {number: held[number] for number in chosen if number is not None}

    def _chosen(self, candidates: Candidates, right: Sequence[bool]) -> tuple[list[int], list[str]]:
        """Return the numbers of the sentences that are read, and their texts."""
        prior = np.log(softmax(weigh(candidates.features.features(), learned_weights())))
        first = candidates.features.first
        likeliest = np.argsort(-np.logaddexp.reduceat(prior, first), kind="stable").tolist()
        rows, texts = [], []
        for number, most in zip(likeliest, READ_SENTENCES, strict=False):
            read, may_answer = self._second_stage.texts_of(candidates.passages[number])
            own = first[number] + np.flatnonzero(may_answer)
            own = own[np.argsort(-prior[own], kind="stable")].tolist()
            chosen = [*own[:most], *(row for row in own[most:] if right[row])]
            rows += chosen
            texts += [read[row - first[number]] for row in chosen]
        return rows, texts
