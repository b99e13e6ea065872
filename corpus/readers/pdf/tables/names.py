"""What the rows of a printed table say: each cell after the name of its column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.common.tables import Row, find_header, has_values_below
from corpus.readers.pdf.lines import Line
from corpus.readers.pdf.tables.lines import TableRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from corpus.readers.pdf.printed_words import WordColumns
    from corpus.readers.pdf.tables.lines import TableShape

_SAMPLE = 100
_MAX_NAME = 200
_MAX_KEY = 80


class NamedCell(NamedTuple):
    """A cell: what stands before it, and its words."""

    opening: str
    words: WordColumns


@dataclass(frozen=True, slots=True)
class TableNames:
    """The names of a table's columns, which a table goes on with on the next page.

    `unused` is a row of those names that no cell goes with, as they would be lost.
    """

    shape: TableShape | None
    page: int
    names: Mapping[int, str]
    is_pairs: bool
    unused: Line | None = None


NO_TABLE = TableNames(None, 0, {}, is_pairs=False)


def names_of(lines: Sequence[Line], before: TableNames) -> tuple[TableNames, Sequence[Line]]:
    """Return the names of a table's columns, and the rows that are left below them.

    A table that goes on from the page before has the names of that, which it may repeat.
    """
    texts = [_texts(line) for line in lines]
    shape, page = (lines[0].shape if isinstance(lines[0], TableRow) else None), lines[-1].page
    if _goes_on(before, shape, lines[0].page):
        repeated = bool(before.names) and texts[0] == before.names
        rows = lines[1:] if repeated and len(lines) > 1 else lines
        return TableNames(shape, page, before.names, before.is_pairs), rows
    sample = [Row(at, _spread(each)) for at, each in enumerate(texts[:_SAMPLE])]
    header = find_header(sample)
    two_columns = max(map(len, texts)) == 2
    if header is not None and (header.number or (two_columns and not has_values_below(header, sample[1:]))):
        header = None
    if header is None or not all(map(_may_be_name, texts[0].values())):
        return TableNames(shape, page, {}, is_pairs=two_columns), lines
    unused = _unused(lines[0], {column for each in texts[1:] for column in each})
    rows = [unused, *lines[1:]] if unused else lines[1:]
    return TableNames(shape, page, texts[0], is_pairs=False, unused=unused), rows


def _may_be_name(text: str) -> bool:
    return len(text) <= _MAX_NAME and text[0].isalnum()


def _unused(header: Line, used: Set[int]) -> Line | None:
    kept = [(column, cell) for column, cell in zip(_columns(header), header.cells, strict=True) if column not in used]
    return Line.of_cells([cell for _, cell in kept], header.page) if kept else None


def named_cells(line: Line, table: TableNames) -> list[NamedCell]:
    """Return the cells of a row with what opens each: its column's name, the first cell of a pair, or nothing."""
    columns = _columns(line)
    if table.is_pairs and len(line.cells) == 2:
        key = _text(line.cells[0])
        between = " " if key.endswith((":", "?")) or len(key) > _MAX_KEY else ": "
        return [NamedCell("", line.cells[0]), NamedCell(between, line.cells[1])]
    named: list[NamedCell] = []
    for column, cell in zip(columns, line.cells, strict=True):
        name = "" if line is table.unused else table.names.get(column, "")
        label = f"{name}{'' if name.endswith((':', '?')) else ':'} " if name else ""
        named.append(NamedCell(f"{chr(10) if named else ''}{label}", cell))
    return named


def _goes_on(before: TableNames, shape: TableShape | None, page: int) -> bool:
    if before.shape is None or shape is None or not before.shape.goes_on_in(shape):
        return False
    return page - before.page in (0, 1)


def _columns(line: Line) -> tuple[int, ...]:
    return line.numbers if isinstance(line, TableRow) else tuple(range(len(line.cells)))


def _texts(line: Line) -> dict[int, str]:
    return {column: _text(cell) for column, cell in zip(_columns(line), line.cells, strict=True)}


def _text(cell: WordColumns) -> str:
    return " ".join(cell.texts)


def _spread(texts: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(texts.get(column, "") for column in range(max(texts) + 1))
