"""The words of a page in runs: what follows one another in one band, told for all words of the page at once.

With the reader, `pages`, `boxes`, `annotations` and `rules` in this room the only file that imports pypdfium2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, compress, repeat
from typing import TYPE_CHECKING, Any

import numpy as np
from pypdfium2 import raw

from corpus.readers.pdf.boxes import Box, bounding_box, font_band, font_bands, glyph_boxes
from corpus.readers.pdf.characters import has_ligatures, spell_ligatures
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN
from corpus.readers.pdf.lines import VERTICAL_RATIO, WIDE_SPACE, PdfWord, WordRun, single_runs
from corpus.readers.pdf.scripts import has_right_to_left, in_logical_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.readers.pdf.lines import Frame

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\uffff]")
"""Characters of no use in a word; other control characters count as white space."""
_WHITE = np.array([at for at in range(0x3001) if chr(at).isspace()], np.uint32)
_SPACE, _HYPHEN = ord(" "), ord(LINE_END_HYPHEN)
_as_word = tuple.__new__  # half the time of PdfWord(…), for the many words of many pages
_FEW = 40
"""Words of a page for which telling runs costs more than it saves."""
_MOST_OVERLAP, _MOST_SPACE = -0.6, 0.06
"""Shares of the type's height between two letters that no space divides, whatever an OCR layer's font says."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The visible words of a page: what they say, where they stand among its characters, and their boxes."""

    texts: Sequence[str]
    firsts: NDArray[np.int64]
    ends: NDArray[np.int64]
    boxes: tuple[NDArray[np.float64], ...]

    def part(self, start: int, end: int) -> _Words:
        """Return those of the words from a position to another."""
        firsts, ends = self.firsts[start:end], self.ends[start:end]
        return _Words(self.texts[start:end], firsts, ends, tuple(edges[start:end] for edges in self.boxes))

    def only(self, kept: NDArray[np.bool_]) -> _Words:
        """Return those of the words that a mask names."""
        if kept.all():
            return self
        texts, boxes = list(compress(self.texts, kept)), tuple(edges[kept] for edges in self.boxes)
        return _Words(texts, self.firsts[kept], self.ends[kept], boxes)


def page_runs(text: Any, characters: str, frame: Frame) -> list[WordRun]:
    """Return the visible words of a page with their boxes, in runs.

    `characters` are the page's, one for each of PDFium's indices.
    """
    codes = np.frombuffer(characters.encode("utf-32-le", "surrogatepass"), np.uint32)
    words = _visible_words(text, characters, codes, frame)
    if not words.texts:
        return []
    if len(words.texts) < _FEW or has_right_to_left(characters):
        return single_runs(_one_by_one(text, characters, frame, words))
    return list(_runs(text, characters, frame, words, codes))


