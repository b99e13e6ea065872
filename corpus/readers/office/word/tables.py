"""Tables of a Word document: a row is one block, its cells after the names of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.tables import Row, clean_cell, find_header, has_values_below, labelled_lines
from corpus.readers.office.names import W, is_element, is_on
from corpus.readers.office.word.blocks import BlockKind, WordBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml import etree

    ReadCell = Callable[[etree._Element], list[WordBlock]]

_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_MAX_COLUMNS = 63
"""Columns that Word gives a table at most; a hostile cell claims to span millions."""
_MAX_REPEATED = 200
"""Characters of a cell, merged downwards or the name of a column, that are written into other rows."""
_MAX_KEY = 80
_MAX_NAMES = 3
_SAMPLE = 100
_IN_A_CELL = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING})


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    blocks: tuple[WordBlock, ...]
    element: etree._Element

    @property
    def text(self) -> str:
        return clean_cell("\n".join(block.text for block in self.blocks if block.kind in _IN_A_CELL))

    @property
    def rest(self) -> list[WordBlock]:
        """Return what is not text of its own: rows of an inner table, notes, boxes."""
        return [block for block in self.blocks if block.kind not in _IN_A_CELL]


@dataclass(frozen=True, slots=True)
class _TableRow:
    element: etree._Element
    cells: tuple[_Cell, ...]
    texts: dict[int, str]


def table_blocks(table: etree._Element, read_cell: ReadCell) -> Iterator[WordBlock]:
    """Yield the rows of a table, each followed by what hangs on its cells; the cells of a mere layout one by one."""
    rows = [row for row in _rows(table, read_cell) if row.cells]
    if _is_layout(rows):
        yield from (block for row in rows for cell in row.cells for block in cell.blocks)
        return
    header = _header(rows)
    names = _names(rows[:header])
    pairs = not header and max(len(row.cells) for row in rows) == 2
    for at, row in enumerate(rows):
        if at >= header:
            text = _pair(row.texts) if pairs else _labelled(row.texts, names)
            yield WordBlock(text, BlockKind.ROW)
        yield from (block for cell in row.cells for block in cell.rest)


def _rows(table: etree._Element, read_cell: ReadCell) -> Iterator[_TableRow]:
    merged: dict[int, str] = {}
    for element in _inside(table, "tr"):
        if any(each.tag in _DELETED for each in element.iterchildren(f"{W}trPr") for each in each):
            continue
        cells = tuple(_cells(element, read_cell))
        texts = {cell.column: cell.text for cell in cells}
        merged = _still_merged(merged, cells, texts)
        texts |= {column: text for column, text in merged.items() if not texts.get(column)}
        yield _TableRow(element, cells, {column: texts[column] for column in sorted(texts)})


def _still_merged(merged: dict[int, str], cells: Sequence[_Cell], texts: dict[int, str]) -> dict[int, str]:
    """Return the texts of the cells that reach down into this row or the next ones, by their column."""
    found = {}
    for cell in cells:
        mark = cell.element.find(f"{W}tcPr/{W}vMerge")
        if mark is None:
            continue
        text = texts[cell.column] if mark.get(f"{W}val") == "restart" else merged.get(cell.column, "")
        if len(text) <= _MAX_REPEATED:
            found[cell.column] = text
    return found


def _cells(row: etree._Element, read_cell: ReadCell) -> Iterator[_Cell]:
    before = row.find(f"{W}trPr/{W}gridBefore")
    column = _number(before)
    for element in _inside(row, "tc"):
        if element.find(f"{W}tcPr/{W}cellDel") is None:
            yield _Cell(column, tuple(read_cell(element)), element)
        column += max(1, _number(element.find(f"{W}tcPr/{W}gridSpan")))


def _inside(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield rows or cells, also those in content controls and other wrappings."""
    for each in element:
        if not is_element(each) or each.tag in _DELETED:
            continue
        if each.tag == f"{W}{name}":
            yield each
        elif each.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _inside(each, name)


def _number(element: etree._Element | None) -> int:
    value = element.get(f"{W}val", "0") if element is not None else "0"
    return min(int(value), _MAX_COLUMNS) if value.isdecimal() else 0


def _is_layout(rows: Sequence[_TableRow]) -> bool:
    """Return True for a table of one column, of one row with more than short cells, or with headings in its cells."""
    if max((len(row.cells) for row in rows), default=0) < 2:
        return True
    cells = [cell for row in rows for cell in row.cells]
    if any(block.kind is BlockKind.HEADING for cell in cells for block in cell.blocks):
        return True
    return len(rows) == 1 and any(sum(block.kind in _IN_A_CELL for block in cell.blocks) > 1 for cell in cells)


def _header(rows: Sequence[_TableRow]) -> int:
    """Return how many rows name the columns: as the table marks them, else one if it looks so, or none."""
    marked = 0
    while marked < len(rows) and is_on(rows[marked].element.find(f"{W}trPr/{W}tblHeader")):
        marked += 1
    if 0 < marked < len(rows) and marked <= _MAX_NAMES:
        return marked if _are_short(rows[:marked]) else 0
    if len(rows) < 2 or len(rows[0].cells) < 2 or not _are_short(rows[:1]):
        return 0
    if _is_bold(rows[0]) and not _is_bold(rows[1]):
        return 1
    sample = [Row(at, _spread(row.texts)) for at, row in enumerate(rows[:_SAMPLE]) if any(row.texts.values())]
    found = find_header(sample)
    if found is None or found.number:
        return 0
    two_columns = max(len(row.cells) for row in rows) == 2
    return 0 if two_columns and not has_values_below(found, sample[1:]) else 1


def _are_short(rows: Sequence[_TableRow]) -> bool:
    return all(len(text) <= _MAX_REPEATED for row in rows for text in row.texts.values())


def _is_bold(row: _TableRow) -> bool:
    """Return True if all that stands in a row is set in bold."""
    runs = [run for run in row.element.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)


def _spread(texts: dict[int, str]) -> tuple[str, ...]:
    last = min(max(texts), _MAX_COLUMNS)
    return tuple(texts.get(column, "") for column in range(last + 1))


def _names(rows: Sequence[_TableRow]) -> dict[int, str]:
    """Return the names of the columns: of several rows, what spans a column and then what stands above it."""
    names: dict[int, str] = {}
    for row in rows:
        spans = sorted(row.texts)
        for column, after in zip(spans, [*spans[1:], _MAX_COLUMNS + 1], strict=True):
            for each in range(column, max(column + 1, min(after, _MAX_COLUMNS + 1))):
                names[each] = " ".join(dict.fromkeys(filter(None, (names.get(each, ""), row.texts[column]))))
    return names


def _labelled(texts: dict[int, str], names: dict[int, str]) -> str:
    return "\n".join(labelled_lines(list(texts.values()), [names.get(column, "") for column in texts]))


def _pair(texts: dict[int, str]) -> str:
    """Return a row of two cells, of which the first says what the second is."""
    key, *values = [text for text in texts.values() if text] or [""]
    if not values or len(key) > _MAX_KEY or "\n" in key:
        return "\n".join([key, *values])
    return "\n".join(labelled_lines(["\n".join(values)], [key]))
