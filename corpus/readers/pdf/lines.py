"""The words of a printed page grouped into lines by where they stand. Pure arithmetic, in points; y grows upwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from math import nan
from statistics import median
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.readers.pdf.printed_words import VERTICAL_RATIO, WordColumns
from corpus.readers.pdf.scripts import (
    has_ideographs,
    has_right_to_left,
    is_ideographic,
    is_right_to_left,
    mirrored,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.readers.pdf.printed_words import PdfWord

WIDE_SPACE = 0.8
"""Heights of the type between two words from which on they are two pieces of a line."""
_CELL_SPACE = 1.5
_MAX_SPACE = 0.6
"""White between two ideographs, in heights of their font, that is no space between words."""
_NOTE_RATIO = 1.2
_MIN_OVERLAP = 0.5
_Edge = TypeVar("_Edge", float, NDArray[np.float64])
"""An edge of one box, or that of each of many."""


class Line:
    """Words side by side, with wide gaps dividing it into cells. Nothing changes it once it is made.

    Attributes:
        columns: Its words, a list for each of their fields.
        page: The number of its page, from 1.
        text: Its words with spaces between them.
        left, right, low, high: The edges of its glyphs.
        bottom, height: The band of its font: the median of its words'.
        centre: The height on the page of the middle of that band.
        is_vertical: True if a word of it is, or if its words stand one below the other.
        start, end: Where it begins and ends in the direction in which it is read: its left and right edge, or for
            Arabic and Hebrew the negative of its right and left one, and for vertical lines of high and low.
        value_left: The left edge of a form's value in it, None without one.
        depth: Where it stands across that direction: lower for each later line.
        is_even: True if its words stand in one band, from left to right, and are one cell.
    """

    __slots__ = (
        *(
            "bottom",
            "centre",
            "columns",
            "depth",
            "end",
            "height",
            "high",
            "is_vertical",
            "left",
            "low",
            "page",
            "right",
        ),
        *("_cells", "is_even", "start", "text", "value_left"),
    )

    def __init__(
        self,
        columns: WordColumns,
        page: int,
        *,
        is_even: bool = False,
        cells: Sequence[WordColumns] | None = None,
    ) -> None:
        texts, lefts, bottoms, rights, tops, bases, heights, follow = columns
        self.page, self.columns, self.is_even = page, columns, is_even
        self.text = " ".join(texts)
        self.low: float = min(bottoms)
        self.high: float = max(tops)
        self.left: float = lefts[0] if is_even else min(lefts)
        self.right: float = rights[-1] if is_even else max(rights)
        self.bottom: float = bases[0] if is_even else _most_common(bases)
        self.height: float = heights[0] if is_even else _most_common(heights)
        tall = self.high - self.low
        self.is_vertical = tall > self.height and _is_vertical(columns, tall)
        self.value_left: float | None = lefts[follow.index(True)] if True in follow else None
        self.start: float = self.left
        self.end: float = self.right
        self.depth: float = self.bottom
        self.centre: float = self.bottom + self.height / 2
        self._cells = cells
        if not self.text.isascii():
            self._read_in_its_script()

    @classmethod
    def of_cells(cls, cells: Sequence[WordColumns], page: int) -> Line:
        """Return a line of cells."""
        return cls(WordColumns.joined(cells), page, cells=cells)

    @property
    def cells(self) -> Sequence[WordColumns]:
        """Return the words of each cell."""
        return (self.columns,) if self._cells is None else self._cells

    @property
    def is_row(self) -> bool:
        """Return True for the row of a table, which is whole and takes no other line beside it."""
        return False

    def _read_in_its_script(self) -> None:
        """Put the words in the order of their script, and say where the line begins and ends in it."""
        if self.is_vertical and is_ideographic(self.text):
            self.start, self.end, self.depth = -self.high, -self.low, self.left
        elif is_right_to_left(self.text):
            self._turn_around()
        if has_ideographs(self.text):
            self.text = _spaced(self.columns.words())

    def _turn_around(self) -> None:
        """Read the line from the right."""
        # PDFium knows the band of some Arabic letters only, and gives the glyph's own edges for the rest.
        self.height = max(self.columns.heights)
        self.bottom = self.columns.bases[self.columns.heights.index(self.height)]
        self.centre = self.bottom + self.height / 2
        self.start, self.end = -self.right, -self.left
        self._cells = sorted(map(_right_to_left, self.cells), key=lambda cell: -cell.rights[0])
        self.columns = WordColumns.joined(self._cells)
        self.text = " ".join(self.columns.texts)
        self.is_even = False


class ContentsEntry(Line):
    """A line of a table of contents, which is a paragraph of its own."""

    __slots__ = ()


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

    def shown(self, left: _Edge, bottom: _Edge, right: _Edge, top: _Edge) -> tuple[_Edge, _Edge, _Edge, _Edge]:
        """Return a box given in the page's own coordinates in those of the page as it is shown."""
        match self.quarter_turns % 4:
            case 1:
                return bottom - self.bottom, self.right - right, top - self.bottom, self.right - left
            case 2:
                return self.right - right, self.top - top, self.right - left, self.top - bottom
            case 3:
                return self.top - top, left - self.left, self.top - bottom, right - self.left
        return left - self.left, bottom - self.bottom, right - self.left, top - self.bottom


def group_into_lines(words: WordColumns, page: int) -> list[Line]:
    """Return lines of words of one height that follow one another without a wide space; the order stays."""
    stretches = pairwise([*_stretches(words), (len(words.texts), True)])
    return [Line(words.part(start, end), page, is_even=is_even) for (start, is_even), (end, _) in stretches]


