"""The lines that are drawn on a page: tables have them between their rows and columns."""

from __future__ import annotations

import ctypes
import struct
from itertools import compress, islice, repeat
from typing import TYPE_CHECKING, Any

from pypdfium2 import raw

from corpus.readers.pdf.boxes import as_pointer, by_address
from corpus.readers.pdf.tables.finder import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.pdf.lines import Frame


class _Handle(ctypes.c_void_p):
    """A pointer that ctypes does not turn into a number, so that it can be handed on as it is."""


_object = by_address(raw.FPDFPage_GetObject, _Handle)
_type = by_address(raw.FPDFPageObj_GetType)
_bounds = by_address(raw.FPDFPageObj_GetBounds)
_FLOATS = struct.Struct("4f")
_edges = ctypes.create_string_buffer(_FLOATS.size)
_places = [ctypes.byref(_edges, at * ctypes.sizeof(ctypes.c_float)) for at in range(4)]
_MAX_OBJECTS = 20_000
_MAX_PATHS = 2_000
_MIN_LENGTH = 12.0
_MIN_HEIGHT = 6.0
_MAX_THICKNESS = 2.5
_MAX_CELL_HEIGHT = 300.0


def rules_of(page: Any, frame: Frame) -> tuple[Rule, ...]:
    """Return the straight lines of a page as it lies upright; the edges of boxes are some of them.

    PDFium tells the box around each path. A whole grid drawn as one path has only its outer edges here.
    """
    rules: list[Rule] = []
    for path in _paths(page):
        if _bounds(path, *_places):
            left, bottom, right, top = frame.shown(*_FLOATS.unpack(_edges))
            wide, high = right - left, top - bottom
            if wide >= _MIN_LENGTH and high <= _MAX_THICKNESS:
                rules.append(Rule(left, right, (bottom + top) / 2))
            elif high >= _MIN_HEIGHT and wide <= _MAX_THICKNESS:
                rules.append(Rule(bottom, top, (left + right) / 2, is_upright=True))
            elif wide >= _MIN_LENGTH and _MIN_HEIGHT <= high <= _MAX_CELL_HEIGHT:
                rules += (Rule(left, right, bottom), Rule(left, right, top))
                rules += (Rule(bottom, top, left, is_upright=True), Rule(bottom, top, right, is_upright=True))
    return tuple(rules)


def _paths(page: Any) -> Iterator[Any]:
    count = min(raw.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)
    handles = list(map(_object, repeat(as_pointer(page.raw), count), range(count)))
    return islice(compress(handles, map(raw.FPDF_PAGEOBJ_PATH.__eq__, map(_type, handles))), _MAX_PATHS)
