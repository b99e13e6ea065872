"""Rows of a table whose columns are known: cells with the names of their columns, whatever format they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.table_rows import pair_text
from corpus.readers.common.tables import labelled_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_COLUMNS = 100
"""Columns of a table at most; a hostile cell claims to span millions."""
_MAX_LABELS = 10_000_000


@dataclass(frozen=True, slots=True)
class SpanningCell:
    """A cell that begins in a column, counted from 0, and spans `span` of them."""

    text: str
    column: int
    span: int = 1


SpanningRow = tuple[SpanningCell, ...]


def columns_of(rows: Sequence[SpanningRow]) -> int:
    """Return how many columns the cells of a table take."""
    return max((cell.column + cell.span for row in rows for cell in row), default=0)


def row_texts(rows: Sequence[SpanningRow], header: int) -> list[str]:
    r"""Return the text of each row below the first `header` ones, which name the columns; "" for an empty one.

    Of two columns without names, the first cell of a row says what the second one is. Names that would make the table
    many times as long are a row like the others.

    Example:
        >>> names, vlora = (tuple(map(SpanningCell, row, (0, 1))) for row in (("City", "Mayor"), ("Vlora", "Ana")))
        >>> row_texts([names, vlora], 1)
        ['City: Vlora\nMayor: Ana']
    """
    width = columns_of(rows)
    names = column_names(rows[:header])
    if len(rows) * sum(map(len, names.values())) > _MAX_LABELS:
        header, names = 0, {}
    pairs = not header and width == 2
    return [
        pair_text([cell.text for cell in row]) if pairs else labelled_row(row, names, width) for row in rows[header:]
    ]


def column_names(rows: Sequence[SpanningRow]) -> dict[int, str]:
    """Return the names of the columns: of several rows, what spans a column and then what stands below it."""
    names: dict[int, str] = {}
    for row in rows:
        for cell in row:
            for column in range(cell.column, min(cell.column + cell.span, MAX_COLUMNS)):
                said = dict.fromkeys(filter(None, (names.get(column, ""), " ".join(cell.text.split()))))
                names[column] = " ".join(said)
    return names


def labelled_row(row: SpanningRow, names: Mapping[int, str], width: int) -> str:
    """Return a row, each cell on a line of its own after the names of the columns that it spans."""
    return "\n".join(labelled_lines([cell.text for cell in row], [_name(cell, names, width) for cell in row]))


def _name(cell: SpanningCell, names: Mapping[int, str], width: int) -> str:
    """Return the names of the columns of a cell; none for one that spans all of them, as it belongs to none."""
    if cell.span > 1 and cell.span >= width:
        return ""
    spanned = (names.get(column, "") for column in range(cell.column, min(cell.column + cell.span, MAX_COLUMNS)))
    return ", ".join(dict.fromkeys(filter(None, spanned)))
