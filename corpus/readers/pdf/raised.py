"""Raised digits right after a number or a mark: that of a note, or a power. Without a sign they make another number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RAISED = "^"
"""What stands before a raised number, as in texts of other formats: "10^6"."""
_AFTER = frozenset(".,;:!?\"'”’»)]")
"""Marks after which a raised number is no part of a decimal, or of the sentence."""
_MIN_RISE, _MAX_HEIGHT = 0.15, 0.9
"""Shares of the height of a digit's type: how far up the next one stands, and how high its own type may be."""


def mark_raised(word: str, band: Callable[[int], tuple[float, float]]) -> str:
    """Return a word with a sign before digits that are raised right after a digit or a mark.

    `band` returns the bottom and height of the band of the font around a character of the word. The upper part of a
    fraction that is drawn as numbers has the sign, too: "48^1/2" is not 481/2.

    Example:
        >>> mark_raised("19871,", lambda at: (0.0, 11.0) if at != 4 else (5.0, 7.0))
        '1987^1,'
    """
    at = next((at for at in range(1, len(word)) if _is_raised(word, at, band)), None)
    return word if at is None else f"{word[:at]}{RAISED}{word[at:]}"


def _is_raised(word: str, at: int, band: Callable[[int], tuple[float, float]]) -> bool:
    if not word[at].isdecimal() or not (word[at - 1].isdecimal() or word[at - 1] in _AFTER):
        return False
    (bottom, height), (raised_bottom, raised_height) = band(at - 1), band(at)
    return raised_bottom - bottom > _MIN_RISE * height and raised_height < _MAX_HEIGHT * height
