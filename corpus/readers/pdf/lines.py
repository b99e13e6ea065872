"""The words of a printed page grouped into lines by where they stand. Pure arithmetic, in points; y grows upwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.scripts import has_right_to_left, is_ideographic, is_right_to_left, right_to_left, space_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDE_SPACE = 0.8
_CELL_SPACE = 1.5
_MIN_OVERLAP = 0.5
_VERTICAL_RATIO = 1.5


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
        return self.top - self.bottom > _VERTICAL_RATIO * max(self.right - self.left, self.height)


class Line:
    """Words side by side, with wide gaps dividing it into cells. Nothing changes it once it is made.

    Attributes:
        cells: The words of each cell.
        page: The number of its page, from 1.
        text: Its words with spaces between them.
        left, right, low, high: The edges of its glyphs.
        bottom, height: The band of its font: the median of its words'.
        is_vertical: True if a word of it is, or if its words stand one below the other.
        start, end: Where it begins and ends in the direction in which it is read: its left and right edge, or for
            Arabic and Hebrew the negative of its right and left one, and for vertical lines of high and low.
        depth: Where it stands across that direction: lower for each later line.
    """

    __slots__ = (
        *("bottom", "cells", "depth", "end", "height", "high", "is_vertical", "left", "low", "page", "right", "start"),
        "text",
    )

    def __init__(self, cells: Sequence[Sequence[PdfWord]], page: int) -> None:
        words = [word for cell in cells for word in cell]
        self.page = page
        self.text = " ".join([word.text for word in words])
        if not self.text.isascii():
            cells, words = _as_read(cells, self.text)
            self.text = _spaced(words)
        self.cells = cells
        self.left = min([word.left for word in words])
        self.right = max([word.right for word in words])
        self.low = min([word.bottom for word in words])
        self.high = max([word.top for word in words])
        self.bottom, self.height = _band(words, self.text)
        self.is_vertical = any([word.is_vertical for word in words]) or _are_stacked(words)
        self.start, self.end, self.depth = self.left, self.right, self.bottom
        if not self.text.isascii():
            if self.is_vertical and is_ideographic(self.text):
                self.start, self.end, self.depth = -self.high, -self.low, self.left
            elif is_right_to_left(self.text):
                self.start, self.end = -self.right, -self.left

    @property
    def is_row(self) -> bool:
        """Return True for the row of a table, which is whole and takes no other line beside it."""
        return False

    @property
    def words(self) -> list[PdfWord]:
        """Return the words of all cells."""
        return [word for cell in self.cells for word in cell]

    @property
    def centre(self) -> float:
        """Return the height on the page of the middle of the font's band."""
        return self.bottom + self.height / 2


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page, and how many quarter turns clockwise it is shown at."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    @property
    def is_plain(self) -> bool:
        """Return True if `shown` changes nothing."""
        return self.quarter_turns % 4 == 0 and self.left == 0 == self.bottom

    @property
    def size(self) -> tuple[float, float]:
        """Return the width and height as shown."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.quarter_turns % 2 else (wide, high)

    def shown(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return a box given in the page's own coordinates in those of the page as it is shown."""
        match self.quarter_turns % 4:
            case 1:
                return bottom - self.bottom, self.right - right, top - self.bottom, self.right - left
            case 2:
                return self.right - right, self.top - top, self.right - left, self.top - bottom
            case 3:
                return self.top - top, left - self.left, self.top - bottom, right - self.left
        return left - self.left, bottom - self.bottom, right - self.left, top - self.bottom


def group_into_lines(words: Iterable[PdfWord], page: int) -> list[Line]:
    """Return lines of words of one height that follow one another without a wide space; the order stays."""
    pieces: list[list[PdfWord]] = []
    for word in words:
        if pieces and _continues(pieces[-1], word):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return [Line([piece], page) for piece in pieces]


