"""A row of a printed table as a line: its cells may have several lines of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.lines import Line
from corpus.readers.pdf.printed_words import WordColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAME_COLUMN = 6.0
"""Points by which the columns of a table may be moved on the next page."""


class TableShape(NamedTuple):
    """A table of a page: its number there, and where the left edges of its columns are."""

    number: int
    edges: tuple[float, ...]

    def goes_on_in(self, other: TableShape) -> bool:
        """Return True if another table has its columns at the same places."""
        return len(self.edges) == len(other.edges) and all(
            abs(one - two) < _SAME_COLUMN for one, two in zip(self.edges, other.edges, strict=True)
        )


class TableRow(Line):
    """A row of a table: a line whose cells are those of its columns.

    Attributes:
        numbers: The column of each cell.
        shape: The table.
    """

    __slots__ = ("numbers", "shape")

    def __init__(self, cells: Sequence[WordColumns], page: int, numbers: tuple[int, ...], shape: TableShape) -> None:
        super().__init__(WordColumns.joined(cells), page, cells=cells)
        self.numbers = numbers
        self.shape = shape
        self.is_vertical = False
        self.start, self.end, self.depth = self.left, self.right, self.bottom

    @property
    def is_row(self) -> bool:
        """Return True."""
        return True
