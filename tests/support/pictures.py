"""Pictures of text, drawn here."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence


FONT = ImageFont.load_default(32)
"""The font of the pages, 32 pixels high."""


def page_of(*lines: str) -> Image.Image:
    """Return a grey page with these lines on it, one below the other, in Pillow's own font."""
    image = Image.new("L", (1200, 200 + 60 * len(lines)), "white")
    pen = ImageDraw.Draw(image)
    for at, line in enumerate(lines):
        pen.text((60, 80 + 60 * at), line, fill="black", font=FONT)
    return image


def file_of(image: Image.Image, kind: str, *others: Image.Image, **how: Any) -> bytes:
    """Return an image as the bytes of a file of this kind, with other pages after it."""
    stream = BytesIO()
    more: dict[str, Sequence[Image.Image] | bool] = {"save_all": True, "append_images": others} if others else {}
    image.save(stream, kind, **more, **how)
    return stream.getvalue()
