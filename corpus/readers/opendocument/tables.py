"""Tables of an OpenDocument text or slide, as the rows and cells of a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.common.grid import MAX_COLUMNS, GridCell, GridRow, texts_with
from corpus.readers.common.table_rows import MAX_REPEATED
from corpus.readers.office.names import is_element
from corpus.readers.opendocument.names import TABLE, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

    from corpus.readers.common.blocks import TextBlock
    from corpus.readers.opendocument.styles import OdfStyles

    ReadCell = Callable[[etree._Element], tuple[TextBlock, ...]]

HEADER_ROWS = f"{TABLE}table-header-rows"
_HOLDERS = frozenset({HEADER_ROWS, f"{TABLE}table-rows", f"{TABLE}table-row-group"})
CELL, COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"


def rows_in(table: etree._Element, *, marked: bool = False) -> Iterator[tuple[etree._Element, bool]]:
    """Yield the rows of a table in order, each with whether the table says that it names the columns."""
    for each in table:
        if not is_element(each):
            continue
        if each.tag == f"{TABLE}table-row":
            yield each, marked
        elif each.tag in _HOLDERS:
            yield from rows_in(each, marked=marked or each.tag == HEADER_ROWS)


def table_rows(table: etree._Element, read_cell: ReadCell, styles: OdfStyles) -> Iterator[GridRow]:
    """Yield the rows of a table that have a cell of their own."""
    merged: dict[int, tuple[int, str]] = {}
    for row, is_header in rows_in(table):
        found = [(element, GridCell(column, read_cell(element))) for column, element in _cells(row)]
        merged = {column: (left - 1, text) for column, (left, text) in merged.items() if left > 1}
        cells = tuple(cell for _, cell in found)
        if cells:
            texts = texts_with(cells, {column: text for column, (_, text) in merged.items()})
            yield GridRow(cells, texts, is_header or _names_columns(row, styles), _is_bold(row, styles))
        for element, cell in found:
            down = number(element, "number-rows-spanned")
            if down > 1 and len(cell.text) <= MAX_REPEATED:
                merged[cell.column] = (down, cell.text)


def number(element: etree._Element, name: str, most: int = 1_048_576) -> int:
    """Return a number of a table's element, at least 1 and at most `most`."""
    value = element.get(f"{TABLE}{name}", "1")
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 10 else 1


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Yield the cells that are not covered by another, with the columns where they begin."""
    column = 0
    for each in row.iterchildren(CELL, COVERED):
        if column > MAX_COLUMNS:
            return
        if each.tag == CELL:
            yield column, each
        column += number(each, "number-columns-repeated", MAX_COLUMNS)


def _paragraphs(row: etree._Element) -> list[etree._Element]:
    return [each for each in row.iter(f"{TEXT}p") if any(words.strip() for words in each.itertext())]


def _names_columns(row: etree._Element, styles: OdfStyles) -> bool:
    """Return True if all paragraphs of a row have the style for the names of columns."""
    found = _paragraphs(row)
    return bool(found) and all(styles.names_columns(each.get(f"{TEXT}style-name")) for each in found)


def _is_bold(row: etree._Element, styles: OdfStyles) -> bool:
    """Return True if all that stands in a row is set in bold."""
    found = _paragraphs(row)
    return bool(found) and all(_is_bold_paragraph(each, styles) for each in found)


def _is_bold_paragraph(paragraph: etree._Element, styles: OdfStyles) -> bool:
    if styles.is_bold("paragraph", paragraph.get(f"{TEXT}style-name")):
        return True
    loose = [paragraph.text, *(each.tail for each in paragraph)]
    spans = [each for each in paragraph if is_element(each) and each.tag == f"{TEXT}span"]
    return not any((words or "").strip() for words in loose) and all(
        styles.is_bold("text", each.get(f"{TEXT}style-name")) for each in spans
    )
