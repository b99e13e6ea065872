"""The text that the cross-encoder is taught with for a sentence: as the product reads it, or in another form."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from embeddings.reranking.reading_text import leans, reading_text

if TYPE_CHECKING:
    from training.reranker.groups import Candidate


class Form(StrEnum):
    """Whether a sentence that leans on the one before is read with it."""

    ALONE = "alone"
    WITH_BEFORE = "with before"
    MARKED_BEFORE = "marked before"


def text_of(candidate: Candidate, form: Form = Form.ALONE) -> str:
    """Return "Title. Heading. Sentence"; the sentence before stands in front, as it is or in brackets, if it leans."""
    before = candidate.before if form is not Form.ALONE and leans(candidate.sentence) else ""
    if form is Form.WITH_BEFORE and before:
        spoken = reading_text("", "", before)
        return reading_text(candidate.title, candidate.heading, f"{spoken} {candidate.sentence}")
    return reading_text(candidate.title, candidate.heading, candidate.sentence, before)
