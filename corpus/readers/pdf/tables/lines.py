"""A row of a printed table as a line: its cells may have several lines of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.readers.pdf.lines import PdfWord

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
        columns: The column of each cell.
        shape: The table.
    """

    __slots__ = ("columns", "shape")

    def __init__(
        self, cells: Sequence[Sequence[PdfWord]], page: int, columns: tuple[int, ...], shape: TableShape
    ) -> None:
        super().__init__(cells, page)
        self.cells = cells
        self.words = [word for cell in cells for word in cell]
        self.columns = columns
        self.shape = shape
        self.is_vertical = False
        self.start, self.end, self.depth = self.left, self.right, self.bottom

    @property
    def is_row(self) -> bool:
        """Return True."""
        return True
