"""Tables of a Word document, as the rows and cells of a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.common.grid import MAX_COLUMNS, GridCell, GridRow, texts_with
from corpus.readers.common.table_rows import MAX_REPEATED
from corpus.readers.office.names import W, is_element, is_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml import etree

    from corpus.readers.common.blocks import TextBlock

    ReadCell = Callable[[etree._Element], list[TextBlock]]

_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})


def table_rows(table: etree._Element, read_cell: ReadCell) -> Iterator[GridRow]:
    """Yield the rows of a table that were not deleted and have a cell."""
    merged: dict[int, str] = {}
    for element in _inside(table, "tr"):
        if any(each.tag in _DELETED for each in element.iterchildren(f"{W}trPr") for each in each):
            continue
        found = [(cell, GridCell(column, tuple(read_cell(cell)))) for column, cell in _cells(element)]
        cells = tuple(cell for _, cell in found)
        merged = dict(_still_merged(merged, found))
        if cells:
            is_header = is_on(element.find(f"{W}trPr/{W}tblHeader"))
            yield GridRow(cells, texts_with(cells, merged), is_header, _is_bold(element))


def _still_merged(merged: Mapping[int, str], cells: list[tuple[etree._Element, GridCell]]) -> Iterator[tuple[int, str]]:
    """Yield the texts of the cells that reach down into this row or the next ones, by their column."""
    for element, cell in cells:
        mark = element.find(f"{W}tcPr/{W}vMerge")
        if mark is not None:
            text = cell.text if mark.get(f"{W}val") == "restart" else merged.get(cell.column, "")
            if len(text) <= MAX_REPEATED:
                yield cell.column, text


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    column = _number(row.find(f"{W}trPr/{W}gridBefore"))
    for element in _inside(row, "tc"):
        if element.find(f"{W}tcPr/{W}cellDel") is None:
            yield column, element
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
    return min(int(value), MAX_COLUMNS) if value.isdecimal() else 0


def _is_bold(row: etree._Element) -> bool:
    """Return True if all that stands in a row is set in bold."""
    runs = [run for run in row.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
