"""Pick the sentences that are the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embeddings.ranking.ranked_passage import Retrieval


@dataclass(frozen=True, slots=True)
class PickedSentence:
    """A sentence of a ranked passage: the passage's place in the ranking and its own in the passage, both from 0."""

    passage: int
    sentence: int
    probability: float


NEAR = 0.5
"""Lowest probability of a further sentence that is quoted, as a share of the best one's."""


def pick_sentences(found: Retrieval, most: int) -> list[PickedSentence]:
    """Return the best sentence of all passages, then others that are nearly as good, best first; at most `most`."""
    picked = [
        PickedSentence(rank, sentence.number, sentence.probability)
        for rank, passage in enumerate(found.passages)
        for sentence in passage.sentences
        if passage.stored.passage.sentences
    ]
    picked.sort(key=lambda each: -each.probability)
    return [each for each in picked if each.probability >= NEAR * picked[0].probability][:most]
