"""Workbooks and tables in text files."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.comments import Comment

from tests.support.known_files.known_file import KnownFile, rows
from tests.support.known_files.prose import sentences
from tests.support.office_files import CHART, part, strict, with_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("Harbour", "Keeper", "Boats", "Remark")
_SHEET, _DRAWING = "xl/worksheets/sheet1.xml", "xl/drawings/drawing9.xml"


def records(name: str, count: int = 12) -> list[tuple[str, str, str, str]]:
    """Return rows of a table that belongs to a file of this name."""
    said = sentences(name, count)
    return [(f"Port {at} {name}", f"Ragna {chr(65 + at)}ahl", str(100 + 7 * at), said[at]) for at in range(count)]


def sheet_files() -> Iterator[KnownFile]:
    """Make them."""
    two = _book([("Boats", records("boats")), ("More", records("more"))])
    says = f"Boats\n\n{rows(NAMES, *records('boats'))}\n\nMore\n\n{rows(NAMES, *records('more'))}"
    yield _known("two-sheets", two, says)
    yield _known("strict", strict(two), says)
    yield _known("beside", *_beside())
    yield _known("formats", *_formats())


def _known(name: str, data: bytes, says: str) -> KnownFile:
    return KnownFile("Excel", f"{name}.xlsx", data, says)


def _book(sheets: list[tuple[str, list[tuple[str, str, str, str]]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, said in sheets:
        sheet = book.create_sheet(title)
        sheet.append(NAMES)
        for first, second, number, remark in said:
            sheet.append((first, second, int(number), remark))
    return _saved(book)


def _beside() -> tuple[bytes, str]:
    """A text box, a chart of other data and a comment beside the cells."""
    box, remark = sentences("beside cells", 2)
    book = openpyxl.Workbook()
    book.active.append(NAMES)
    for row in records("cells"):
        book.active.append(row)
    book.active["C3"].comment = Comment(remark, "Ana Leka")
    start = "<xdr:from><xdr:col>6</xdr:col><xdr:row>{}</xdr:row></xdr:from>".format
    shape = (
        "<xdr:sp><xdr:nvSpPr><xdr:cNvPr id='1' name='x'/></xdr:nvSpPr><xdr:txBody><a:bodyPr/>"
        f"<a:p><a:r><a:t>{box}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )
    chart = (
        "<xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id='c'/></a:graphicData></a:graphic></xdr:graphicFrame>"
    )
    drawn = "".join(
        f"<xdr:twoCellAnchor>{start(at)}{inside}</xdr:twoCellAnchor>" for at, inside in ((2, shape), (9, chart))
    )
    data = with_parts(
        _saved(book),
        {_DRAWING: part("xdr:wsDr", drawn), "xl/charts/chart9.xml": CHART.replace("Sheet1!", "[1]Sheet1!")},
        {_SHEET: (("d", "drawing", "../drawings/drawing9.xml"),), _DRAWING: (("c", "chart", "../charts/chart9.xml"),)},
    )
    told = "Catch of the harbour\n\na record year\n\nTonnes\n\nSpring Sardines: 412\n\nAutumn Sardines: 97.5"
    return data, f"{rows(NAMES, *records('cells'))}\n\n{box}\n\n{told}\n\nComment by Ana Leka: {remark}"


def _formats() -> tuple[bytes, str]:
    """Dates, percents, formulas with their results, and cells that are merged."""
    names, book = ("Day", "Share", "Said"), openpyxl.Workbook()
    sheet, said = book.active, sentences("formats", 20)
    sheet.append(names)
    for at, each in enumerate(said):
        sheet.append((date(2021, 3, at + 1), at / 100, each))
        sheet.cell(at + 2, 2).number_format = "0%"
        sheet.cell(at + 2, 1).number_format = "yyyy-mm-dd"
    shown = ((f"2021-03-{at + 1:02}", f"{at}%", each) for at, each in enumerate(said))
    return _saved(book), rows(names, *shown)


def _saved(book: Any) -> bytes:
    held = BytesIO()
    book.save(held)
    return held.getvalue()
