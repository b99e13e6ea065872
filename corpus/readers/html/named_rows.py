"""Rows of a table whose columns are known: cells with the names of their columns, whatever format they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.tables import Row, find_header, has_values_below, labelled_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_COLUMNS = 100
"""Columns of a table at most; a hostile cell claims to span millions."""
MAX_REPEATED = 200
"""Characters of a cell that is written into other rows too: it reaches down into them, or names their column."""
MAX_NAMES = 3
"""Rows at the top that name the columns, at most."""
_MAX_KEY = 80
_SAMPLE = 100
_MAX_LABELS = 10_000_000


@dataclass(frozen=True, slots=True)
class SpanningCell:
    """A cell that begins in a column, counted from 0, and spans `span` of them."""

    text: str
    column: int
    span: int = 1


SpanningRow = tuple[SpanningCell, ...]


def row_texts(rows: Sequence[SpanningRow], header: int) -> list[str]:
    r"""Return the text of each row below the first `header` ones, which name the columns; "" for an empty one.

    Of two columns without names, the first cell of a row says what the second one is. Names that would make the table
    many times as long are a row like the others.

    Example:
        >>> names, vlora = (tuple(map(SpanningCell, row, (0, 1))) for row in (("City", "Mayor"), ("Vlora", "Ana")))
        >>> row_texts([names, vlora], 1)
        ['City: Vlora\nMayor: Ana']
    """
    width = max((cell.column + cell.span for row in rows for cell in row), default=0)
    names = column_names(rows[:header])
    if len(rows) * sum(map(len, names.values())) > _MAX_LABELS:
        header, names = 0, {}
    pairs = not header and width == 2
    return [_pair(row) if pairs else labelled_row(row, names, width) for row in rows[header:]]


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


def header_size(rows: Sequence[SpanningRow], marked: int, looks_like_one: bool = False) -> int:
    """Return how many rows at the top name the columns.

    Those that are `marked` do, if they are fit to, and so does a first row that `looks_like_one`; else it is one where
    the cells tell (`find_header`). In two columns only numbers below tell: without them they are names and values.
    """
    if 0 < marked < len(rows) and marked <= MAX_NAMES:
        return marked if _are_short(rows[:marked]) else 0
    if len(rows) < 2 or len(rows[0]) < 2 or not _are_short(rows[:1]):
        return 0
    if looks_like_one:
        return 1
    sample = [Row(at, _spread(row)) for at, row in enumerate(rows[:_SAMPLE]) if any(cell.text for cell in row)]
    found = find_header(sample)
    if found is None or found.number:
        return 0
    two_columns = max(cell.column + cell.span for row in rows for cell in row) == 2
    return int(not two_columns or has_values_below(found, sample[1:]))


def _are_short(rows: Sequence[SpanningRow]) -> bool:
    return all(len(cell.text) <= MAX_REPEATED for row in rows for cell in row)


def _spread(row: SpanningRow) -> tuple[str, ...]:
    texts = {cell.column: cell.text for cell in row}
    return tuple(texts.get(column, "") for column in range(max(texts, default=-1) + 1))


def _name(cell: SpanningCell, names: Mapping[int, str], width: int) -> str:
    """Return the names of the columns of a cell; none for one that spans all of them, as it belongs to none."""
    if cell.span > 1 and cell.span >= width:
        return ""
    spanned = (names.get(column, "") for column in range(cell.column, min(cell.column + cell.span, MAX_COLUMNS)))
    return ", ".join(dict.fromkeys(filter(None, spanned)))


def _pair(row: SpanningRow) -> str:
    """Return a row of two cells, of which the first says what the second is."""
    key, *values = [cell.text for cell in row if cell.text] or [""]
    if not values or len(key) > _MAX_KEY or "\n" in key:
        return "\n".join([key, *values])
    return "\n".join(labelled_lines(["\n".join(values)], [key]))
