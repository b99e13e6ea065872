"""Which sentences are the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embeddings.ranking.ranked_passage import Retrieval


@dataclass(frozen=True, slots=True)
class PickedSentence:
    """A sentence by its passage's place in the ranking and its own place in the passage, both from 0."""

    passage: int
    sentence: int
    probability: float


NEAR = 0.5
"""A further sentence is quoted when it is at least so likely, compared with the best one."""


def pick_sentences(found: Retrieval, most: int) -> list[PickedSentence]:
    """The best sentence of all passages, then others that are nearly as good, best first; at most `most`."""
    picked = [
        PickedSentence(rank, sentence.number, sentence.probability)
        for rank, passage in enumerate(found.passages)
        for sentence in passage.sentences
        if passage.stored.passage.sentences
    ]
    picked.sort(key=lambda each: -each.probability)
    return [each for each in picked if each.probability >= NEAR * picked[0].probability][:most]
