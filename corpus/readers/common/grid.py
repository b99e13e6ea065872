"""Tables of a word processor: cells of blocks in columns, and each row as one block after the names of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.blocks import BlockKind, TextBlock
from corpus.readers.common.table_rows import header_size, pair_text
from corpus.readers.common.tables import clean_cell, labelled_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_COLUMNS = 63
"""Columns that Word gives a table at most; a hostile cell claims to span millions."""
_IN_A_CELL = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING})


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: the column where it begins, from 0, and its blocks."""

    column: int
    blocks: tuple[TextBlock, ...]

    @property
    def text(self) -> str:
        """Return its words, a line for each paragraph."""
        return clean_cell("\n".join(block.labelled for block in self.blocks if block.kind in _IN_A_CELL))

    @property
    def rest(self) -> list[TextBlock]:
        """Return what is not text of its own: rows of an inner table, notes, boxes."""
        return [block for block in self.blocks if block.kind not in _IN_A_CELL]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table.

    Attributes:
        cells: Its cells, one at least.
        texts: Their texts and those of cells that reach down into it, by column; columns ascend.
        marked: The table says that this row names the columns.
        bold: All that stands in it is set in bold.
    """

    cells: tuple[GridCell, ...]
    texts: Mapping[int, str]
    marked: bool = False
    bold: bool = False


def texts_with(cells: Sequence[GridCell], merged: Mapping[int, str]) -> dict[int, str]:
    """Return the texts of a row by column: of its cells and, where these are empty or none, of `merged` ones."""
    texts = {cell.column: cell.text for cell in cells}
    texts |= {column: text for column, text in merged.items() if not texts.get(column)}
    return {column: texts[column] for column in sorted(texts)}


def table_blocks(rows: Sequence[GridRow]) -> Iterator[TextBlock]:
    """Yield the rows of a table, each followed by what hangs on its cells; the cells of a mere layout one by one.

    Of a table of two columns without names, the first cell says what the second is.
    """
    if _is_layout(rows):
        yield from (block for row in rows for cell in row.cells for block in cell.blocks)
        return
    titles = _titles(rows)
    header = titles + _header(rows[titles:])
    names = _names(rows[titles:header])
    pairs = header == titles and max(len(row.cells) for row in rows) == 2
    for at, row in enumerate(rows):
        if at < titles:
            yield TextBlock(row.cells[0].text, BlockKind.ROW)
        elif at >= header:
            yield TextBlock(
                pair_text(list(row.texts.values())) if pairs else _labelled(row.texts, names), BlockKind.ROW
            )
        yield from (block for cell in row.cells for block in cell.rest)


def _is_layout(rows: Sequence[GridRow]) -> bool:
    """Return True for a table of one column, of one row with more than short cells, or with headings in its cells."""
    if max((len(row.cells) for row in rows), default=0) < 2:
        return True
    cells = [cell for row in rows for cell in row.cells]
    if any(block.kind is BlockKind.HEADING for cell in cells for block in cell.blocks):
        return True
    return len(rows) == 1 and any(sum(block.kind in _IN_A_CELL for block in cell.blocks) > 1 for cell in cells)


def _titles(rows: Sequence[GridRow]) -> int:
    """Return how many rows at the top are one cell each, above two rows of several: a title, no name of a column."""
    found = next((at for at, row in enumerate(rows) if len(row.cells) > 1), len(rows))
    return found if sum(len(row.cells) > 1 for row in rows) > 1 else 0


def _header(rows: Sequence[GridRow]) -> int:
    """Return how many rows name the columns: as the table marks them, else one if it looks so, or none."""
    marked = next((at for at, row in enumerate(rows) if not row.marked), len(rows))
    looks_like_one = len(rows) > 1 and rows[0].bold and not rows[1].bold
    return header_size([row.texts for row in rows], marked, looks_like_one, max(len(row.cells) for row in rows))


def _names(rows: Sequence[GridRow]) -> dict[int, str]:
    """Return the names of the columns: of several rows, what spans a column and then what stands above it."""
    names: dict[int, str] = {}
    for row in rows:
        spans = sorted(row.texts)
        for column, after in zip(spans, [*spans[1:], MAX_COLUMNS + 1], strict=True):
            for each in range(column, max(column + 1, min(after, MAX_COLUMNS + 1))):
                names[each] = " ".join(dict.fromkeys(filter(None, (names.get(each, ""), row.texts[column]))))
    return names


def _labelled(texts: Mapping[int, str], names: Mapping[int, str]) -> str:
    return "\n".join(labelled_lines(list(texts.values()), [names.get(column, "") for column in texts]))
