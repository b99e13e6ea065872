"""What is the same in tables of every format: which rows name the columns, and how a row of two cells is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.common.tables import Row, find_header, has_values_below, labelled_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_REPEATED = 200
"""Characters of a cell that is written into other rows too: it reaches down into them, or names their column."""
_MAX_NAMES = 3
_MAX_KEY = 80
_MAX_COLUMNS = 100
_SAMPLE = 100


def header_size(rows: Sequence[Mapping[int, str]], marked: int, looks_like_one: bool, columns: int) -> int:
    """Return how many rows at the top name the columns.

    Those that are `marked` do, if they are fit to, and so does a first row that `looks_like_one`; else it is one where
    the cells tell (`find_header`). In two columns only numbers below tell: without them they are names and values.

    Args:
        rows: The texts of each row's cells, by column.
        marked: Rows at the top that the table itself says are names.
        looks_like_one: The first row is set apart, as in bold.
        columns: How many the table has.
    """
    if 0 < marked < len(rows) and marked <= _MAX_NAMES:
        return marked if _are_short(rows[:marked]) else 0
    if len(rows) < 2 or len(rows[0]) < 2 or not _are_short(rows[:1]):
        return 0
    if looks_like_one:
        return 1
    sample = [Row(at, _spread(row)) for at, row in enumerate(rows[:_SAMPLE]) if any(row.values())]
    found = find_header(sample)
    if found is None or found.number:
        return 0
    return int(columns != 2 or has_values_below(found, sample[1:]))


def pair_text(cells: Sequence[str]) -> str:
    """Return a row of two cells, of which the first says what the second is."""
    key, *values = [text for text in cells if text] or [""]
    if not values or len(key) > _MAX_KEY or "\n" in key:
        return "\n".join([key, *values])
    return "\n".join(labelled_lines(["\n".join(values)], [key]))


def _are_short(rows: Sequence[Mapping[int, str]]) -> bool:
    return all(len(text) <= MAX_REPEATED for row in rows for text in row.values())


def _spread(texts: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(texts.get(column, "") for column in range(min(max(texts, default=-1), _MAX_COLUMNS) + 1))
