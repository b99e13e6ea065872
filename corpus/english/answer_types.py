"""Kinds of answers, and which sentences hold one: noted once, when a document is added.

Cues, not parsing: digits, number words, names of months and capital letters.
"""

from __future__ import annotations

import re
from enum import IntFlag

from corpus.english.word_lists import alternatives, word_list


class AnswerType(IntFlag):
    """Kinds of answers; a sentence may hold several, a question asks for one or none. The store keeps the numbers."""

    NONE = 0
    NUMBER = 1
    DATE = 2
    NAME = 4
    REASON = 8


_DAYS_AND_MONTHS = [word.capitalize() for word in (*word_list("calendar.months"), *word_list("calendar.weekdays"))]
_PATTERNS = {
    AnswerType.NUMBER: re.compile(rf"\d|\b(?:{alternatives(word_list('numbers.telling'))})\b", re.IGNORECASE),
    AnswerType.DATE: re.compile(
        r"\b(?:1[0-9]|20)\d\d(?:s|\b)"
        rf"|\b(?:{alternatives(_DAYS_AND_MONTHS)})\b"
        r"|\b\d{1,2}(?:st|nd|rd|th)? century\b|\b(?:BC|AD)\b"
    ),
    AnswerType.NAME: re.compile(r"(?<![.!?:]\s)(?<=\s)[“\"'(]?[^\W\d_a-z][\w’'-]+"),
    AnswerType.REASON: re.compile(
        r"\b(?:because|due to|since|as a result|therefore|thus|in order to|so that|caus\w+|reasons?|owing to|leads? to|"
        r"led to)\b",
        re.IGNORECASE,
    ),
}


def answer_types_in(sentence: str) -> AnswerType:
    """Return the kinds of answers that stand in `sentence`.

    Example: "It was lit in 1858." holds a NUMBER and a DATE, "The lamp is bright." holds NONE.
    """
    found = AnswerType.NONE
    for kind, pattern in _PATTERNS.items():
        if pattern.search(sentence):
            found |= kind
    return found