def word_places(codes: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    r"""Return where the words of a page begin and end; the hyphen that a line's end put in ends a word, too."""
    breaks = np.ones(len(codes) + 2, np.bool_)
    breaks[1:-1] = _is_white(codes) | (codes == _HYPHEN)
    turns = np.flatnonzero(breaks[1:] != breaks[:-1])
    firsts, ends = turns[::2], turns[1::2]
    after = np.append(codes, np.uint32(0))[ends]
    return firsts, ends + (after == _HYPHEN)


def _is_white(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    white: NDArray[np.bool_] = ((codes >= 9) & (codes <= 13)) | ((codes >= 28) & (codes <= _SPACE))
    high = codes > 0x7F
    if high.any():
        white |= high & np.isin(codes, _WHITE)
    return white


def _visible_words(text: Any, characters: str, codes: NDArray[np.uint32], frame: Frame) -> _Words:
    """Return the words of a page whose middle lies in its visible part."""
    firsts, ends = word_places(codes)
    if not len(firsts):
        return _Words((), firsts, ends, ())
    texts = _texts(text, characters, frame, zip(firsts.tolist(), ends.tolist(), strict=True))
    boxes = glyph_boxes(text, firsts.tolist(), (ends - firsts).tolist())
    left, bottom, right, top = frame.shown(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
    wide, high = frame.size
    across, up = left + right, bottom + top
    kept = (across >= 0) & (across <= 2 * wide) & (up >= 0) & (up <= 2 * high)
    if "" in texts or LINE_END_HYPHEN in texts:
        kept &= np.array([each not in {"", LINE_END_HYPHEN} for each in texts])
    return _Words(texts, firsts, ends, (left, bottom, right, top)).only(kept)


def _texts(text: Any, characters: str, frame: Frame, places: Iterable[tuple[int, int]]) -> list[str]:
    """Return the words of a page's characters as a person reads them."""
    turned = has_right_to_left(characters)
    if not (turned or _CONTROLS.search(characters) or has_ligatures(characters)):
        return [characters[first:end] for first, end in places]
    return [_clean(text, characters, frame, first, end, turned=turned) for first, end in places]


def _clean(text: Any, characters: str, frame: Frame, first: int, end: int, *, turned: bool) -> str:
    word = characters[first:end]
    if word.isascii() and word.isprintable():
        return word
    if turned and has_right_to_left(word):
        boxes = (frame.shown(*font_band(text, at)) for at in range(first, end))
        word = in_logical_order(word, [(left + right) / 2 for left, _, right, _ in boxes])
    return spell_ligatures(_CONTROLS.sub("", word))


def _runs(text: Any, characters: str, frame: Frame, words: _Words, codes: NDArray[np.uint32]) -> Iterator[WordRun]:
    """Yield the words in runs; those of a line that are not in one band, or out of order, each by itself.

    The font's band is asked for only where words do not follow one another with a space between, and where a word
    leaves the band of the one before.
    """
    begins = np.ones(len(words.texts), np.bool_)
    begins[1:] = (words.firsts[1:] - words.ends[:-1] != 1) | (codes[words.ends[:-1] % len(codes)] != _SPACE)
    heads = np.flatnonzero(begins)
    counts = np.diff(heads, append=len(begins))
    bases, heights = _bands_of(text, frame, words.firsts[heads])
    base, height = np.repeat(bases, counts), np.repeat(heights, counts)
    even = np.logical_and.reduceat(begins | _go_on(text, frame, words, base, height), heads)
    even &= (counts == 1) | ~np.logical_or.reduceat(_are_vertical(words, height), heads)
    left, _, right, _ = words.boxes
    far = np.append(False, ~(left[1:] < right[:-1] + WIDE_SPACE * height[1:]))
    starts = np.flatnonzero(begins | (far & np.repeat(even, counts)))
    made = _made(words, bases.tolist(), heights.tolist(), counts.tolist())
    is_even = np.repeat(even, counts)[starts].tolist()
    edges = [
        around.reduceat(each, starts).tolist()
        for around, each in zip((np.minimum, np.minimum, np.maximum, np.maximum), words.boxes, strict=True)
    ]
    places = starts.tolist()
    for start, end, whole, *box in zip(places, [*places[1:], len(made)], is_even, *edges, strict=True):
        if whole:
            yield WordRun(made[start:end], " ".join(words.texts[start:end]), *box)
        else:
            yield from single_runs(_one_by_one(text, characters, frame, words.part(start, end)))


def _bands_of(text: Any, frame: Frame, firsts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bottoms and heights of the bands that the font takes up around characters."""
    boxes = font_bands(text, firsts.tolist())
    _, bottom, _, top = frame.shown(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
    return bottom, top - bottom


def _go_on(
    text: Any, frame: Frame, words: _Words, base: NDArray[np.float64], height: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which words follow the one before in its band, to its right, and are not the rest of it."""
    left, bottom, right, top = words.boxes
    gap = np.append(0.0, left[1:] - right[:-1])
    follows: NDArray[np.bool_] = (left <= right) & (bottom <= top) & np.append(False, left[1:] >= left[:-1])
    for at in np.flatnonzero(follows & (gap < _MOST_SPACE * height)).tolist():
        follows[at] = not _may_be_torn(text, words, at)
    outside = np.flatnonzero(follows & ~((base <= bottom) & (top <= base + height)))
    if len(outside):
        bottoms, heights = _bands_of(text, frame, words.firsts[outside])
        follows[outside] = (bottoms == base[outside]) & (heights == height[outside])
    return follows


def _may_be_torn(text: Any, words: _Words, at: int) -> bool:
    """Return True if a word so near the one before may be the rest of it."""
    return (
        words.texts[at - 1][-1].isalnum()
        and words.texts[at][0].isalnum()
        and bool(raw.FPDFText_IsGenerated(text.raw, int(words.ends[at - 1])) == 1)
    )


def _are_vertical(words: _Words, height: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return `PdfWord.is_vertical` of each word."""
    left, bottom, right, top = words.boxes
    tall: NDArray[np.bool_] = top - bottom > VERTICAL_RATIO * np.maximum(right - left, height)
    return tall


def _made(words: _Words, bases: Sequence[float], heights: Sequence[float], counts: Sequence[int]) -> list[PdfWord]:
    """Return the words, those of a run in one band."""
    columns = (edges.tolist() for edges in words.boxes)
    bands = (chain.from_iterable(map(repeat, each, counts)) for each in (bases, heights))
    return list(map(_as_word, repeat(PdfWord), zip(words.texts, *columns, *bands, repeat(False))))


def _one_by_one(text: Any, characters: str, frame: Frame, words: _Words) -> Iterator[PdfWord]:
    """Yield words, each in its own band if it leaves that of the one before; what an OCR layer tore is one word."""
    base, height, before = 0.0, 0.0, -1
    last: PdfWord | None = None
    columns = (each.tolist() for each in (words.firsts, words.ends, *words.boxes))
    for word, first, end, left, bottom, right, top in zip(words.texts, *columns, strict=True):
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
    left, bottom, right, top = bounding_box([one[1:5], other[1:5]])
    return PdfWord(one.text + other.text, left, bottom, right, top, one.base, one.height)


def _band_of_word(text: Any, word: str, first: int) -> Box:
    """Return the box that the font takes up around a word's first character.

    PDFium knows the band of some Arabic letters only, and gives the glyph's own edges for the rest: there it is the
    highest of the word's.
    """
    if not has_right_to_left(word):
        return font_band(text, first)
    return max((font_band(text, first + at) for at in range(len(word))), key=lambda box: box[3] - box[1])
