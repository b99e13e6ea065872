"""The pages of an image file, upright and within bounds. Pillow decodes them."""

from __future__ import annotations

import struct
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from corpus.errors import DamagedFile, TooLarge
from corpus.messages import Message
from corpus.readers.ocr.page_picture import POINTS_PER_INCH, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECODERS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
_MOST_PIXELS = 100_000_000
"""Pixels of one page; a sheet of A3 scanned at 600 dots an inch has 70 million."""
_LONGEST_SIDE = 5000
"""Pixels of the longer side that OCR is shown at most."""
_A4_POINTS = 842.0
_PLAUSIBLE_DPI = range(100, 1201)
"""Resolutions that are believed; below, it is a screen's or a camera's, and says nothing about paper."""
_SQUARE = 0.1
_BROKEN = Message("this picture is broken or cut short; copy or download it again")


def page_count(data: bytes, most: int) -> int:
    """Return how many pages a file has; only TIFF has more than one.

    Raises:
        DamagedFile: It is broken.
        TooLarge: It has more than `most`.
    """
    with _opened(data) as image:
        count = 1
        while image.format == "TIFF" and _has_frame(image, count):
            count += 1
            if count > most:
                raise TooLarge(Message("it has more than {most:,} pages; split it into smaller files", most=most))
    return count


def page_for_ocr(data: bytes, number: int) -> Picture:
    """Return a page (from 1) in grey, upright, as large as is of use. Raises DamagedFile and TooLarge."""
    with _opened(data) as image:
        upright, points = _page(image, number)
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        grey = _grey(upright)
    return Picture(grey.tobytes(), grey.width, grey.height, grey.width, points[1] / grey.height)


def page_for_view(data: bytes, number: int, width: int) -> tuple[Image.Image, tuple[float, float]]:
    """Return a page (from 1), `width` pixels wide, and its width and height in points.

    Raises DamagedFile, also where there is no such page, and TooLarge.
    """
    with _opened(data) as image:
        upright, points = _page(image, number)
        size = (width, max(1, round(width * points[1] / points[0])))
        shown = upright if upright.mode == "RGB" else _grey(upright) if _is_grey(upright) else _on_white(upright)
        return shown.resize(size), points


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open an image; whatever its decoder stumbles over while the block runs is raised as DamagedFile."""
    try:
        with Image.open(BytesIO(data), formats=_DECODERS) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, IndexError, KeyError) as error:
        raise DamagedFile(_BROKEN) from error
    except (TypeError, OverflowError, ZeroDivisionError, struct.error) as error:
        raise DamagedFile(_BROKEN) from error


def _has_frame(image: Image.Image, index: int) -> bool:
    try:
        image.seek(index)
    except EOFError:
        return False
    return True


def _page(image: Image.Image, number: int) -> tuple[Image.Image, tuple[float, float]]:
    """Return a page as a person sees it, turned upright and with square pixels, and its size in points."""
    if number > 1 or image.format == "TIFF":
        image.seek(number - 1)
    if image.width * image.height > _MOST_PIXELS:
        raise _too_many_pixels()
    across, down = _resolution(image)
    if across and abs(across / down - 1) > _SQUARE:  # as a fax has it
        image = image.resize((image.width, max(1, round(image.height * across / down))))
    upright = ImageOps.exif_transpose(image)
    scale = POINTS_PER_INCH / across if across else _A4_POINTS / max(upright.size)
    return upright, (upright.width * scale, upright.height * scale)


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Return the dots an inch across and down, as the file says if that can be believed; zeros otherwise."""
    said = image.info.get("dpi")
    try:
        across, down = (float(each) for each in said) if said else (0.0, 0.0)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    believed = all(_PLAUSIBLE_DPI.start <= each < _PLAUSIBLE_DPI.stop for each in (across, down * 2))
    return (across, down) if believed and 0.4 < across / max(down, 1.0) < 2.5 else (0.0, 0.0)


def _is_grey(image: Image.Image) -> bool:
    return image.mode in ("1", "L", "F") or image.mode.startswith("I")


def _grey(image: Image.Image) -> Image.Image:
    """Return an image in grey, a byte a pixel; of more depth, the range that it uses."""
    if image.mode == "F" or image.mode.startswith("I"):
        values = np.asarray(image, dtype=np.float32)
        low, high = float(values.min()), float(values.max())
        return Image.fromarray(((values - low) * (255 / ((high - low) or 1.0))).astype(np.uint8))
    return image.convert("L") if image.mode in ("1", "L", "RGB") else _on_white(image).convert("L")


def _on_white(image: Image.Image) -> Image.Image:
    """Return an image in colour; what is transparent is white, as on paper."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _too_many_pixels() -> TooLarge:
    return TooLarge(
        Message("this picture has more than {most} million pixels; make it smaller", most=_MOST_PIXELS // 1_000_000)
    )
