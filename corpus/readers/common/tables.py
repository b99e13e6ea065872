"""How a table becomes text: a row is a block, its cells are the lines of it, each after its column's name.

    City: Vlora
    Population: 79,513

So a cell can be quoted with what it is called, and a row is found by any of its cells.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from corpus.documents import Place, PlaceKind
from corpus.errors import TooLarge
from corpus.readers.common.text_builder import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_ROWS = 200_000
MOST_CHARACTERS = 100_000_000
"""What the tables of one file may hold, empty rows left out."""
_SAMPLE = 100
_DIGITS_KEPT = 15
_LONGEST_NAME = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_NUMBER_OR_DATE = re.compile(r"[-+−(]?[^\w\s]?\s?\d[\d.,:/'’ \u00a0TZ+%-]*[%)]?")
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_STATEMENT = re.compile(r"(?:\S+\s+){3,}\S+[.!…]|\S+@\S+\.\S+|https?://\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the number that a spreadsheet program shows beside it, and its cells from the first column on."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        return sum(map(bool, self.cells))


class Tables:
    """The tables of one file, one after the other: their text, and the place of every row in it.

    Raises TooLarge beyond MOST_ROWS or MOST_CHARACTERS.
    """

    def __init__(self) -> None:
        self.blocks = TextBuilder()
        self._places: list[Place] = []

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(self._places)

    def add(self, rows: Iterable[Row], sheet: str = "") -> None:
        """Appends a table. `sheet`, which is a heading and in the labels, is for a file that has several."""
        known = (row for row in rows if row.filled)
        sample = list(islice(known, _SAMPLE))
        if not sample:
            return
        if sheet:
            self.blocks.add_heading(sheet, 1)
        header = header_of(sample)
        names: tuple[str, ...] = ()
        for row in chain(sample, known):
            if row is header:
                names = row.cells
            else:
                self._add_row(row, names, f"{sheet}, " if sheet else "")

    def _add_row(self, row: Row, names: Sequence[str], within: str) -> None:
        if len(self._places) == MOST_ROWS or self.blocks.length > MOST_CHARACTERS:
            raise TooLarge(
                f"its tables are longer than the {MOST_ROWS:,} rows or {MOST_CHARACTERS:,} characters "
                "that Besa reads of one file; split it into smaller files"
            )
        if span := self.blocks.add("\n".join(lines_of(row.cells, names))):
            self._places.append(Place(PlaceKind.ROW, row.number, span, f"{within}row {row.number}"))


def tidy(cell: str) -> str:
    """A cell without control characters, blank lines, and white space at the ends of lines."""
    if not ("\n" in cell or "\r" in cell or not cell.isprintable()):
        return cell.strip()
    lines = (line.strip() for line in _CONTROLS.sub("", cell).splitlines())
    return "\n".join(line for line in lines if line)


def number(value: float | None) -> str:
    """With as many digits as a spreadsheet program keeps; what comes after them is noise."""
    if value is None:
        return ""
    whole = isinstance(value, int) or (value.is_integer() and abs(value) < 10**_DIGITS_KEPT)
    return str(int(value)) if whole else f"{value:.{_DIGITS_KEPT}g}"


def lines_of(cells: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Every cell that holds something, after the name of its column where that has one."""
    for cell, name in zip_longest(cells, names[: len(cells)], fillvalue=""):
        if cell:
            label = " ".join(name.split())
            yield f"{label}{'' if label.endswith((':', '?')) else ':'} {cell}" if label else cell


def header_of(sample: Sequence[Row]) -> Row | None:
    """The row of `sample` (none of them empty) that names the columns; None where the first full one is data.

    Titles may stand above it. It is taken for data when a cell of it looks like those below: a number, a code of
    their form, a word that comes again in its column. Where all is words, and nothing tells, it is a header.
    """
    usual, _ = max(Counter(row.filled for row in sample).items(), key=lambda each: (each[1], each[0]))
    if usual < 2:
        return None
    for at, row in enumerate(sample[:-1]):
        if row.filled >= usual or (row.filled == usual - 1 and not row.cells[0]):
            below = sample[at + 1 :]
            return row if all(_is_name(cell, _column(below, i)) for i, cell in enumerate(row.cells) if cell) else None
    return None


def _column(rows: Sequence[Row], at: int) -> list[str]:
    return [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]]


def _is_name(cell: str, below: Sequence[str]) -> bool:
    if len(cell) > _LONGEST_NAME or _STATEMENT.search(cell) or cell in below:
        return False
    if _YEAR.fullmatch(cell):
        return 2 * sum(bool(_YEAR.fullmatch(other)) for other in below) <= len(below)
    if _NUMBER_OR_DATE.fullmatch(cell):
        return False
    form = _form(cell)
    return "9" not in form or 2 * sum(_form(other) == form for other in below) <= len(below)


def _form(cell: str) -> str:
    """`AL-01` and `GR-117` are both of the form a-9."""
    return _DIGITS.sub("9", _LETTERS.sub("a", cell))
