"""The words of a page as PDFium has them, told for all words of the page at once.

With the reader, `pages`, `boxes`, `annotations` and `rules` in this room the only file that imports pypdfium2.
"""

from __future__ import annotations

import re
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pypdfium2 import raw

from corpus.readers.pdf.boxes import bounding_box, font_bands, glyph_boxes
from corpus.readers.pdf.characters import has_ligatures, join_surrogates, spell_ligatures
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN
from corpus.readers.pdf.printed_words import PdfWord, WordColumns
from corpus.readers.pdf.raised import mark_raised
from corpus.readers.pdf.scripts import has_right_to_left, in_logical_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from numpy.typing import NDArray

    from corpus.readers.pdf.lines import Frame

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\uffff]")
"""Characters of no use in a word; other control characters count as white space."""
_IS_WHITE = np.array([chr(at).isspace() for at in range(0x3002)])
"""Of each character up to the last that is white space, and of the one after, whether it is white space."""
_HYPHEN = ord(LINE_END_HYPHEN)
_MOST_OVERLAP, _MOST_SPACE = -0.6, 0.06
"""Shares of the type's height between two letters that no space divides, whatever an OCR layer's font says."""


class _Places(NamedTuple):
    """The visible words of a page: what they say, where they stand among its characters, and their boxes."""

    texts: Sequence[str]
    firsts: Sequence[int]
    ends: Sequence[int]
    lefts: Sequence[float]
    bottoms: Sequence[float]
    rights: Sequence[float]
    tops: Sequence[float]

    def only(self, kept: Sequence[bool]) -> _Places:
        """Return those of the words that a mask names."""
        return _Places._make([[*compress(column, kept)] for column in self])


def words_of(text: Any, characters: str, frame: Frame) -> WordColumns:
    """Return the visible words of a page with their boxes and the bands of their fonts.

    `characters` are the page's, one for each of PDFium's indices. What an OCR layer tore is one word.
    """
    places = _visible_words(text, characters, frame)
    if not places.texts:
        return WordColumns()
    bases, heights, torn = _banded(text, characters, frame, places)
    columns = WordColumns(places.texts, *places[3:], bases, heights, [False] * len(bases))
    return _mended(columns, torn) if torn else columns


def word_places(codes: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    r"""Return where the words of a page begin and end; the hyphen that a line's end put in ends a word, too."""
    breaks = np.ones(len(codes) + 2, np.bool_)
    breaks[1:-1] = _IS_WHITE[np.minimum(codes, len(_IS_WHITE) - 1)] | (codes == _HYPHEN)
    turns = np.flatnonzero(breaks[1:] != breaks[:-1])
    firsts, ends = turns[::2], turns[1::2]
    after = np.append(codes, np.uint32(0))[ends]
    return firsts, ends + (after == _HYPHEN)


def _visible_words(text: Any, characters: str, frame: Frame) -> _Places:
    """Return the words of a page whose middle lies in its visible part."""
    codes = np.frombuffer(characters.encode("utf-32-le", "surrogatepass"), np.uint32)
    firsts, ends = word_places(codes)
    if not len(firsts):
        return _Places((), (), (), (), (), (), ())
    places = firsts.tolist(), ends.tolist()
    texts = _texts(text, characters, frame, zip(*places, strict=True))
    boxes, several = glyph_boxes(text, places[0], (ends - firsts).tolist())
    for at in several:
        texts[at] = _with_raised(text, frame, texts[at], places[0][at], places[1][at])
    left, bottom, right, top = frame.shown(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
    wide, high = frame.size
    across, up = left + right, bottom + top
    kept = (across >= 0) & (across <= 2 * wide) & (up >= 0) & (up <= 2 * high)
    found = _Places(texts, *places, *[edges.tolist() for edges in (left, bottom, right, top)])
    if kept.all() and "" not in texts and LINE_END_HYPHEN not in texts:
        return found
    says = [text not in {"", LINE_END_HYPHEN} for text in texts]
    return found.only((kept & says).tolist())


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
        boxes = (frame.shown(*band) for band in map(font_bands(text), range(first, end)))
        word = in_logical_order(word, [(left + right) / 2 for left, _, right, _ in boxes])
    return spell_ligatures(_CONTROLS.sub("", join_surrogates(word)))


def _with_raised(text: Any, frame: Frame, word: str, first: int, end: int) -> str:
    """Return a word of several text objects with a sign before a number that is raised in it."""
    if has_right_to_left(word) or len(word) != end - first or not any(map(str.isdecimal, word)):
        return word
    return mark_raised(word, lambda at: _BandReader(text, frame).of_word("", first + at))


def _banded(text: Any, characters: str, frame: Frame, places: _Places) -> tuple[list[float], list[float], set[int]]:
    """Return the bottoms and heights of the words' bands, and which words are the rest of the one before.

    A word has the band of the one before if it follows that after a space and does not leave it.
    """
    band = _BandReader(text, frame)
    bases: list[float] = []
    heights: list[float] = []
    torn: set[int] = set()
    base, height, before, reach = 0.0, 0.0, -2, 0.0
    for word, first, end, left, bottom, right, top in zip(*places, strict=True):
        is_next = first - before == 1
        if not is_next or characters[before] != " " or not base <= bottom <= top <= base + height:
            base, height = band.of_word(word, first)
        bases.append(base)
        heights.append(height)
        if is_next and left - reach < _MOST_SPACE * height and _is_torn(text, places, bases, height, left - reach):
            torn.add(len(bases) - 1)
            right = max(right, reach)
        before, reach = end, right
    return bases, heights, torn


class _BandReader:
    """The bands that the font takes up around words of an upright page."""

    def __init__(self, text: Any, frame: Frame) -> None:
        self._read = font_bands(text)
        self._frame = None if frame.is_plain else frame

    def of_word(self, word: str, first: int) -> tuple[float, float]:
        """Return the bottom and height of the band around a word's first character.

        PDFium knows the band of some Arabic letters only, and gives the glyph's own edges for the rest: there it is the
        highest of the word's.
        """
        box = self._read(first)
        if has_right_to_left(word):
            box = max((self._read(first + at) for at in range(len(word))), key=lambda box: box[3] - box[1])
        _, bottom, _, top = self._frame.shown(*box) if self._frame else box
        return bottom, top - bottom


def _is_torn(text: Any, places: _Places, bases: Sequence[float], height: float, gap: float) -> bool:
    """Return True if PDFium made two words of one, as in text layers of OCR, whose fonts have any width.

    `bases` are those of the words up to the second, `height` is its own, and `gap` stands between the two.
    """
    at = len(bases) - 1
    return (
        gap > _MOST_OVERLAP * height
        and bases[at] == bases[at - 1]
        and places.texts[at - 1][-1].isalnum()
        and places.texts[at][0].isalnum()
        and bool(raw.FPDFText_IsGenerated(text.raw, places.ends[at - 1]) == 1)
    )


def _mended(words: WordColumns, torn: Set[int]) -> WordColumns:
    """Return words with those that are the rest of the one before joined to it."""
    whole: list[PdfWord] = []
    for at, word in enumerate(words.words()):
        if at in torn:
            whole[-1] = _joined(whole[-1], word)
        else:
            whole.append(word)
    return WordColumns.of(whole)


def _joined(one: PdfWord, other: PdfWord) -> PdfWord:
    left, bottom, right, top = bounding_box([one[1:5], other[1:5]])
    return PdfWord(one.text + other.text, left, bottom, right, top, one.base, one.height)
