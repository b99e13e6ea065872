"""One page of a PDF: its words and where they stand, and what lies on it.

With the reader, `page_words`, `boxes`, `annotations` and `rules` in this room the only file that imports pypdfium2.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from contextlib import closing
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pypdfium2 import raw

from corpus.readers.pdf.annotations import Annotation, annotations_of, flatten
from corpus.readers.pdf.boxes import as_pointer, by_address
from corpus.readers.pdf.characters import name_characters
from corpus.readers.pdf.fields import PageField, put_values_beside_labels
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN
from corpus.readers.pdf.lines import Frame
from corpus.readers.pdf.page import PageNote
from corpus.readers.pdf.page_words import words_of
from corpus.readers.pdf.printed_words import WordColumns
from corpus.readers.pdf.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.readers.pdf.tables.finder import Rule

_PRINTED_WORD = re.compile(rf"[^\s{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_TURN_SAMPLES = 16
_HYPHEN_CODE = "\x02"
"""What PDFium has for a hyphen at a line's end where it is asked for single characters."""
_unicode = by_address(raw.FPDFText_GetUnicode, ctypes.c_uint)
_copy_text = by_address(raw.FPDFText_GetText)
_angle = by_address(raw.FPDFText_GetCharAngle, ctypes.c_float)


class PageLayer(NamedTuple):
    """The words of a page as it lies upright, its frame, and how many quarter turns clockwise it is shown at."""

    words: WordColumns
    frame: Frame
    turns: int
    notes: list[PageNote]
    rules: tuple[Rule, ...]


def load_page(document: Any, index: int) -> Any:
    """Return a page; one that its crop leaves nothing of is shown whole, as viewers do. Raises PdfiumError."""
    page = document[index]
    if min(page.get_size()) < 1:
        page.set_cropbox(*page.get_mediabox())
    return page


def read_layer(load: Callable[[], Any], form: Any) -> PageLayer:
    """Return what one page says, in its content and in what lies on it; `form` is PDFium's handle or None.

    `load` loads the page, a second time if fields or free text have been drawn into it. Raises PdfiumError.
    """
    with closing(load()) as page:
        layer = _content_layer(page, None)
        found = annotations_of(page, form)
        if not found:
            return layer
        on_paper = [each for each in found if not each.is_note]
        if on_paper:
            flatten(page)
    if on_paper:
        with closing(load()) as page:
            drawn = _content_layer(page, layer.frame.quarter_turns if layer.words.texts else None)
        fields = [_field(each, drawn.frame) for each in on_paper]
        words = put_values_beside_labels(layer.words.words(), drawn.words.words(), fields)
        layer = drawn._replace(words=WordColumns.of(words))
    said = " ".join(layer.words.texts)
    return layer._replace(notes=[_note(each, layer.frame) for each in found if each.is_note and each.text not in said])


def _content_layer(page: Any, upright: int | None) -> PageLayer:
    """Return the visible words of a page's content, turned by `upright` quarters or as most of its letters stand."""
    with closing(page.get_textpage()) as text:
        turns = (page.get_rotation() // 90) % 4
        characters = _page_characters(text)
        left, bottom, right, top = page.get_bbox()
        if upright is None:
            upright = _upright_turns(text, characters, turns)
        frame = Frame(left, bottom, right, top, upright)
        words = words_of(text, characters, frame)
        return PageLayer(words, frame, turns, [], rules_of(page, frame) if words.texts else ())


def _field(annotation: Annotation, frame: Frame) -> PageField:
    return PageField(frame.shown(*annotation.box), annotation.text, annotation.is_tick)


def _note(annotation: Annotation, frame: Frame) -> PageNote:
    return PageNote(frame.shown(*annotation.box), annotation.text, annotation.author)


def _upright_turns(text: Any, characters: str, turns: int) -> int:
    """Return how many quarters the page is turned clockwise for most of its letters to stand upright."""
    sampled = [
        at for at in range(0, len(characters), max(1, len(characters) // _TURN_SAMPLES)) if _is_letter(characters[at])
    ]
    sampled = sampled or [
        found.start() for found, _ in zip(_PRINTED_WORD.finditer(characters), range(_TURN_SAMPLES), strict=False)
    ]
    angles = map(_angle, repeat(as_pointer(text.raw)), sampled)
    quarters = Counter(round(-angle / (math.pi / 2)) % 4 for angle in angles)
    return quarters.most_common(1)[0][0] if quarters else turns


def _is_letter(character: str) -> bool:
    return not character.isspace() and character != LINE_END_HYPHEN


def _page_characters(page: Any) -> str:
    """Return the page's characters, one for each of PDFium's indices; its fast way loses those beyond U+FFFF."""
    count = page.count_chars()
    units = np.empty(count + 1, np.uint16)
    written = _copy_text(as_pointer(page.raw), 0, count, ctypes.c_void_p(units.ctypes.data)) if count else 1
    text = units[: written - 1].tobytes().decode("utf-16-le", "ignore")
    if len(text) != count:
        codes = map(_unicode, repeat(as_pointer(page.raw)), range(count))
        text = "".join(map(chr, codes)).replace(_HYPHEN_CODE, LINE_END_HYPHEN)
    return name_characters(text)
