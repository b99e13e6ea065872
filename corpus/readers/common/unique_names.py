"""What the documents of one file are told apart by, and called where they have no title."""

from __future__ import annotations

from collections import Counter

_MOST_WORDS = 10
_LONGEST_TITLE = 80


class UniqueNames:
    """Gives every document of a file a name of its own: the second "a" is called "a (2)"."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._asked: Counter[str] = Counter()

    def unique(self, name: str) -> str:
        free = name
        while free in self._given:
            self._asked[name] += 1
            free = f"{name} ({self._asked[name] + 1})"
        self._given.add(free)
        return free


def first_words(text: str) -> str:
    """The first words of a text, to know it by where it has no title."""
    words = text[: 4 * _LONGEST_TITLE].split("\n", 1)[0].split()
    opening = " ".join(words[:_MOST_WORDS])
    if len(opening) <= _LONGEST_TITLE and len(words) <= _MOST_WORDS:
        return opening
    return opening[: _LONGEST_TITLE - 1].rstrip(" .,;:") + "…"
