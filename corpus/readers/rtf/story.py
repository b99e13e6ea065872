"""Stories of an RTF file, the body, a note or a header: paragraphs and tables as they come, and the blocks of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.readers.common.blocks import BlockKind, TextBlock
from corpus.readers.common.grid import MAX_COLUMNS, GridCell, GridRow, table_blocks, texts_with
from corpus.readers.common.table_rows import MAX_REPEATED
from corpus.text.raised import raised_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_TABLES = 20
"""Tables that may stand inside of one another; one further in is read as part of the last."""

_TYPED_BULLET = re.compile(r"[•◦▪·–-]\t")


@dataclass(slots=True)
class RowShape:
    """How a row is laid out: the right edges of its cells, and which cells go on from another one.

    Attributes:
        edges: Right edges, in twentieths of a point.
        beside: Positions of cells that are merged into the one to their left.
        below: Positions of cells that are merged into the one above.
        names_columns: The table repeats this row on each page.
    """

    edges: list[int] = field(default_factory=list)
    beside: set[int] = field(default_factory=set)
    below: set[int] = field(default_factory=set)
    names_columns: bool = False


@dataclass(frozen=True, slots=True)
class _WrittenRow:
    cells: tuple[tuple[TextBlock, ...], ...]
    shape: RowShape
    bold: bool


@dataclass(slots=True)
class _OpenTable:
    """A table that has not ended yet: its rows, and the row and the cell that are being written."""

    rows: list[_WrittenRow] = field(default_factory=list)
    cells: list[tuple[TextBlock, ...]] = field(default_factory=list)
    blocks: list[TextBlock] = field(default_factory=list)
    bold: bool = True


class Story:
    """A story while it is written: blocks, and tables by how deep they are in others."""

    def __init__(self) -> None:
        self._blocks: list[TextBlock] = []
        self._tables: list[_OpenTable] = []

    def add(self, blocks: Sequence[TextBlock], depth: int, *, bold: bool = False) -> None:
        """Append the blocks of a paragraph in a table of this depth; 0 is in no table."""
        table = self._reach(depth)
        if table is None:
            self._blocks += blocks
            return
        table.blocks += blocks
        table.bold = table.bold and (bold or not blocks)

    def end_cell(self, depth: int) -> None:
        """End the cell of a table of this depth."""
        table = self._reach(max(depth, 1))
        if table is not None:
            table.cells.append(tuple(table.blocks))
            table.blocks = []

    def end_row(self, depth: int, shape: RowShape) -> None:
        """End the row of a table of this depth, which is laid out like `shape`."""
        table = self._reach(max(depth, 1))
        if table is None:
            return
        if table.blocks:
            self.end_cell(depth)
        if table.cells:
            table.rows.append(_WrittenRow(tuple(table.cells), shape, table.bold))
        table.cells, table.bold = [], True

    def finish(self) -> list[TextBlock]:
        """End all tables and return the blocks of the story."""
        self._reach(0)
        return self._blocks

    def _reach(self, depth: int) -> _OpenTable | None:
        """Open or end tables until one of this depth is the innermost, and return it; None for depth 0."""
        depth = min(depth, MAX_TABLES)
        while len(self._tables) > depth:
            found = _finished(self._tables.pop())
            (self._tables[-1].blocks if self._tables else self._blocks).extend(found)
        while len(self._tables) < depth:
            self._tables.append(_OpenTable())
        return self._tables[-1] if self._tables else None


def _finished(table: _OpenTable) -> Iterator[TextBlock]:
    """Yield the blocks of a table, and what was written after its last row as it stands."""
    yield from table_blocks(list(_grid_rows(table.rows)))
    yield from (block for cell in table.cells for block in cell)
    yield from table.blocks


def _grid_rows(rows: Sequence[_WrittenRow]) -> Iterator[GridRow]:
    columns = _columns(rows)
    above: dict[int, str] = {}
    for row, starts in zip(rows, columns, strict=True):
        placed = [(at, GridCell(column, row.cells[at])) for at, column in enumerate(starts)]
        cells = tuple(cell for at, cell in placed if at not in row.shape.beside)
        merged = {cell.column: above.get(cell.column, "") for at, cell in placed if at in row.shape.below}
        texts = texts_with(cells, merged)
        above = {column: text for column, text in texts.items() if len(text) <= MAX_REPEATED}
        if cells:
            yield GridRow(cells, texts, row.shape.names_columns, row.bold and any(texts.values()))


def _columns(rows: Sequence[_WrittenRow]) -> list[list[int]]:
    """Return for each row the columns where its cells begin: counted or, where rows differ, by their edges."""
    if len({len(row.cells) for row in rows}) == 1 or any(len(row.shape.edges) < len(row.cells) for row in rows):
        return [list(range(min(len(row.cells), MAX_COLUMNS))) for row in rows]
    edges = sorted({edge for row in rows for edge in row.shape.edges})
    ranks = {edge: min(rank, MAX_COLUMNS) for rank, edge in enumerate(edges, start=1)}
    return [
        [0, *(ranks[edge] for edge in sorted(row.shape.edges)[: min(len(row.cells), MAX_COLUMNS) - 1])] for row in rows
    ]


@dataclass(slots=True)
class OpenParagraph:
    """A paragraph while it is written: its words, the number before them, and the notes and boxes that hang on it."""

    pieces: list[str] = field(default_factory=list)
    label: str = ""
    hanging: list[TextBlock] = field(default_factory=list)
    bold: bool = True
    after_raised: bool = False

    def add(self, text: str, *, bold: bool, raised: bool = False) -> None:
        """Append text; of a number that is `raised`, so that it is no part of what stands before it."""
        signed = raised and not self.after_raised and self.pieces
        self.pieces.append(raised_words(text, self.pieces[-1]) if signed else text)
        self.after_raised = raised
        self.bold = self.bold and (bold or not text.strip())

    def blocks(self, kind: BlockKind, level: int, *, in_contents: bool) -> list[TextBlock]:
        """Return the paragraph as a block of a kind, followed by what hangs on it."""
        text = _whole_characters("".join(self.pieces)).strip()
        if kind is BlockKind.PARAGRAPH and (bullet := _TYPED_BULLET.match(text)):
            text, kind = text[bullet.end() :], BlockKind.ITEM
        if kind is BlockKind.PARAGRAPH and self.label.strip():
            kind = BlockKind.ITEM
        own = [TextBlock(text, kind, level, in_contents, _number(self.label))] if text else []
        return [*own, *self.hanging]


def _number(label: str) -> str:
    """Return what stands before a paragraph if it is a number; "" for a bullet.

    Bullets from fonts of symbols have become other letters than ASCII's by now; the one that is a letter is "o".
    """
    words = " ".join(_whole_characters(label).split())
    long = len(words) > 1 and any(map(str.isalnum, words))
    is_letter = words.isascii() and words.isalpha() and words != "o"
    return words if long or words.isdecimal() or words.isupper() or is_letter else ""


def _whole_characters(text: str) -> str:
    """Return a text in which two halves of a character, as RTF writes those beyond U+FFFF, are one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
