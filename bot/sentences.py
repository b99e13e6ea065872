"""Which sentences are the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embeddings.retrieval import Retrieval


@dataclass(frozen=True, slots=True)
class PickedSentence:
    """A sentence by its passage's place in the ranking and its own place in the passage, both from 0."""

    passage: int
    sentence: int
    score: float


NEAR = 0.85
"""A further sentence is quoted when its score is at least this share of the best one's."""


def pick_sentences(found: Retrieval, most: int) -> list[PickedSentence]:
    """The best sentence of the best passage, then others that are nearly as good, best first; at most `most`."""
    picked = [
        PickedSentence(rank, number, score)
        for rank, passage in enumerate(found.passages)
        for number, score in enumerate(passage.sentence_scores)
        if passage.stored.passage.sentences
    ]
    if not picked:
        return []
    best = max((each for each in picked if each.passage == 0), key=lambda each: each.score)
    others = [each for each in picked if each is not best and each.score >= NEAR * best.score > 0]
    return [best, *sorted(others, key=lambda each: -each.score)][:most]
