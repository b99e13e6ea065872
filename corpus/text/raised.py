"""Raised numbers, which are no part of the number or the sentence that they stand after: powers, and marks of notes."""

from __future__ import annotations

import re

RAISED = "^"
"""What stands before a raised number: "10^6", "in 1987^1", "of fog.^3"."""
_NUMBER = re.compile(r"[-+−]?\d{1,3}")
_MARKS = frozenset(".,;:!?\"'”’»)]")


def is_set_apart(before: str) -> bool:
    """Return whether a raised number right after a text needs a sign: after a digit, or a mark of the sentence."""
    return before[-1:].isdecimal() or before[-1:] in _MARKS


def raised_words(words: str, before: str) -> str:
    """Return words that are set raised right after a text, with the sign if they are a number that needs one.

    Example:
        >>> raised_words("6", "10"), raised_words("2", "12 m"), raised_words("st", "21")
        ('^6', '2', 'st')
    """
    return f"{RAISED}{words}" if before and _NUMBER.match(words) and is_set_apart(before) else words