def join_rows(lines: Iterable[Line]) -> list[Line]:
    """Return lines that stand side by side, in order, as one; those far apart become its cells."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _stands_beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_join_row(row) for row in rows]


def _as_read(cells: Sequence[Sequence[PdfWord]], text: str) -> tuple[Sequence[Sequence[PdfWord]], list[PdfWord]]:
    """Return cells and words in the order in which they are read: from right to left where the script runs so."""
    if is_right_to_left(text):
        cells = sorted((right_to_left(cell) for cell in cells), key=lambda cell: -cell[0].right)
    return cells, [word for cell in cells for word in cell]


def _spaced(words: Sequence[PdfWord]) -> str:
    parts = [words[0].text]
    for last, word in pairwise(words):
        parts += (space_between(last, word), word.text)
    return "".join(parts)


def _band(words: Sequence[PdfWord], text: str) -> tuple[float, float]:
    """Return bottom and height of the font's band: the median of the words', which most of them share.

    PDFium knows the band of some Arabic letters only, and gives the glyph's own edges for the rest.
    """
    first = words[0]
    if len(words) == 1 or all([word.height == first.height and word.base == first.base for word in words]):
        return first.base, first.height
    if has_right_to_left(text):
        tallest = max(words, key=lambda word: word.height)
        return tallest.base, tallest.height
    return median([word.base for word in words]), median([word.height for word in words])


def _are_stacked(words: Sequence[PdfWord]) -> bool:
    """Return True if each word stands below the one before, as ideographs do in a vertical line."""
    return len(words) > 1 and words[1].top <= words[0].bottom + words[0].height / 4 and is_ideographic(words[0].text)


def _continues(piece: Sequence[PdfWord], word: PdfWord) -> bool:
    last = piece[-1]
    if (last.base == word.base and last.height == word.height) or _share_a_row(
        last.base, last.height, word.base, word.height
    ):
        if not word.is_vertical:
            space = max(word.left - last.right, last.left - word.right)
            return word.follows or space < _WIDE_SPACE * max(word.height, last.height, word.top - word.bottom)
    elif last.text.isascii() and word.text.isascii() and not (last.is_vertical or word.is_vertical):
        return False
    return (last.is_vertical or word.is_vertical or _stacks(last, word)) and _continues_upwards(last, word)


def _stacks(last: PdfWord, word: PdfWord) -> bool:
    """Return True if an ideograph stands right below the one before."""
    if not (is_ideographic(last.text) and is_ideographic(word.text)) or max(len(last.text), len(word.text)) > 2:
        return False
    return word.top <= last.bottom + last.height / 4 and last.bottom - word.top < max(last.height, word.height)


def _continues_upwards(last: PdfWord, word: PdfWord) -> bool:
    """Return True if vertical words share a column; the shortest of them do not look vertical by themselves."""
    wide = min(last.right - last.left, word.right - word.left)
    space = max(word.bottom - last.top, last.bottom - word.top)
    return min(last.right, word.right) - max(last.left, word.left) > _MIN_OVERLAP * wide and space < _CELL_SPACE * wide


def _stands_beside(one: Line, other: Line) -> bool:
    if (
        one.is_row
        or other.is_row
        or one.is_vertical
        or other.is_vertical
        or not _share_a_row(one.bottom, one.height, other.bottom, other.height)
    ):
        return False
    if is_right_to_left(one.text) and is_right_to_left(other.text):
        return one.left > other.right - other.height / 2 or other.left > one.right - other.height / 2
    return other.left > one.right - other.height / 2


def _share_a_row(bottom: float, height: float, other_bottom: float, other_height: float) -> bool:
    """Return True if two bands overlap by more than half of the lower one."""
    shared = min(bottom + height, other_bottom + other_height) - max(bottom, other_bottom)
    return shared > _MIN_OVERLAP * min(height, other_height)


def _join_row(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row = sorted(row, key=lambda line: line.left)
    cells: list[list[PdfWord]] = []
    for line in row:
        if cells and line.left - cells[-1][-1].right < _CELL_SPACE * line.height:
            cells[-1].extend(line.words)
        else:
            cells.append(line.words)
    return Line(cells, row[0].page)