def _stretches(words: WordColumns) -> Iterator[tuple[int, bool]]:
    """Yield where each line begins, and whether its words stand in one band, from left to right."""
    start, is_even = 0, True
    base, height, right = nan, nan, nan
    at = 0
    for left, bottom, end, top, word_base, word_height in zip(*words[1:7], strict=True):
        is_low = top - bottom <= word_height
        # Most words stand upright in the band of the one before, to its right: no need to look closer.
        alike = word_base == base and word_height == height and is_low
        if not (alike and right <= left < right + WIDE_SPACE * height):
            if at and _continues(words, at):
                is_even = False
            elif at:
                yield start, is_even
                start, is_even = at, True
        base, height, right = (word_base, word_height, end) if is_low else (nan, nan, nan)
        at += 1
    if at:
        yield start, is_even


def join_rows(lines: Iterable[Line]) -> list[Line]:
    """Return lines that stand side by side, in order, as one; those far apart become its cells."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _stands_beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_join_row(row) for row in rows]


def space_between(last: PdfWord, after: PdfWord) -> str:
    """Return what stands between two words of one line: nothing between ideographs that are only set loosely."""
    if last.text.isascii() or not (is_ideographic(last.text[-1]) and is_ideographic(after.text)):
        return " "
    gap = max(after.left - last.right, last.bottom - after.top)
    return "" if gap < _MAX_SPACE * max(last.height, after.height) else " "


def _right_to_left(cell: WordColumns) -> WordColumns:
    """Return the words of a line of a right-to-left script as they are read; what is Latin in it runs to the right.

    A bracket that opens is the first of its pair here, whichever way it is printed.
    """
    ordered = sorted(cell.words(), key=lambda word: -word.right)
    runs = groupby(ordered, key=lambda word: not has_right_to_left(word.text) and word.text[0].isalnum())
    turned = [word for forwards, run in runs for word in (reversed(list(run)) if forwards else run)]
    return WordColumns.of(word._replace(text=mirrored(word.text)) for word in turned)


def _spaced(words: Sequence[PdfWord]) -> str:
    parts = [words[0].text]
    for last, word in pairwise(words):
        parts += (space_between(last, word), word.text)
    return "".join(parts)


def _most_common(values: Sequence[float]) -> float:
    """Return the median, which most words of a line share."""
    return values[0] if values.count(values[0]) == len(values) else median(values)


def _is_vertical(words: WordColumns, tall: float) -> bool:
    """Return True if a word runs up or down the page, or each stands below the one before; all are `tall` together."""
    may_be = tall > VERTICAL_RATIO * min(words.heights)
    return (may_be and any(map(words.is_vertical, range(len(words.texts))))) or _are_stacked(words)


def _are_stacked(words: WordColumns) -> bool:
    """Return True if each word stands below the one before, as ideographs do in a vertical line."""
    if len(words.texts) == 1 or not is_ideographic(words.texts[0]):
        return False
    return words.tops[1] <= words.bottoms[0] + words.heights[0] / 4


def _continues(words: WordColumns, at: int) -> bool:
    """Return True if a word goes on in the line of the word before."""
    last, height, height_before = at - 1, words.heights[at], words.heights[at - 1]
    if _share_a_row(words.bases[last], height_before, words.bases[at], height):
        if not words.is_vertical(at):
            space = max(words.lefts[at] - words.rights[last], words.lefts[last] - words.rights[at])
            tall = words.tops[at] - words.bottoms[at]
            return words.follow[at] or space < WIDE_SPACE * max(height, height_before, tall)
    elif words.texts[last].isascii() and words.texts[at].isascii() and not _either_is_vertical(words, at):
        return False
    before, word = words.words(last, at + 1)
    return (_either_is_vertical(words, at) or _stacks(before, word)) and _continues_upwards(before, word)


def _either_is_vertical(words: WordColumns, at: int) -> bool:
    return words.is_vertical(at) or words.is_vertical(at - 1)


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
    if one.is_row or other.is_row or one.is_vertical or other.is_vertical:
        return False
    if not _share_a_row(one.bottom, one.height, other.bottom, other.height):
        return False
    if _is_note_beside(one, other):
        return False
    if is_right_to_left(one.text) and is_right_to_left(other.text):
        return one.left > other.right - other.height / 2 or other.left > one.right - other.height / 2
    return other.left > one.right - other.height / 2


def _is_note_beside(one: Line, other: Line) -> bool:
    """Return True if one of two lines is of a note in the margin: far away, and in smaller type."""
    small, large = sorted((one.height, other.height))
    return large > _NOTE_RATIO * small and max(other.left - one.right, one.left - other.right) > _CELL_SPACE * small


def _share_a_row(bottom: float, height: float, other_bottom: float, other_height: float) -> bool:
    """Return True if two bands overlap by more than half of the lower one."""
    shared = min(bottom + height, other_bottom + other_height) - max(bottom, other_bottom)
    return shared > _MIN_OVERLAP * min(height, other_height)


def _join_row(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row = sorted(row, key=lambda line: line.left)
    cells: list[WordColumns] = []
    for line in row:
        if cells and line.left - cells[-1].rights[-1] < _CELL_SPACE * line.height:
            cells[-1] = WordColumns.joined((cells[-1], line.columns))
        else:
            cells.append(line.columns)
    return Line.of_cells(cells, row[0].page)
