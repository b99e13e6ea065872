"""What kind of answer a question asks for, and which sentences hold something of that kind.

Cues, not parsing: digits, number words, names of months and capital letters, noted once when a document is added.
"""

from __future__ import annotations

import re
from enum import IntFlag


class AnswerType(IntFlag):
    """Kinds of answers; a sentence may hold several, a question asks for one or none."""

    NONE = 0
    NUMBER = 1
    DATE = 2
    NAME = 4
    REASON = 8


_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?|billions?|half|twice|third|quarter|percent)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:1[0-9]|20)\d\d(?:s|\b)|\b(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\b\d{1,2}(?:st|nd|rd|th)? century\b|"
    r"\b(?:BC|AD)\b"
)
_NAME = re.compile(r"(?<![.!?:]\s)(?<=\s)[“\"'(]?[^\W\d_a-z][\w’'-]+")
_REASON = re.compile(
    r"\b(?:because|due to|since|as a result|therefore|thus|in order to|so that|caus\w+|reasons?|owing to|leads? to|"
    r"led to)\b",
    re.IGNORECASE,
)

_ASKS = (
    (
        AnswerType.DATE,
        r"\bwhen\b|\b(?:what|which) (?:year|date|month|day|century|decade|time|season)\b|\bhow long ago\b",
    ),
    (
        AnswerType.NUMBER,
        r"\bhow (?:many|much|old|long|far|large|big|tall|high|deep|fast|often|wide|heavy)\b|\b(?:what|which) (?:\w+ )?"
        r"(?:percent|percentage|number|proportion|fraction|rate|age|size|amount|population|share|ratio|length|height)\b",
    ),
    (AnswerType.NAME, r"\bwho(?:m|se)?\b|\bwhere\b|\b(?:what|which) (?:\w+ )?(?:country|city|place|state|town|person|"
        r"president|minister|company|organi[sz]ation|group|river|region|name)\b"),
    (AnswerType.REASON, r"\bwhy\b|\b(?:what|which) (?:\w+ )?(?:cause[sd]?|reasons?)\b|\bhow come\b"),
)  # fmt: skip
_ASKED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS)


def asked_for(question: str) -> AnswerType:
    """The kind of answer that the words of a question call for; NONE where they leave it open."""
    return next((kind for kind, pattern in _ASKED if pattern.search(question)), AnswerType.NONE)


def held_by(sentence: str) -> AnswerType:
    """The kinds of answers that stand in a sentence."""
    found = AnswerType.NONE
    for kind, pattern in (
        (AnswerType.NUMBER, _NUMBER),
        (AnswerType.DATE, _DATE),
        (AnswerType.NAME, _NAME),
        (AnswerType.REASON, _REASON),
    ):
        if pattern.search(sentence):
            found |= kind
    return found
