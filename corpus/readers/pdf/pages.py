"""One page of a PDF: its words and where they stand, and what lies on it.

With the reader, `annotations` and `rules` in this room the only file that imports pypdfium2.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdfium2 import raw

from corpus.readers.pdf.annotations import Annotation, annotations_of, flatten
from corpus.readers.pdf.characters import has_ligatures, name_characters, spell_ligatures
from corpus.readers.pdf.fields import PageField, put_values_beside_labels
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN
from corpus.readers.pdf.lines import Frame, PdfWord
from corpus.readers.pdf.page import PageNote
from corpus.readers.pdf.rules import rules_of
from corpus.readers.pdf.scripts import has_right_to_left, in_logical_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus.readers.pdf.tables.finder import Rule

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\uffff]")
"""Characters of no use in a word; other control characters count as white space."""
_PRINTED_WORD = re.compile(rf"[^\s{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_TURN_SAMPLES = 16
_four = struct.Struct("4d").unpack_from
_span = re.Match.span
_BOX_ORDER = (0, 3, 2, 1)
"""Where PDFium writes left, top, right and bottom of a rectangle for them to lie in the order of a box."""
_as_word = tuple.__new__  # half the time of PdfWord(…), for the many words of many pages
_MOST_OVERLAP, _MOST_SPACE = -0.6, 0.06
"""Shares of the type's height between two letters that no space divides, whatever an OCR layer's font says."""


def _called_by_address(function: Any, *types: Any) -> Any:
    """Return a function of PDFium that takes addresses as plain numbers, which takes two thirds of the time."""
    return ctypes.CFUNCTYPE(ctypes.c_int, *types)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_count_rectangles = _called_by_address(raw.FPDFText_CountRects, ctypes.c_void_p, ctypes.c_int, ctypes.c_int)
_rectangle = _called_by_address(raw.FPDFText_GetRect, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)


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
    sampled = [
        at for at in range(0, len(characters), max(1, len(characters) // _TURN_SAMPLES)) if _is_letter(characters[at])
    ]
    sampled = sampled or [
        found.start() for found, _ in zip(_PRINTED_WORD.finditer(characters), range(_TURN_SAMPLES), strict=False)
    ]
    quarters = Counter(round(-raw.FPDFText_GetCharAngle(text.raw, at) / (math.pi / 2)) % 4 for at in sampled)
    return quarters.most_common(1)[0][0] if quarters else turns


def _is_letter(character: str) -> bool:
    return not character.isspace() and character != LINE_END_HYPHEN


def _page_words(text: Any, characters: str, frame: Frame) -> Iterator[PdfWord]:
    """Yield the visible words of a page with their boxes.

    A word's glyphs lie in one rectangle for each text object that draws them: a call for each glyph would be slow.
    For the same reason the font's band is asked for only where a line begins or a word leaves the band.
    """
    plain, clean = frame.is_plain, _cleaning(text, characters, frame)
    wide, high = frame.size
    base, height, before = 0.0, 0.0, -1
    last: PdfWord | None = None
    for first, end, box in _word_boxes(text, characters):
        word = characters[first:end] if clean is None else clean(first, end)
        if not word or word == LINE_END_HYPHEN:
            continue
        left, bottom, right, top = box if plain else frame.shown(*box)
        if not (0 <= left + right <= 2 * wide and 0 <= bottom + top <= 2 * high):
            continue  # its middle lies beside the page's visible part
        follows_space = first - before == 1 and before >= 0
        if not follows_space or characters[before] != " " or not base <= bottom <= top <= base + height:
            _, base, _, above = frame.shown(*_band_of_word(text, word, first))
            height = above - base
        printed = _as_word(PdfWord, (word, left, bottom, right, top, base, height, False))
        if last is not None:
            near = follows_space and left - last[3] < _MOST_SPACE * height
            if near and _is_torn(text.raw, before, last, printed):
                printed = _joined(last, printed)
            else:
                yield last
        last, before = printed, end
    if last is not None:
        yield last


def _word_boxes(text: Any, characters: str) -> Iterator[tuple[int, int, tuple[float, float, float, float]]]:
    """Yield where each word starts and ends in the page's characters, and the box of its glyphs."""
    handle, edges = ctypes.cast(text.raw, ctypes.c_void_p).value, (ctypes.c_double * 4)()
    count, rectangle, four = _count_rectangles, _rectangle, _four
    left, top, right, bottom = (ctypes.addressof(edges) + 8 * at for at in _BOX_ORDER)
    for first, end in map(_span, _PRINTED_WORD.finditer(characters)):
        found = count(handle, first, end - first)
        if found == 1:
            rectangle(handle, 0, left, top, right, bottom)
            yield first, end, four(edges)
            continue
        boxes = []
        for at in range(found):
            rectangle(handle, at, left, top, right, bottom)
            boxes.append(four(edges))
        yield first, end, _bounding_box(boxes) if boxes else _font_band(text, first)


def _cleaning(text: Any, characters: str, frame: Frame) -> Callable[[int, int], str] | None:
    """Return what makes a word of a page's characters as a person reads it; None if they are so already."""
    controlled, turned = _CONTROLS.search(characters), has_right_to_left(characters)
    if not (controlled or turned or has_ligatures(characters)):
        return None

    def clean(first: int, end: int) -> str:
        word = characters[first:end]
        if turned and has_right_to_left(word):
            boxes = (frame.shown(*_font_band(text, at)) for at in range(first, end))
            word = in_logical_order(word, [(left + right) / 2 for left, _, right, _ in boxes])
        return spell_ligatures(_CONTROLS.sub("", word))

    return clean


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


def _band_of_word(text: Any, word: str, first: int) -> tuple[float, float, float, float]:
    """Return the box that the font takes up around a word's first character.

    PDFium knows the band of some Arabic letters only, and gives the glyph's own edges for the rest: there it is the
    highest of the word's.
    """
    if not has_right_to_left(word):
        return _font_band(text, first)
    return max((_font_band(text, first + at) for at in range(len(word))), key=lambda box: box[3] - box[1])


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
