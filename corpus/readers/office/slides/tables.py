"""Tables on slides: a row is one block, its cells after the names of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.common.tables import clean_cell, labelled_lines
from corpus.readers.office.drawing.text import paragraphs
from corpus.readers.office.names import A

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_SWITCHED_ON = ("1", "true")
_MAX_REPEATED = 200


def table_rows(table: etree._Element) -> Iterator[str]:
    """Yield the rows of a table. A cell that is merged downwards stands in each of its rows."""
    rows = list(_filled_rows(table))
    properties = table.find(f"{A}tblPr")
    has_names = properties is not None and properties.get("firstRow") in _SWITCHED_ON and len(rows) > 1
    names = rows.pop(0) if has_names else []
    for row in rows:
        if lines := "\n".join(labelled_lines(row, names)):
            yield lines


def _filled_rows(table: etree._Element) -> Iterator[list[str]]:
    above: list[str] = []
    for row in table.iterchildren(f"{A}tr"):
        cells = row.findall(f"{A}tc")
        texts = [_cell_text(cell) for cell in cells]
        for at, cell in enumerate(cells):
            if cell.get("vMerge") in _SWITCHED_ON:
                held = above[at] if at < len(above) else ""
                texts[at] = texts[at] or (held if len(held) <= _MAX_REPEATED else "")
        yield texts
        above = texts


def _cell_text(cell: etree._Element) -> str:
    body = cell.find(f"{A}txBody")
    if body is None:
        return ""
    return clean_cell("\n".join(each.words for each in paragraphs(body)))
