"""The text that the cross-encoder reads for a sentence: "Title. Heading. Sentence"."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.reranker.groups import Candidate

_LEANS = re.compile(
    r"(?:(?:and|but|so|then|also|in addition|however|instead|therefore|here|there|afterwards|later|before that)[, ]+)?"
    r"(?:(?:it|its|he|she|his|her|they|their|these|those|such|both|neither|one of them|some of them)\b"
    r"|th(?:is|at)\b(?! (?:is why|said))"
    r"|there\b(?! (?:is|are|was|were|has|have|will|can|may)\b)"
    r"|in (?:it|this|that) (?:case|way|year|time)\b"
    r"|the (?:group|company|two|same|former|latter|first|second|other|others|city|film|book|team|band|work|event"
    r"|programme|party|meeting|firm|association|building|plant|institution|organi[sz]ation)\b)",
    re.IGNORECASE,
)
_END = ".!?:;…"


class Form(StrEnum):
    """Whether a sentence that leans on the one before is read with it."""

    ALONE = "alone"
    WITH_BEFORE = "with before"
    MARKED_BEFORE = "marked before"


def leans(sentence: str) -> bool:
    """Return whether a sentence begins with what only the one before explains: "It takes place on Saturday.\""""
    return bool(_LEANS.match(sentence.lstrip("\"'“‘(")))


def text_of(candidate: Candidate, form: Form = Form.ALONE) -> str:
    """Return "Title. Heading. Sentence"; the sentence before stands in front, as it is or in brackets, if it leans."""
    parts = [candidate.title]
    if candidate.heading != candidate.title:
        parts.append(candidate.heading)
    if form is not Form.ALONE and candidate.before and leans(candidate.sentence):
        parts.append(candidate.before if form is Form.WITH_BEFORE else f"[{candidate.before}]")
    parts.append(candidate.sentence)
    return " ".join(_closed(part) for part in parts if part)


def _closed(part: str) -> str:
    return part if part[-1] in _END or part[-2:-1] in _END else f"{part}."
