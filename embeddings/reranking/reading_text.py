"""The text that a re-ranker reads for a sentence: "Title. Heading. [The sentence before.] Sentence."""

from __future__ import annotations

import re

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
_SPACE = re.compile(r"\s+")


def leans(sentence: str) -> bool:
    """Return whether a sentence begins with what only the one before explains.

    Example: "It takes place on Saturday." does.
    """
    return bool(_LEANS.match(sentence.lstrip("\"'“‘(")))


def reading_text(title: str, heading: str, sentence: str, before: str = "") -> str:
    """Return what is read for a sentence; the one `before` it stands in brackets.

    Example: reading_text("Minutes", "Fair", "It takes place in June", "We plan a fair.") is
    "Minutes. Fair. [We plan a fair.] It takes place in June."
    """
    context = [title, heading if heading != title else "", f"[{before}]" if before else ""]
    return " ".join(_closed(part) for part in [*context, sentence] if part)


def plain(text: str) -> str:
    """Return `text` with single spaces for white space of any kind."""
    return _SPACE.sub(" ", text).strip()


def _closed(part: str) -> str:
    return part if part[-1] in _END or part[-2:-1] in _END else f"{part}."
