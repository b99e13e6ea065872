"""Tables of a web page: of those that hold data, each row says what its cells are; the others only lay a page out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from lxml import etree

from corpus.readers.common.table_rows import MAX_REPEATED, header_size
from corpus.readers.common.tables import clean_cell
from corpus.readers.html.named_rows import MAX_COLUMNS, SpanningCell, SpanningRow, columns_of, row_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OWN_LINE = re.compile(
    "address|blockquote|br|d[dlt]|div|fig(?:caption|ure)|hr|li|[ou]l|p|pre|section|summary|t(?:able|r)"
)
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object"})
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_MAX_CELL = 1000
"""Characters of a cell of data; what says more is a part of the page."""
_LINKED = 0.8
_MAX_REPEATED_OF_ALL = 1_000_000
"""Characters of cells that reach down, written into all rows of a table below them."""


@dataclass(slots=True)
class _Table:
    """What its own cells hold, without those of tables inside of them."""

    element: etree._Element
    holds_table: bool = False
    holds_heading: bool = False
    characters: int = 0
    linked: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    element: etree._Element
    cells: SpanningRow
    is_header: bool


def write_names(tree: etree._Element) -> None:
    """Write the names of the columns before the cells of each table of data, and take the rows of names out.

    A table that only lays the page out becomes blocks. Changes the tree: the tables that stay in it are data, and so
    are all their rows; captions stand above them.
    """
    for table in _tables(tree):  # inner ones first
        rows = [] if _is_layout(table) else [row for row in _read_rows(table.element) if row.cells]
        if max((len(row.cells) for row in rows), default=0) < 2 or _has_long_cells(rows):
            _make_blocks(table.element)
        else:
            _write_rows(table.element, rows)


def _tables(tree: etree._Element) -> list[_Table]:
    """Return the tables, each behind those inside of it."""
    done: list[_Table] = []
    opened: list[_Table] = []
    links = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        begins = event == "start"
        links += (1 if begins else -1) * (element.tag == "a")
        if element.tag == "table" and begins:
            if opened:
                opened[-1].holds_table = True
            opened.append(_Table(element))
        elif element.tag == "table":
            done.append(opened.pop())
        if opened:
            said = len(((element.text if begins else element.tail) or "").strip())
            opened[-1].characters += said
            opened[-1].linked += said * bool(links)
            opened[-1].holds_heading |= element.tag in _HEADINGS
    return done


def _is_layout(table: _Table) -> bool:
    element = table.element
    if element.get("role", "").strip().lower() in {"presentation", "none"} or table.holds_heading:
        return True
    named = any(cell.tag == "th" for row in _own_rows(element) for cell in row) or element.find("caption") is not None
    return not named and (table.holds_table or table.linked > _LINKED * table.characters)


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in _GROUPS:
            yield from part.iterchildren("tr")


def _read_rows(table: etree._Element) -> Iterator[_Row]:
    """Yield the rows; a cell that reaches down stands in each of its rows, if it is short."""
    reaching: dict[int, tuple[int, SpanningCell]] = {}
    left = _MAX_REPEATED_OF_ALL
    for element in _own_rows(table):
        left -= sum(len(cell.text) for _, cell in reaching.values())
        reaching = reaching if left > 0 else {}
        cells = {cell.column: cell for _, cell in reaching.values()}
        reaching = {at: (more - 1, cell) for at, (more, cell) in reaching.items() if more > 1}
        column = 0
        own = [each for each in element if each.tag in _CELLS]
        for each in own:
            while column in cells:
                column += cells[column].span
            if column >= MAX_COLUMNS:
                break
            cell = SpanningCell(cell_text(each), column, min(_number(each, "colspan"), MAX_COLUMNS - column))
            cells[column] = cell
            if (down := _number(each, "rowspan")) > 1 and len(cell.text) <= MAX_REPEATED:
                reaching[column] = (down - 1, cell)
            column += cell.span
        in_head = (parent := element.getparent()) is not None and parent.tag == "thead"
        is_header = bool(own) and (in_head or all(each.tag == "th" for each in own))
        yield _Row(element, tuple(cells[at] for at in sorted(cells)), is_header)


def _number(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()[:5]
    return max(1, int(value)) if value.isascii() and value.isdecimal() else 1


def cell_text(cell: etree._Element) -> str:
    """Return the text of a cell, its blocks on lines of their own."""
    parts = [cell.text or ""]
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if element is cell:
            continue
        if event == "start" and element.tag in _SILENT:
            walk.skip_subtree()
        elif isinstance(element.tag, str) and _OWN_LINE.fullmatch(element.tag):
            parts.append("\0")
        elif element.tag in _CELLS:
            parts.append(" ")
        parts.append((element.text if event == "start" and element.tag not in _SILENT else "") or "")
        parts.append((element.tail if event == "end" else "") or "")
    return clean_cell("\n".join(_SPACE.sub(" ", line) for line in "".join(parts).split("\0")))


def _has_long_cells(rows: Sequence[_Row]) -> bool:
    return any(len(cell.text) > _MAX_CELL for row in rows for cell in row.cells)


def _write_rows(table: etree._Element, rows: Sequence[_Row]) -> None:
    """Put in place of the rows those that say what their cells are, and above them the table's titles."""
    grid = [row.cells for row in rows]
    titles = _title_rows(grid)
    marked = next((at for at, row in enumerate(rows[titles:]) if not row.is_header), len(rows))
    by_column = [{cell.column: cell.text for cell in row} for row in grid[titles:]]
    header = header_size(by_column, marked, _is_bold(rows[titles]), columns_of(grid[titles:]))
    above = [*map(cell_text, table.iterchildren("caption")), *(row[0].text for row in grid[:titles])]
    texts = row_texts(grid[titles:], header)
    for child in list(table):
        table.remove(child)
    for words in filter(None, above):
        _insert_before(table, words)
    for text in filter(None, texts):
        row = etree.SubElement(table, "tr")
        for line in text.split("\n"):
            etree.SubElement(row, "td").text = line


def _insert_before(table: etree._Element, words: str) -> None:
    paragraph = etree.Element("p")
    paragraph.text = words
    table.addprevious(paragraph)


def _title_rows(rows: Sequence[SpanningRow]) -> int:
    """Return how many rows at the top have one cell that spans the table: its title, not the name of a column."""
    width = max(cell.column + cell.span for row in rows for cell in row)
    found = 0
    while found < len(rows) - 1 and len(rows[found]) == 1 and rows[found][0].span >= width:
        found += 1
    return found


def _is_bold(row: _Row) -> bool:
    """Return True if each cell of a row is set in bold."""
    cells = [cell for cell in row.element if cell.tag in _CELLS]
    return all(
        len(cell) == 1 and cell[0].tag in {"b", "strong"} and not ((cell.text or "") + (cell[0].tail or "")).strip()
        for cell in cells
    )


def _make_blocks(table: etree._Element) -> None:
    """Make a table that is none into blocks inside of each other, in the order of its cells."""
    parts = list(chain.from_iterable((part, *part) if part.tag in _GROUPS else (part,) for part in table))
    for part in parts:
        for cell in part if part.tag == "tr" else ():
            if cell.tag in _CELLS:
                cell.tag = "div"
        if part.tag in _GROUPS or part.tag in {"tr", "caption"}:
            part.tag = "div"
    table.tag = "div"
