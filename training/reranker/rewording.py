"""The same question as hurried, careless and polite people write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_BEFORE = (
    "Hello, could you please tell me {}",
    "I would like to know {}",
    "can you tell me {}",
    "Please explain: {}",
    "Excuse me, a short question: {}",
    "I have been looking everywhere and cannot find it: {}",
    "Do you happen to know {}",
)
_AFTER = ("{} Thank you!", "{} thanks", "{} I need it for my mother.", "{} Please answer in one sentence.")
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "please",
        "has",
        "have",
    ]
)
_WORD = re.compile(r"[A-Za-z]{5,}")


def reworded(question: str, random: Random) -> str:
    """Return `question` in one of five careless or polite forms."""
    return random.choice((_lowered, _misspelt, _polite, _keywords, _unmarked))(question, random)


def _lowered(question: str, random: Random) -> str:
    return question.lower().rstrip("?. ")


def _unmarked(question: str, random: Random) -> str:
    return question.rstrip("?. ")


def _misspelt(question: str, random: Random) -> str:
    """Return `question` with a slip in one or two of its longer words."""
    words = list(_WORD.finditer(question))
    for word in sorted(random.sample(words, min(len(words), random.randint(1, 2))), key=lambda each: -each.start()):
        at = random.randrange(word.start() + 1, word.end() - 1)
        slip = random.choice((question[at + 1] + question[at], question[at], question[at] * 2 + question[at + 1]))
        question = question[:at] + slip + question[at + 2 :]
    return question


def _polite(question: str, random: Random) -> str:
    asked = random.choice((question, question[:1].lower() + question[1:]))
    return random.choice(_BEFORE).format(asked) if random.random() < 0.7 else random.choice(_AFTER).format(question)


def _keywords(question: str, random: Random) -> str:
    """Return the telling words only, unless hardly any would be left."""
    kept = [word for word in question.rstrip("?. ").split() if word.lower() not in _SMALL]
    return " ".join(kept) if len(kept) > 2 else question
