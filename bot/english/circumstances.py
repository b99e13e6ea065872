"""Tell whether a sentence says when or why something is, by its words alone."""

from __future__ import annotations

import re

from bot.english.dates import find_dates
from bot.english.lexicon import bot_words
from corpus.english.answer_types import AnswerType, answer_types_in
from corpus.english.word_lists import alternatives

_REASON = re.compile(
    rf"\b(?:{alternatives(bot_words('circumstances.reasons'))}|for\s+\w+ing"
    rf"|to\s+(?:{alternatives(bot_words('circumstances.purposes'))}))\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\b(?:{alternatives(bot_words('circumstances.times'))})\b"
    r"|\b(?:at|in|on|by|every|each|last|next|this|that|the)\s+(?:\w+\s+)?"
    rf"(?:{alternatives(bot_words('circumstances.parts'))})s?\b"
    r"|\b\d{1,2}(?::\d\d|(?::\d\d)?\s?[ap]\.?m\b)",
    re.IGNORECASE,
)


def says_when(sentence: str) -> bool:
    """Return whether a sentence gives a date, a time of day, or what something came before or after.

    Example: "It was lit in 1858." and "It opens at 9 am." do, "The lamp is bright." does not.
    """
    dated = AnswerType.DATE in answer_types_in(sentence) or bool(find_dates(sentence))
    return dated or _TIME.search(sentence) is not None


def says_why(sentence: str) -> bool:
    """Return whether a sentence gives a reason or a purpose: "because", "due to", "for plotting", "to prevent"."""
    return AnswerType.REASON in answer_types_in(sentence) or _REASON.search(sentence) is not None
