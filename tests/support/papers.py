"""Small PDFs for tests, and where PDFium says that their letters are."""

from __future__ import annotations

from contextlib import closing
from ctypes import c_int
from typing import TYPE_CHECKING, Any

import pypdfium2
from fpdf import FPDF
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.printed_layout import Rectangle

Box = tuple[float, float, float, float]
LINE = 14.0
_FINE = 100


def paper(**settings: Any) -> Any:
    """An A4 paper in points, with its first page and a font of 11."""
    pdf = FPDF(unit="pt", **settings)
    pdf.set_auto_page_break(False)
    pdf.set_font("helvetica", size=11)
    pdf.add_page()
    return pdf


def draw(pdf: Any, left: float, top: float, lines: Sequence[str]) -> None:
    for number, line in enumerate(lines):
        pdf.text(left, top + number * LINE, line)


def changed(data: bytes, **entries: str) -> bytes:
    """The same paper with entries added to every page: `Rotate="90"`, `CropBox="[10 10 300 300]"`."""
    added = "".join(f"/{name} {value}\n" for name, value in entries.items())
    found = data.replace(b"/Type /Page\n", b"/Type /Page\n" + added.encode())
    assert found != data
    return found


def glyphs(data: bytes, number: int = 1) -> list[tuple[str, Box]]:
    """Each visible character of a page with its box on the page as it is shown, by way of the page's picture."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        page = document[number - 1]
        text = page.get_textpage()
        found = []
        for at in range(text.count_chars()):
            letter = text.get_text_range(at, 1)
            if letter.strip():
                left, bottom, right, top = text.get_charbox(at)
                one, other = shown(page, left, bottom), shown(page, right, top)
                xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
                found.append((letter, (xs[0], ys[0], xs[1], ys[1])))
        return found


def shown(page: Any, x: float, y: float) -> tuple[float, float]:
    """PDFium's own sum for where a point of the page comes to stand in a picture of it, a hundred pixels a point."""
    wide, high = page.get_size()
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(page, 0, 0, round(wide * _FINE), round(high * _FINE), 0, x, y, across, down)
    return across.value / _FINE, high - down.value / _FINE


def inside(box: Box, rectangles: Sequence[Rectangle], slack: float = 0.15) -> bool:
    left, bottom, right, top = box
    return any(
        mark.left - slack <= left
        and mark.bottom - slack <= bottom
        and right <= mark.right + slack
        and top <= mark.top + slack
        for mark in rectangles
    )
