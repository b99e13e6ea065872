"""Tables as text: a row is a block, its cells are the lines of it, each after its column's name.

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
from corpus.messages import Message
from corpus.readers.common.text_builder import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.documents import Content, Metadata

MAX_ROWS = 200_000
"""Rows that the tables of one file may have, empty ones left out."""
MAX_CHARACTERS = 100_000_000
"""Characters after which the tables of one file may not go on."""
_SAMPLE = 100
_DIGITS_KEPT = 15
_MAX_NAME = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_NUMBER_OR_DATE = re.compile(r"[-+−(]?[^\w\s]?\s?\d[\d.,:/'’ \u00a0TZ+%-]*[%)]?")
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_STATEMENT = re.compile(r"(?:\S+\s+){3,}\S+[.!…]|\S+@\S+\.\S+|https?://\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the number that a spreadsheet program shows beside it, and its cells from the first column on."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """Return the number of cells that are not empty."""
        return sum(map(bool, self.cells))


class Tables:
    """The tables of one file, one after the other: their text, and the place of every row in it."""

    def __init__(self) -> None:
        self._builder = TextBuilder()
        self._places: list[Place] = []
        self._sheet = ""

    @property
    def is_empty(self) -> bool:
        """Return True if no row has been added."""
        return not self._places

    def content(self, metadata: Metadata, media_type: str) -> Content:
        """Return the tables as the content of a document, with a place for every row."""
        return self._builder.content(metadata, media_type, self._places)

    def add(self, rows: Iterable[Row], sheet: str = "") -> None:
        """Append a table.

        `sheet` is for a file that has several: it becomes a heading, and a part of the rows' labels.

        Raises:
            TooLarge: The tables have more than `MAX_ROWS` rows or `MAX_CHARACTERS` characters.
        """
        known = (row for row in rows if row.filled)
        sample = list(islice(known, _SAMPLE))
        if not sample:
            return
        self._add_sheet(sheet)
        header = find_header(sample)
        names: tuple[str, ...] = ()
        for row in chain(sample, known):
            if row is header:
                names = row.cells
                self._add_row(Row(row.number, _names_of_empty_columns(row, sample)), (), _within(sheet))
            else:
                self._add_row(row, names, _within(sheet))

    def add_beside(self, text: str, row: int, label: str, sheet: str = "") -> None:
        """Append what stands beside the cells of a sheet, at a row.

        Raises:
            TooLarge: The tables have more than `MAX_ROWS` rows or `MAX_CHARACTERS` characters.
        """
        self._add_sheet(sheet)
        self._add_block(text, row, f"{_within(sheet)}{label}")

    def _add_sheet(self, sheet: str) -> None:
        """Append the heading of a sheet, unless it is there."""
        if sheet and sheet != self._sheet:
            self._builder.add_heading(sheet, 1)
        self._sheet = sheet

    def _add_row(self, row: Row, names: Sequence[str], within: str) -> None:
        self._add_block("\n".join(labelled_lines(row.cells, names)), row.number, f"{within}row {row.number}")

    def _add_block(self, text: str, number: int, label: str) -> None:
        if len(self._places) == MAX_ROWS or self._builder.length > MAX_CHARACTERS:
            raise TooLarge(
                Message(
                    "its tables are longer than the {rows:,} rows or {characters:,} characters that Besa reads of "
                    "one file; split it into smaller files",
                    rows=MAX_ROWS,
                    characters=MAX_CHARACTERS,
                )
            )
        if span := self._builder.add(text):
            self._places.append(Place(PlaceKind.ROW, number, span, label))


def _within(sheet: str) -> str:
    return f"{sheet}, " if sheet else ""


def clean_cell(cell: str) -> str:
    """Return a cell without control characters, blank lines, and white space at the ends of its lines."""
    if not ("\n" in cell or "\r" in cell or not cell.isprintable()):
        return cell.strip()
    lines = (line.strip() for line in _CONTROLS.sub("", cell).splitlines())
    return "\n".join(line for line in lines if line)


def format_number(value: float | None) -> str:
    """Return a number with at most 15 digits, as spreadsheet programs show it, without noise; "" for None.

    Example:
        >>> format_number(0.1 + 0.2), format_number(79513.0)
        ('0.3', '79513')
    """
    if value is None:
        return ""
    whole = isinstance(value, int) or (value.is_integer() and abs(value) < 10**_DIGITS_KEPT)
    return str(int(value)) if whole else f"{value:.{_DIGITS_KEPT}g}"


def labelled_lines(cells: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Yield a line for each cell that is not empty, after the name of its column if that has one.

    Example:
        >>> list(labelled_lines(["Vlora", "", "79,513"], ["City", "Area", "Population"]))
        ['City: Vlora', 'Population: 79,513']
    """
    for cell, name in zip_longest(cells, names[: len(cells)], fillvalue=""):
        if cell:
            label = " ".join(name.split())
            yield f"{label}{'' if label.endswith((':', '?')) else ':'} {cell}" if label else cell


def find_header(sample: Sequence[Row]) -> Row | None:
    """Return the row of `sample` that names the columns; None if the first full row is data.

    `sample` has no empty rows; titles may stand above the header. The first full row is data if a cell of it looks like
    those below: a number, a code of their shape, a word that comes again in its column. If all cells are words, and
    nothing tells, it is a header.
    """
    usual, _ = max(Counter(row.filled for row in sample).items(), key=lambda each: (each[1], each[0]))
    if usual < 2:
        return None
    for at, row in enumerate(sample[:-1]):
        if row.filled >= usual or (row.filled == usual - 1 and not row.cells[0]):
            below = sample[at + 1 :]
            return (
                row
                if all(_is_name(cell, _values_below(below, i)) for i, cell in enumerate(row.cells) if cell)
                else None
            )
    return None


def has_values_below(header: Row, below: Sequence[Row]) -> bool:
    """Return True if below a name of a column stand mostly numbers or dates: the surest sign that it is one."""
    for at, cell in enumerate(header.cells):
        values = _values_below(below, at)
        numbers = sum(bool(_NUMBER_OR_DATE.fullmatch(value)) for value in values)
        if cell and numbers * 4 > len(values) * 3:
            return True
    return False


def _names_of_empty_columns(header: Row, sample: Sequence[Row]) -> tuple[str, ...]:
    """Return the names that no cell of the sample goes with, as they would be lost."""
    below = [row for row in sample if row.number > header.number]
    return tuple(name for at, name in enumerate(header.cells) if name and not _values_below(below, at))


def _values_below(rows: Sequence[Row], at: int) -> list[str]:
    return [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]]


def _is_name(cell: str, below: Sequence[str]) -> bool:
    if len(cell) > _MAX_NAME or _STATEMENT.search(cell) or cell in below:
        return False
    if _YEAR.fullmatch(cell):
        return 2 * sum(bool(_YEAR.fullmatch(other)) for other in below) <= len(below)
    if _NUMBER_OR_DATE.fullmatch(cell):
        return False
    form = _shape(cell)
    return "9" not in form or 2 * sum(_shape(other) == form for other in below) <= len(below)


def _shape(cell: str) -> str:
    """Return the shape of a code: `AL-01` and `GR-117` are both "a-9"."""
    return _DIGITS.sub("9", _LETTERS.sub("a", cell))
