"""Names that tell the documents of one file apart, and what they are called without a title."""

from __future__ import annotations

from collections import Counter

_MAX_WORDS = 10
_MAX_TITLE = 80


class UniqueNames:
    """The names given so far to the documents of a file; no two are the same.

    Example:
        >>> names = UniqueNames()
        >>> names.unique("a"), names.unique("a")
        ('a', 'a (2)')
    """

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._asked: Counter[str] = Counter()

    def unique(self, name: str) -> str:
        """Return `name`, with a number after it if it has been given before, and count it as given."""
        free = name
        while free in self._given:
            self._asked[name] += 1
            free = f"{name} ({self._asked[name] + 1})"
        self._given.add(free)
        return free


def first_words(text: str) -> str:
    r"""Return the first words of a text, at most ten and 80 characters, to know it by where it has no title.

    Example:
        >>> first_words("Bees dance.\nThey also fly.")
        'Bees dance.'
    """
    words = text[: 4 * _MAX_TITLE].split("\n", 1)[0].split()
    opening = " ".join(words[:_MAX_WORDS])
    if len(opening) <= _MAX_TITLE and len(words) <= _MAX_WORDS:
        return opening
    return opening[: _MAX_TITLE - 1].rstrip(" .,;:") + "…"
