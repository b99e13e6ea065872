"""The labels that a word processor counts before headings and items: "3.2", "a)", "§ 5"."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_LARGEST = 32_767
"""The highest number that is counted; a hostile file claims more."""
_LETTERS = 26
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


class Numerals(Enum):
    """How a number is written. `REPEATED` letters go on after z with aa, bb; the others with aa, ab."""

    DECIMAL = auto()
    TWO_DIGITS = auto()
    LOWER_ROMAN = auto()
    UPPER_ROMAN = auto()
    LOWER_LETTER = auto()
    UPPER_LETTER = auto()
    LOWER_REPEATED = auto()
    UPPER_REPEATED = auto()
    NONE = auto()


class ListCounter:
    """How far a list has counted, by level from 0.

    Example:
        >>> counter = ListCounter()
        >>> counter.step(1, {0: 1, 1: 1}), counter.step(1, {0: 1, 1: 1}), counter.step(0, {0: 1, 1: 1})
        ({0: 1, 1: 1}, {0: 1, 1: 2}, {0: 2})
    """

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def step(
        self, level: int, starts: Mapping[int, int], begin: int | None = None, kept: Collection[int] = ()
    ) -> dict[int, int]:
        """Count an item of a level, as `begin` if that is given; return the numbers of its level and those above it.

        `starts` are the levels' first numbers. A higher level that nothing has stood at begins with the item; deeper
        levels start anew, but for those that are `kept`.
        """
        for higher in range(level):
            self._counts.setdefault(higher, starts.get(higher, 1))
        following = self._counts.get(level, starts.get(level, 1) - 1) + 1
        self._counts[level] = following if begin is None else begin
        for deeper in [each for each in self._counts if each > level and each not in kept]:
            del self._counts[deeper]
        return {each: count for each, count in self._counts.items() if each <= level}


def numeral(value: int, numerals: Numerals) -> str:
    """Return a number as it is written; in digits where it has no such form.

    Example:
        >>> [numeral(4, each) for each in (Numerals.DECIMAL, Numerals.UPPER_ROMAN, Numerals.LOWER_LETTER)]
        ['4', 'IV', 'd']
        >>> numeral(28, Numerals.LOWER_REPEATED), numeral(28, Numerals.LOWER_LETTER), numeral(7, Numerals.TWO_DIGITS)
        ('bb', 'ab', '07')
    """
    match numerals:
        case Numerals.NONE:
            return ""
        case Numerals.TWO_DIGITS:
            return f"{value:02}"
        case _ if not 0 < value <= _LARGEST or numerals is Numerals.DECIMAL:
            return str(value)
        case Numerals.LOWER_ROMAN:
            return _roman(value)
        case Numerals.UPPER_ROMAN:
            return _roman(value).upper()
        case Numerals.LOWER_LETTER:
            return _letters(value)
        case Numerals.UPPER_LETTER:
            return _letters(value).upper()
        case Numerals.LOWER_REPEATED:
            return _repeated(value)
        case _:
            return _repeated(value).upper()


def _roman(value: int) -> str:
    written = ""
    for size, letters in _ROMAN:
        times, value = divmod(value, size)
        written += letters * times
    return written


def _letters(value: int) -> str:
    written = ""
    while value:
        value, at = divmod(value - 1, _LETTERS)
        written = chr(ord("a") + at) + written
    return written


def _repeated(value: int) -> str:
    times, at = divmod(value - 1, _LETTERS)
    letter = chr(ord("a") + at)
    return letter * (times + 1) if times < _LETTERS else str(value)
