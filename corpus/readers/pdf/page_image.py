"""A page of a PDF or of an image as a picture with places marked on it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

from corpus.readers.detection import detect_format
from corpus.readers.images.frames import page_for_view
from corpus.readers.pdf.reader import page_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.printed_layout import Rectangle

_MARKER = (255, 226, 120)
_PADDING = 1.0
_MIN_WIDTH, _MAX_WIDTH = 16, 4096


def page_image(data: bytes, number: int, rectangles: Sequence[Rectangle], width: int) -> bytes:
    """Return a PNG of a page, marked as by a highlighter: what is dark stays as dark.

    Args:
        data: The bytes of the file.
        number: The page, from 1.
        rectangles: What to mark, in points; those of other pages are left out.
        width: Pixels, brought within 16 and 4,096.

    Raises:
        ReadError: The file or its page cannot be read.
    """
    draw = page_for_view if detect_format(data, "").is_image else page_picture
    picture, points = draw(data, number, min(max(width, _MIN_WIDTH), _MAX_WIDTH))
    marks = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(marks)
    across, up = picture.width / points[0], picture.height / points[1]
    for mark in rectangles:
        if mark.page == number:
            left, right = (mark.left - _PADDING) * across, (mark.right + _PADDING) * across
            top, bottom = picture.height - (mark.top + _PADDING) * up, picture.height - (mark.bottom - _PADDING) * up
            pen.rectangle((left, top, right, bottom), fill=_MARKER)
    stream = BytesIO()
    ImageChops.multiply(picture.convert("RGB"), marks).save(stream, "PNG")
    return stream.getvalue()
