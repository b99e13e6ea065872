"""Words of a printed page into lines, from where they stand. Pure arithmetic, in points; y grows upwards."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDE_SPACE = 0.8
_CELL_SPACE = 1.5
_ON_A_ROW = 0.5
_TALL = 1.5


class PdfWord(NamedTuple):
    """Letters without white space, the box of their glyphs, and the band from `base` that the font takes up."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    height: float

    @property
    def turned(self) -> bool:
        """Whether it runs up or down the page: it is taller than wide, and than the band of its first letter."""
        return self.top - self.bottom > _TALL * max(self.right - self.left, self.height)


class Line:
    """Words side by side: its cells are what wide gaps divide it into. Nothing changes it once it is made.

    `low` and `high` are the edges of its glyphs, `bottom` and `height` those of the font: the middle ones of its words.
    """

    __slots__ = ("bottom", "cells", "height", "high", "left", "low", "page", "right", "text", "turned")

    def __init__(self, cells: Sequence[Sequence[PdfWord]], page: int) -> None:
        words = [word for cell in cells for word in cell]
        self.cells = cells
        self.page = page
        self.text = " ".join([word.text for word in words])
        self.left = min([word.left for word in words])
        self.right = max([word.right for word in words])
        self.low = min([word.bottom for word in words])
        self.high = max([word.top for word in words])
        self.bottom = median([word.base for word in words])
        self.height = median([word.height for word in words])
        self.turned = any(word.turned for word in words)

    @property
    def words(self) -> list[PdfWord]:
        return [word for cell in self.cells for word in cell]

    @property
    def centre(self) -> float:
        return self.bottom + self.height / 2


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page, and how many quarters it is turned clockwise to be shown."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int

    @property
    def is_plain(self) -> bool:
        """Whether `shown` changes nothing."""
        return self.quarters % 4 == 0 and self.left == 0 == self.bottom

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.quarters % 2 else (wide, high)

    def shown(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of the page's own coordinates in those of the page as it is shown."""
        match self.quarters % 4:
            case 1:
                return bottom - self.bottom, self.right - right, top - self.bottom, self.right - left
            case 2:
                return self.right - right, self.top - top, self.right - left, self.top - bottom
            case 3:
                return self.top - top, left - self.left, self.top - bottom, right - self.left
        return left - self.left, bottom - self.bottom, right - self.left, top - self.bottom


def lines_of(words: Iterable[PdfWord], page: int) -> list[Line]:
    """Words of one height that follow one another without a wide space; the order stays."""
    pieces: list[list[PdfWord]] = []
    for word in words:
        if pieces and _continues(pieces[-1], word):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return [Line([piece], page) for piece in pieces]


def rows_of(lines: Iterable[Line]) -> list[Line]:
    """Lines that stand side by side, in order, as one; those far apart become its cells."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(row) for row in rows]


def _continues(piece: Sequence[PdfWord], word: PdfWord) -> bool:
    last = piece[-1]
    if _on_a_row(last.base, last.height, word.base, word.height) and not word.turned:
        space = max(word.left - last.right, last.left - word.right)
        return space < _WIDE_SPACE * max(word.height, last.height)
    return (last.turned or word.turned) and _goes_on_upwards(last, word)


def _goes_on_upwards(last: PdfWord, word: PdfWord) -> bool:
    """Whether turned words share a column; the shortest of them do not show by themselves that they are turned."""
    wide = min(last.right - last.left, word.right - word.left)
    space = max(word.bottom - last.top, last.bottom - word.top)
    return min(last.right, word.right) - max(last.left, word.left) > _ON_A_ROW * wide and space < _CELL_SPACE * wide


def _beside(one: Line, other: Line) -> bool:
    if one.turned or other.turned or not _on_a_row(one.bottom, one.height, other.bottom, other.height):
        return False
    return other.left > one.right - other.height / 2


def _on_a_row(bottom: float, height: float, other_bottom: float, other_height: float) -> bool:
    shared = min(bottom + height, other_bottom + other_height) - max(bottom, other_bottom)
    return shared > _ON_A_ROW * min(height, other_height)


def _joined(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    cells: list[list[PdfWord]] = []
    for line in row:
        if cells and line.left - cells[-1][-1].right < _CELL_SPACE * line.height:
            cells[-1].extend(line.words)
        else:
            cells.append(line.words)
    return Line(cells, row[0].page)
