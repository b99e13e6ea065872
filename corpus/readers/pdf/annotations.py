"""What lies on a page and is not in its content: fields of a form, free text, and the notes of readers.

Fields and free text are drawn by PDFium into the content (`flatten`), so that their words have places like any other;
what has no drawing is read from its dictionary, in its rectangle. With the
reader, `pages` and `rules` in this room the only file that imports pypdfium2.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_ANNOTATIONS = 5_000
_MAX_BYTES = 200_000
"""Bytes of one note or value."""
_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13
_ON_PAPER = frozenset({raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP})
_NOTES = frozenset(
    {
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_STRIKEOUT,
        raw.FPDF_ANNOT_CARET,
        raw.FPDF_ANNOT_INK,
        raw.FPDF_ANNOT_LINE,
        raw.FPDF_ANNOT_SQUARE,
        raw.FPDF_ANNOT_CIRCLE,
        raw.FPDF_ANNOT_POLYGON,
        raw.FPDF_ANNOT_POLYLINE,
    }
)
_TICKED = frozenset({raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON})
_CHOSEN = frozenset({raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
_NO_WORD = frozenset({"on", "off", "yes", "true", "checked", "choice"})
"""Names that programs give the ticked state where nobody has chosen one."""
_TICK, _NO_TICK = "☑", "☐"
_Box = tuple[float, float, float, float]
_Text = Any


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation that says something.

    Attributes:
        box: Its rectangle in the page's own coordinates: left, bottom, right, top.
        text: What it says; of a field its value, of a tick box a sign and the form's own word for what is chosen.
        author: Who wrote a note; None for what is on paper.
        is_note: True if it is shown beside the page and not on it.
        is_tick: True for boxes that are ticked or not: their drawing says nothing.
    """

    box: _Box
    text: str
    author: str | None = None
    is_note: bool = False
    is_tick: bool = False


def annotations_of(page: Any, form: Any) -> list[Annotation]:
    """Return the visible annotations of a page that may say something; `form` is PDFium's handle or None."""
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)
    return [each for index in range(count) if (each := _annotation(page, form, index)) is not None]


def flatten(page: Any) -> None:
    """Draw what is seen to lie on the page into its content; a page that is loaded afterwards has it there."""
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw) - 1, -1, -1):
        handle = raw.FPDFPage_GetAnnot(page.raw, index)
        if handle and raw.FPDFAnnot_GetFlags(handle) & _HIDDEN:
            raw.FPDFPage_RemoveAnnot(page.raw, index)
        raw.FPDFPage_CloseAnnot(handle)
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)


def _annotation(page: Any, form: Any, index: int) -> Annotation | None:
    handle = raw.FPDFPage_GetAnnot(page.raw, index)
    if not handle:
        return None
    try:
        kind = raw.FPDFAnnot_GetSubtype(handle)
        if kind not in _ON_PAPER | _NOTES or raw.FPDFAnnot_GetFlags(handle) & _HIDDEN:
            return None
        if kind == raw.FPDF_ANNOT_WIDGET:
            return _field(handle, form) if form is not None else Annotation(_box(handle), "")
        text = _dictionary_text(handle, b"Contents")
        if kind in _ON_PAPER:
            return Annotation(_box(handle), text if kind == raw.FPDF_ANNOT_FREETEXT else "")
        return Annotation(_box(handle), text, _dictionary_text(handle, b"T"), is_note=True) if text else None
    finally:
        raw.FPDFPage_CloseAnnot(handle)


def _field(handle: Any, form: Any) -> Annotation | None:
    kind = raw.FPDFAnnot_GetFormFieldType(form, handle)
    if kind == raw.FPDF_FORMFIELD_PUSHBUTTON:
        return Annotation(_box(handle), "")
    if kind in _TICKED:
        return Annotation(_box(handle), _tick(handle, form), is_tick=True)
    if raw.FPDFAnnot_GetFormFieldFlags(form, handle) & _PASSWORD:
        return None
    chosen = _chosen(handle, form) if kind in _CHOSEN else ""
    return Annotation(_box(handle), chosen or _text(raw.FPDFAnnot_GetFormFieldValue, form, handle))


def _tick(handle: Any, form: Any) -> str:
    """Return the sign of a tick box, and the word for what is chosen if that is one."""
    if not raw.FPDFAnnot_IsChecked(form, handle):
        return _NO_TICK
    word = _text(raw.FPDFAnnot_GetFormFieldExportValue, form, handle)
    is_word = any(map(str.isalpha, word)) and word.rstrip("0123456789").casefold() not in _NO_WORD
    return f"{_TICK} {word}" if is_word else _TICK


def _chosen(handle: Any, form: Any) -> str:
    """Return the labels of the options that are chosen."""
    count = min(raw.FPDFAnnot_GetOptionCount(form, handle), _MAX_ANNOTATIONS)
    return ", ".join(
        _option(handle, form, at) for at in range(count) if raw.FPDFAnnot_IsOptionSelected(form, handle, at)
    )


def _option(handle: Any, form: Any, at: int) -> str:
    return _read(lambda buffer, size: raw.FPDFAnnot_GetOptionLabel(form, handle, at, buffer, size))


def _text(function: Callable[..., int], form: Any, handle: Any) -> str:
    return _read(lambda buffer, size: function(form, handle, buffer, size))


def _dictionary_text(handle: Any, key: bytes) -> str:
    return _read(lambda buffer, size: raw.FPDFAnnot_GetStringValue(handle, key, buffer, size))


def _read(fill: Callable[[Any, int], int]) -> str:
    """Return the UTF-16 text that one of PDFium's functions writes: it is asked for the length first."""
    size = fill(None, 0)
    if not 2 < size <= _MAX_BYTES:
        return ""
    buffer = (ctypes.c_ushort * ((size + 1) // 2))()
    fill(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0].strip()


def _box(handle: Any) -> _Box:
    edges = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(handle, edges)
    left, right = sorted((edges.left, edges.right))
    bottom, top = sorted((edges.bottom, edges.top))
    return left, bottom, right, top
