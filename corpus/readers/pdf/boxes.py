"""Where PDFium says that characters stand, asked for many words in one go.

A call through ctypes costs more than PDFium's own work in it. So functions are called by address and without types, by
`map` and not in a loop, with arguments that are made once: where each answer is to be written in one array. With the
reader, `pages`, `page_words`, `annotations` and `rules` in this room the only file that imports pypdfium2.
"""

from __future__ import annotations

import ctypes
import struct
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray  # noqa: TC002 - a NamedTuple's fields
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Box = tuple[float, float, float, float]
"""Left, bottom, right and top."""
_AT_ONCE = 1_024
"""Words whose answers are written before they are taken: most pages have fewer."""
_ORDER = (0, 3, 2, 1)
"""Where left, bottom, right and top lie in what PDFium writes: left, top, right, bottom."""


def by_address(function: Any, returns: Any = ctypes.c_int) -> Any:
    """Return a function of PDFium that hands on what it is given: integers, and pointers from `as_pointer`.

    It keeps Python's lock, which is a matter of less than a microsecond.
    """
    return ctypes.PYFUNCTYPE(returns)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def as_pointer(handle: Any) -> Any:
    """Return one of PDFium's handles as functions that `by_address` returns take it."""
    return ctypes.c_void_p.from_param(ctypes.cast(handle, ctypes.c_void_p).value)


def _addresses(values: NDArray[Any], first: int) -> list[Any]:
    """Return where a field of each row of an array lies, as functions that `by_address` returns take it."""
    start, row = values.ctypes.data + first * values.itemsize, values.strides[0]
    return [ctypes.c_void_p.from_param(start + at * row) for at in range(len(values))]


_count_rectangles = by_address(raw.FPDFText_CountRects)
_rectangle = by_address(raw.FPDFText_GetRect)
_loose_box = by_address(raw.FPDFText_GetLooseCharBox)
_rectangles = np.zeros((_AT_ONCE, 4))
_fields = [_addresses(_rectangles, field) for field in range(4)]
_DOUBLES, _FLOATS = struct.Struct("4d"), struct.Struct("4f")
_part = ctypes.create_string_buffer(_DOUBLES.size)
_part_addresses = [ctypes.byref(_part, at * ctypes.sizeof(ctypes.c_double)) for at in range(4)]
_band = ctypes.create_string_buffer(_FLOATS.size)
_band_address = as_pointer(_band)


class GlyphBoxes(NamedTuple):
    """The boxes of the glyphs of words (shape: words by left, bottom, right, top), and which of them several draw."""

    boxes: NDArray[np.float64]
    several: list[int]


def glyph_boxes(text: Any, firsts: Sequence[int], lengths: Sequence[int]) -> GlyphBoxes:
    """Return the boxes of the glyphs of words by where they begin and how many characters they have.

    A word's glyphs lie in one rectangle for each text object that draws them.
    """
    several: list[int] = []
    parts = [
        _glyph_boxes(text, firsts[at : at + _AT_ONCE], lengths[at : at + _AT_ONCE], at, several)
        for at in range(0, len(firsts), _AT_ONCE)
    ]
    return GlyphBoxes(np.concatenate(parts) if len(parts) > 1 else parts[0], several)


def _glyph_boxes(
    text: Any, firsts: Sequence[int], lengths: Sequence[int], before: int, several: list[int]
) -> NDArray[np.float64]:
    """Return the boxes of words; add to `several` which of them, after those `before`, several text objects draw."""
    handle = as_pointer(text.raw)
    counted = map(_count_rectangles, repeat(handle), firsts, lengths)
    written = map(_rectangle, repeat(handle), repeat(0), *_fields)
    # `zip` takes from both in turn: PDFium keeps only the rectangles that it counted last.
    counts = [count for count, _ in zip(counted, written)]  # noqa: B905
    boxes = _rectangles[: len(firsts), _ORDER]
    for at, count in enumerate(counts) if counts.count(1) < len(counts) else ():
        if count != 1:
            boxes[at] = _box_of_several(text, firsts[at], lengths[at])
            several.append(before + at)
    return boxes


def _box_of_several(text: Any, first: int, length: int) -> Box:
    """Return the box around the glyphs of a word that several text objects draw; its font's band for none."""
    handle = as_pointer(text.raw)
    boxes: list[Box] = []
    for at in range(_count_rectangles(handle, first, length)):
        _rectangle(handle, at, *_part_addresses)
        left, top, right, bottom = _DOUBLES.unpack(_part)
        boxes.append((left, bottom, right, top))
    return bounding_box(boxes) if boxes else font_bands(text)(first)


def font_bands(text: Any) -> Callable[[int], Box]:
    """Return a function that returns the box which the font takes up around a character of a page."""
    handle = as_pointer(text.raw)

    def band(index: int) -> Box:
        if not _loose_box(handle, index, _band_address):
            return 0.0, 0.0, 0.0, 0.0
        left, top, right, bottom = _FLOATS.unpack(_band)
        return left, bottom, right, top

    return band


def bounding_box(boxes: Sequence[Box]) -> Box:
    """Return the box around some."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
