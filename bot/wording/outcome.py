"""What is said of an answer as a whole: found, perhaps in the closest passages, or not in these documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.wording.labels import ENGLISH

if TYPE_CHECKING:
    from bot.answers import Answer
    from bot.wording.labels import Labels


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
