"""The words of a printed page, and where each of them stands. No library; in points, y grows upwards."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERTICAL_RATIO = 1.5
_as_word = _as_columns = tuple.__new__  # half the time of PdfWord(…), for the many words of many pages


class PdfWord(NamedTuple):
    """Letters without white space, and where they are printed, in points.

    `left` to `top` is the box of the glyphs; `base` and `height` are the band that the font takes up. What `follows`
    goes on after the word before it in its line, however far away: the value of a form after its label.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    height: float
    follows: bool = False

    @property
    def is_vertical(self) -> bool:
        """Return True if the word runs up or down the page: taller than wide, and than its first letter's band."""
        return self.top - self.bottom > VERTICAL_RATIO * max(self.right - self.left, self.height)


class WordColumns(NamedTuple):
    """The words of a page, a list for each of their fields: most of them are never looked at one by one."""

    texts: Sequence[str] = ()
    lefts: Sequence[float] = ()
    bottoms: Sequence[float] = ()
    rights: Sequence[float] = ()
    tops: Sequence[float] = ()
    bases: Sequence[float] = ()
    heights: Sequence[float] = ()
    follow: Sequence[bool] = ()

    @classmethod
    def of(cls, words: Iterable[PdfWord]) -> WordColumns:
        """Return the columns of words."""
        columns = list(zip(*words, strict=True))
        return cls._make(columns) if columns else cls()

    @classmethod
    def joined(cls, parts: Sequence[WordColumns]) -> WordColumns:
        """Return the words of several columns, one after the other."""
        return parts[0] if len(parts) == 1 else cls._make(list(chain(*columns)) for columns in zip(*parts, strict=True))

    def part(self, start: int, end: int) -> WordColumns:
        """Return the words from a position to another."""
        return _as_columns(WordColumns, [column[start:end] for column in self])

    def at(self, positions: Sequence[int]) -> WordColumns:
        """Return the words at some positions."""
        return _as_columns(WordColumns, [[column[at] for at in positions] for column in self])

    def words(self, start: int = 0, end: int | None = None) -> list[PdfWord]:
        """Return the words from a position to another."""
        return list(map(_as_word, repeat(PdfWord), zip(*[column[start:end] for column in self], strict=True)))

    def is_vertical(self, at: int) -> bool:
        """Return `PdfWord.is_vertical` of the word at a position."""
        tall, height = self.tops[at] - self.bottoms[at], self.heights[at]
        return tall > VERTICAL_RATIO * height and tall > VERTICAL_RATIO * (self.rights[at] - self.lefts[at])
