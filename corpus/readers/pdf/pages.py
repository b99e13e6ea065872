"""One page of a PDF: its words and where they stand, and what lies on it.

With the reader, `annotations` and `rules` in this room the only file that imports pypdfium2.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdfium2 import raw

from corpus.readers.pdf.annotations import Annotation, annotations_of, flatten
from corpus.readers.pdf.characters import name_characters, spell_ligatures
from corpus.readers.pdf.fields import PageField, put_values_beside_labels
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN
from corpus.readers.pdf.lines import Frame, PdfWord
from corpus.readers.pdf.page import PageNote
from corpus.readers.pdf.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus.readers.pdf.tables.finder import Rule

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\uffff]")
_PRINTED_WORD = re.compile(rf"[^\s{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_TURN_SAMPLES = 16
_MOST_OVERLAP, _MOST_SPACE = -0.6, 0.06
"""Shares of the type's height between two letters that no space divides, whatever an OCR layer's font says."""


class PageLayer(NamedTuple):
    """The words of a page as it lies upright, its frame, and how many quarter turns clockwise it is shown at."""

    words: list[PdfWord]
    frame: Frame
    turns: int
    notes: list[PageNote]
    rules: tuple[Rule, ...]


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
            drawn = _content_layer(page, layer.frame.quarter_turns if layer.words else None)
        fields = [_field(each, drawn.frame) for each in on_paper]
        layer = drawn._replace(words=put_values_beside_labels(layer.words, drawn.words, fields))
    said = " ".join(word.text for word in layer.words)
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
        words = list(_page_words(text, characters, frame))
        return PageLayer(words, frame, turns, [], rules_of(page, frame) if words else ())


def _field(annotation: Annotation, frame: Frame) -> PageField:
    return PageField(frame.shown(*annotation.box), annotation.text, annotation.is_tick)


def _note(annotation: Annotation, frame: Frame) -> PageNote:
    return PageNote(frame.shown(*annotation.box), annotation.text, annotation.author)


def _upright_turns(text: Any, characters: str, turns: int) -> int:
    """Return how many quarters the page is turned clockwise for most of its letters to stand upright."""
    letters = [found.start() for found in _PRINTED_WORD.finditer(characters)]
    sampled = letters[:: max(1, len(letters) // _TURN_SAMPLES)]
    quarters = Counter(round(-raw.FPDFText_GetCharAngle(text.raw, at) / (math.pi / 2)) % 4 for at in sampled)
    return quarters.most_common(1)[0][0] if quarters else turns


def _page_words(text: Any, characters: str, frame: Frame) -> Iterator[PdfWord]:
    """Yield the visible words of a page with their boxes.

    A word's glyphs lie in one rectangle for each text object that draws them: a call for each glyph would be slow.
    For the same reason the font's band is asked for only where a line begins or a word leaves the band.
    """
    handle, plain, controlled = text.raw, frame.is_plain, _CONTROLS.search(characters)
    count_rectangles, rectangle = raw.FPDFText_CountRects, raw.FPDFText_GetRect
    edges = (ctypes.c_double * 4)()
    left, top, right, bottom = (ctypes.pointer(ctypes.c_double.from_buffer(edges, 8 * at)) for at in range(4))
    wide, high = frame.size
    base, height, before = 0.0, 0.0, -1
    last: PdfWord | None = None
    for found in _PRINTED_WORD.finditer(characters):
        first, end = found.span()
        word = _CONTROLS.sub("", found[0]) if controlled else found[0]
        if not word or word == LINE_END_HYPHEN:
            continue
        boxes = []
        for at in range(count_rectangles(handle, first, end - first)):
            rectangle(handle, at, left, top, right, bottom)
            boxes.append((edges[0], edges[3], edges[2], edges[1]))
        box = _bounding_box(boxes) if boxes else _font_band(text, first)
        box = box if plain else frame.shown(*box)
        if not (0 <= box[0] + box[2] <= 2 * wide and 0 <= box[1] + box[3] <= 2 * high):
            continue  # its middle lies beside the page's visible part
        if first - before != 1 or characters[before] != " " or not base <= box[1] <= box[3] <= base + height:
            _, base, _, above = frame.shown(*_font_band(text, first))
            height = above - base
        printed = PdfWord(spell_ligatures(word), *box, base, height)
        is_torn = last is not None and first - before == 1 and _is_torn(handle, before, last, printed)
        if last is not None and is_torn:
            printed = _joined(last, printed)
        elif last is not None:
            yield last
        last, before = printed, end
    if last is not None:
        yield last


def _is_torn(handle: Any, space: int, one: PdfWord, other: PdfWord) -> bool:
    """Return True if PDFium made two words of one, as in text layers of OCR, whose fonts have any width."""
    gap = other.left - one.right
    return bool(
        _MOST_OVERLAP * other.height < gap < _MOST_SPACE * other.height
        and one.base == other.base
        and one.text[-1].isalnum()
        and other.text[0].isalnum()
        and raw.FPDFText_IsGenerated(handle, space) == 1
    )


def _joined(one: PdfWord, other: PdfWord) -> PdfWord:
    left, bottom, right, top = _bounding_box([one[1:5], other[1:5]])
    return PdfWord(one.text + other.text, left, bottom, right, top, one.base, one.height)


def _font_band(text: Any, index: int) -> tuple[float, float, float, float]:
    """Return the box that the font takes up around a character."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text.raw, index, box)
    return box.left, box.bottom, box.right, box.top


def _bounding_box(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    if len(boxes) == 1:
        return boxes[0]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _page_characters(page: Any) -> str:
    """Return the page's characters, one for each of PDFium's indices; its fast way loses those beyond U+FFFF."""
    count = page.count_chars()
    text: str = page.get_text_range()
    if len(text) != count:
        codes = (raw.FPDFText_GetUnicode(page.raw, index) for index in range(count))
        text = "".join(LINE_END_HYPHEN if code == 2 else chr(code) for code in codes)
    return name_characters(text)
