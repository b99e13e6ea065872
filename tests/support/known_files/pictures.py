"""Pages that only a picture shows: scans and images, which OCR reads."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from tests.support.known_files.known_file import KnownFile
from tests.support.known_files.prose import sentences
from tests.support.pictures import file_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_FONT = ImageFont.load_default(40)


def picture_files() -> Iterator[KnownFile]:
    """Make them: an image of each kind, an image of two pages, and a scan."""
    for kind, suffix in (("PNG", "png"), ("JPEG", "jpg"), ("BMP", "bmp"), ("WEBP", "webp")):
        said = sentences(kind, 12)
        yield _known(f"page.{suffix}", file_of(_page(said), kind), said)
    first, second = sentences("first page", 12), sentences("second page", 12)
    yield _known("fax.tiff", file_of(_page(first), "TIFF", _page(second)), [*first, *second])
    yield _known("scan.pdf", _scan(first, second), [*first, *second])


def _known(name: str, data: bytes, said: list[str]) -> KnownFile:
    return KnownFile("Pictures", name, data, "\n".join(said), needs="OCR")


def _page(said: list[str]) -> Image.Image:
    """A page of A4 at 200 dots an inch with these lines."""
    image = Image.new("L", (2200, 2340), "white")
    pen = ImageDraw.Draw(image)
    for at, line in enumerate(said):
        pen.text((130, 160 + 80 * at), line, fill="black", font=_FONT)
    return image


def _scan(*pages: list[str]) -> bytes:
    pdf = FPDF(unit="pt")
    for said in pages:
        pdf.add_page()
        pdf.image(BytesIO(file_of(_page(said), "PNG")), 0, 0, 595)
    return bytes(pdf.output())
