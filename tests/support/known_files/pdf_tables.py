"""Tables in PDFs: with lines, without, dense, over a page's end."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from tests.support.known_files.known_file import KnownFile, rows
from tests.support.known_files.prose import paragraphs
from tests.support.papers import draw, paper

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("Office", "Duty", "Staff")
_OFFICES = (
    ("Durres", "The office keeps the register of all ships that call at the port.", "12"),
    ("Vlora", "Customs.", "7"),
    ("Saranda", "The office looks after the ferries, and in summer after the small boats.", "104"),
)
_COMPANIES = ("Molycorp Minerals LLC", "Acme Industrial Holdings Corp", "Bay Foods", "Northern California Logistics")
_TOWNS = ("Mountain Pass", "San Bernardino", "Fresno", "Sacramento County")
_KINDS = ("Layoff Permanent", "Closure Temporary")


def pdf_table_files() -> Iterator[KnownFile]:
    """Make them."""
    yield KnownFile("PDF tables", "ruled.pdf", *_ruled("ALL"))
    yield KnownFile("PDF tables", "lines-across.pdf", *_ruled("HORIZONTAL_LINES"))
    yield KnownFile("PDF tables", "without-lines.pdf", *_ruled("NONE"))
    yield KnownFile("PDF tables", "dense.pdf", *_dense())


def _ruled(borders: str) -> tuple[bytes, str]:
    """A table whose cells have several lines, between two paragraphs."""
    pdf, said = paper(), paragraphs(f"table {borders}", 2)
    draw(pdf, 60, 60, wrap(said[0], 80))
    pdf.set_xy(60, 60 + 14 * len(wrap(said[0], 80)))
    with pdf.table(
        width=320,
        col_widths=(30, 60, 20),
        borders_layout=borders,
        v_align="TOP",
        gutter_height=8 if borders == "NONE" else 0,
    ) as table:
        for cells in (_NAMES, *_OFFICES):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    draw(pdf, 60, pdf.get_y() + 40, wrap(said[1], 80))
    return bytes(pdf.output()), "\n\n".join([said[0], rows(_NAMES, *_OFFICES), said[1]])


def _dense() -> tuple[bytes, str]:
    """Two pages of narrow rows in small type; the names stand again on the second."""
    names = ("Company", "Location", "Workers", "Kind")
    cells = [(_COMPANIES[n % 4], _TOWNS[n * 3 % 4], str(474 + n * 13), _KINDS[n % 2]) for n in range(60)]
    pdf = paper()
    for half in (cells[:30], cells[30:]):
        if half[0] is not cells[0]:
            pdf.add_page()
        pdf.set_font_size(8)
        for number, row in enumerate((names, *half)):
            for left, cell in zip((60, 176, 250, 284), row, strict=True):
                draw(pdf, left, 100 + 10 * number, [cell])
    return bytes(pdf.output()), rows(names, *cells)
