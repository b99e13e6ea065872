"""What is said of an answer as a whole: found, perhaps in the closest passages, or not in these documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.wording.labels import ENGLISH

if TYPE_CHECKING:
    from bot.answers import Answer
    from bot.wording.labels import Labels


_STRONG, _LIKELY = 0.8, 0.55
"""Confidences from which on a match is called so; what is found has 0.5 at least."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Words for one answer, "" where there is nothing to say.

    `said` stands in the place of quotations, `sources` is the name of its citations, and `note` says what they are.
    `alongside` says that they are shown beside the conversation.
    """

    said: str
    sources: str
    note: str
    alongside: str


def outcome(answer: Answer, labels: Labels = ENGLISH) -> Outcome:
    """Return the words for an answer. Nothing is said not to be the answer that cannot be ruled out."""
    if answer.found:
        return Outcome("", labels.sources, "", "")
    if answer.perhaps:
        return Outcome(labels.perhaps, labels.closest, labels.closest_note, labels.closest_alongside)
    return Outcome(labels.not_found, labels.nearest, labels.nearest_note, labels.nearest_alongside)


def match_in_words(confidence: float, labels: Labels) -> str:
    """Say how sure it is that what was found is the answer: the one measure that people are told."""
    if confidence >= _STRONG:
        return labels.strong
    return labels.likely if confidence >= _LIKELY else labels.weak
