"""How much memory a PDF of its size should need at most; 2 KB of forms that draw each other take up all there is."""

from __future__ import annotations

import re
import sys

_LEAST = 512 * 2**20
_LEAST_TO_DRAW = 1024 * 2**20
"""Bytes for what a page is drawn on, besides."""
_EACH_BYTE = 128
"""Bytes for each byte of the file: what is drawn is packed in it, and takes up more as an object."""
_EACH_PIXEL = 32
"""Bytes for each pixel of its pictures: JPEG 2000 is unpacked to four numbers of four bytes, and copied."""
_WIDTH = re.compile(rb"/Width\s*(\d+)(\s+\d+\s+R)?", re.ASCII)
_HEIGHT = re.compile(rb"/Height\s*(\d+)(\s+\d+\s+R)?", re.ASCII)


def memory_to_read(data: bytes) -> int:
    """Return the bytes that reading the words of its pages, one after the other, may take."""
    return _LEAST + _EACH_BYTE * len(data)


def memory_to_draw(data: bytes) -> int:
    """Return the bytes that drawing its pages, one after the other, may take."""
    return memory_to_read(data) + _LEAST_TO_DRAW + _EACH_PIXEL * _pixels(data)


def _pixels(data: bytes) -> int:
    """Return how many pixels its pictures have; as many as there can be where that does not stand there in numbers.

    Pictures are streams, whose dictionaries are never packed.
    """
    widths, heights = _WIDTH.findall(data), _HEIGHT.findall(data)
    if len(widths) != len(heights) or any(reference for _, reference in (*widths, *heights)):
        return sys.maxsize // _EACH_PIXEL
    return sum(int(wide[:9]) * int(high[:9]) for (wide, _), (high, _) in zip(widths, heights, strict=True))
