"""The words of a printed page grouped into lines by where they stand. Pure arithmetic, in points; y grows upwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from math import nan
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.readers.pdf.scripts import has_right_to_left, is_ideographic, is_right_to_left, mirrored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDE_SPACE = 0.8
"""Heights of the type between two words from which on they are two pieces of a line."""
_CELL_SPACE = 1.5
_MAX_SPACE = 0.6
"""White between two ideographs, in heights of their font, that is no space between words."""
_NOTE_RATIO = 1.2
_MIN_OVERLAP = 0.5
VERTICAL_RATIO = 1.5
_Edge = TypeVar("_Edge", float, NDArray[np.float64])
"""An edge of one box, or that of each of many."""


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

    @property
    def is_low(self) -> bool:
        """Return True if the glyphs are no higher than the band."""
        return self.top - self.bottom <= self.height


class WordRun(NamedTuple):
    """Upright words of one band, each a little to the right of the one before; or one word of any kind.

    `left` to `high` is the box around their glyphs; `text` has spaces between them.
    """

    words: Sequence[PdfWord]
    text: str
    left: float
    low: float
    right: float
    high: float


class Line:
    """Words side by side, with wide gaps dividing it into cells. Nothing changes it once it is made.

    Attributes:
        cells: The words of each cell.
        words: The words of all cells.
        page: The number of its page, from 1.
        text: Its words with spaces between them.
        left, right, low, high: The edges of its glyphs.
        bottom, height: The band of its font: the median of its words'.
        is_vertical: True if a word of it is, or if its words stand one below the other.
        start, end: Where it begins and ends in the direction in which it is read: its left and right edge, or for
            Arabic and Hebrew the negative of its right and left one, and for vertical lines of high and low.
        value_left: The left edge of a form's value in it, None without one.
        depth: Where it stands across that direction: lower for each later line.
        is_even: True if its words are one run: in one band, from left to right.
    """

    __slots__ = (
        *("bottom", "cells", "depth", "end", "height", "high", "is_vertical", "left", "low", "page", "right", "start"),
        *("is_even", "text", "value_left", "words"),
    )

    def __init__(self, cells: Sequence[Sequence[PdfWord]], page: int) -> None:
        words = cells[0] if len(cells) == 1 else [word for cell in cells for word in cell]
        texts, lefts, bottoms, rights, tops, bases, heights, follows = zip(*words, strict=True)
        self.page = page
        self.cells: Sequence[Sequence[PdfWord]] = cells
        self.words: Sequence[PdfWord] = words
        self.text = " ".join(texts)
        self.left: float = min(lefts)
        self.right: float = max(rights)
        self.low: float = min(bottoms)
        self.high: float = max(tops)
        self.bottom, self.height = _most_common(bases), _most_common(heights)
        self.is_vertical = self.high - self.low > self.height and _is_vertical(words)
        self.value_left: float | None = lefts[follows.index(True)] if True in follows else None
        self.start: float = self.left
        self.end: float = self.right
        self.depth: float = self.bottom
        self.is_even = False
        if not self.text.isascii():
            self._read_in_its_script(words)

    @classmethod
    def of_run(cls, run: WordRun, page: int) -> Line:
        """Return the line of one run, as `Line` would make it of its words."""
        line = cls.__new__(cls)
        words, line.text, line.left, line.low, line.right, line.high = run
        first = words[0]
        line.words, line.cells, line.page = words, (words,), page
        line.bottom, line.height = first.base, first.height
        line.is_vertical = line.high - line.low > line.height and _is_vertical(words)
        line.value_left = line.left if first.follows else None
        line.start, line.end, line.depth = line.left, line.right, line.bottom
        line.is_even = True
        if not line.text.isascii():
            line._read_in_its_script(words)
        return line

    @property
    def is_row(self) -> bool:
        """Return True for the row of a table, which is whole and takes no other line beside it."""
        return False

    def _read_in_its_script(self, words: Sequence[PdfWord]) -> None:
        """Put the words in the order of their script, and say where the line begins and ends in it."""
        if self.is_vertical and is_ideographic(self.text):
            self.start, self.end, self.depth = -self.high, -self.low, self.left
        elif is_right_to_left(self.text):
            self.cells = sorted((_right_to_left(cell) for cell in self.cells), key=lambda cell: -cell[0].right)
            self.words = [word for cell in self.cells for word in cell]
            self.is_even = False
            self.start, self.end = -self.right, -self.left
            # PDFium knows the band of some Arabic letters only, and gives the glyph's own edges for the rest.
            tallest = max(words, key=lambda word: word.height)
            self.bottom, self.height = tallest.base, tallest.height
        self.text = _spaced(self.words)

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


def single_runs(words: Iterable[PdfWord]) -> list[WordRun]:
    """Return words of which nobody has told yet what they stand beside."""
    return [WordRun((word,), *word[:5]) for word in words]


def group_into_lines(runs: Iterable[WordRun], page: int) -> list[Line]:
    """Return lines of words of one height that follow one another without a wide space; the order stays."""
    pieces: list[list[WordRun]] = []
    last: PdfWord | None = None
    base, height, right = nan, nan, nan
    for run in runs:
        word = run.words[0]
        _, left, low, _, high, word_base, word_height, _ = word
        # Most words stand upright in the band of the one before, to its right: no need to look closer.
        alike = word_base == base and word_height == height and high - low <= height
        near = alike and right <= left < right + WIDE_SPACE * height
        if last is not None and (near or _continues(last, word)):
            pieces[-1].append(run)
        else:
            pieces.append([run])
        last = run.words[-1]
        base, height, right = (last.base, last.height, last.right) if last.is_low else (nan, nan, nan)
    return [_line(piece, page) for piece in pieces]


def _line(piece: Sequence[WordRun], page: int) -> Line:
    if len(piece) == 1:
        return Line.of_run(piece[0], page)
    return Line([[word for run in piece for word in run.words]], page)


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


def _right_to_left(words: Sequence[PdfWord]) -> list[PdfWord]:
    """Return the words of a line of a right-to-left script as they are read; what is Latin in it runs to the right.

    A bracket that opens is the first of its pair here, whichever way it is printed.
    """
    ordered = sorted(words, key=lambda word: -word.right)
    runs = groupby(ordered, key=lambda word: not has_right_to_left(word.text) and word.text[0].isalnum())
    turned = [word for forwards, run in runs for word in (reversed(list(run)) if forwards else run)]
    return [word._replace(text=mirrored(word.text)) for word in turned]


def _spaced(words: Sequence[PdfWord]) -> str:
    parts = [words[0].text]
    for last, word in pairwise(words):
        parts += (space_between(last, word), word.text)
    return "".join(parts)


def _most_common(values: Sequence[float]) -> float:
    """Return the median, which most words of a line share."""
    return values[0] if values.count(values[0]) == len(values) else median(values)


def _is_vertical(words: Sequence[PdfWord]) -> bool:
    return any(word.is_vertical for word in words) or _are_stacked(words)


def _are_stacked(words: Sequence[PdfWord]) -> bool:
    """Return True if each word stands below the one before, as ideographs do in a vertical line."""
    return len(words) > 1 and words[1].top <= words[0].bottom + words[0].height / 4 and is_ideographic(words[0].text)


def _continues(last: PdfWord, word: PdfWord) -> bool:
    if _share_a_row(last.base, last.height, word.base, word.height):
        if not word.is_vertical:
            space = max(word.left - last.right, last.left - word.right)
            return word.follows or space < WIDE_SPACE * max(word.height, last.height, word.top - word.bottom)
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
    cells: list[list[PdfWord]] = []
    for line in row:
        if cells and line.left - cells[-1][-1].right < _CELL_SPACE * line.height:
            cells[-1].extend(line.words)
        else:
            cells.append(list(line.words))
    return Line(cells, row[0].page)
