"""Objects embedded in an OpenDocument file: formulas (MathML) on a line, titles and rows of charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.common.blocks import BlockKind, TextBlock
from corpus.readers.common.formulas import formula_text
from corpus.readers.common.tables import clean_cell, labelled_lines
from corpus.readers.opendocument.names import CHART, DRAW, MATHML, OFFICE, TABLE, TEXT
from corpus.readers.opendocument.tables import CELL, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.readers.opendocument.package import OpenDocument

_TITLES = (f"{CHART}title", f"{CHART}subtitle")
_MAX_ROWS = 500
_PLOT = f"{OFFICE}body/{OFFICE}chart/{CHART}chart"


def object_blocks(root: etree._Element | None, *, data: bool = True) -> list[TextBlock]:
    """Return the blocks of a formula or chart; none for another object. Without `data`, a chart's titles alone."""
    if root is None:
        return []
    if root.tag == f"{MATHML}math":
        return [TextBlock(formula_text(root), BlockKind.APART)]
    chart = root.find(_PLOT)
    if chart is None:
        return []
    titles = (" ".join("".join(map(str, each.itertext())).split()) for each in chart.iter(*_TITLES))
    rows = _data_rows(chart) if data else ()
    return [
        *(TextBlock(title, BlockKind.APART) for title in titles if title),
        *(TextBlock(row, BlockKind.ROW) for row in rows),
    ]


def inline_formula(frame: etree._Element, document: OpenDocument) -> str:
    """Return the formula that a frame shows, on one line; "" for another frame."""
    place = frame.find(f"{DRAW}object")
    root = document.embedded(place) if place is not None else None
    return formula_text(root) if root is not None and root.tag == f"{MATHML}math" else ""


def _data_rows(chart: etree._Element) -> Iterator[str]:
    """Yield the rows of a chart's own table, as the categories that it shows."""
    table = chart.find(f"{TABLE}table")
    rows = list(rows_in(table))[:_MAX_ROWS] if table is not None else []
    names: list[str] = []
    for row, is_header in rows:
        cells = [_cell_text(cell) for cell in row.iterchildren(CELL)]
        if is_header:
            names = cells
        elif lines := "\n".join(labelled_lines(cells, names)):
            yield lines


def _cell_text(cell: etree._Element) -> str:
    return clean_cell("\n".join("".join(map(str, each.itertext())) for each in cell.iter(f"{TEXT}p")))
