"""Scripts that are written from right to left, downwards, or without spaces between words. No library, no file."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_RIGHT_TO_LEFT = "\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_IDEOGRAPHS = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff9f\uffe0-\uffef\U0001f200-\U0003ffff"
_OTHER_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_IS_RIGHT_TO_LEFT = re.compile(f"[{_RIGHT_TO_LEFT}]")
_IS_IDEOGRAPHIC = re.compile(f"[{_IDEOGRAPHS}]")
_IS_UNSPACED = re.compile(f"[{_IDEOGRAPHS}{_OTHER_UNSPACED}]")
_LEFT_TO_RIGHT_RUN = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u0660-\u0669\u06f0-\u06f9]")
_LAM, _ALEFS = "\u0644", frozenset("\u0622\u0623\u0625\u0627")
_SAME_PLACE = 0.01
_MIRRORED = str.maketrans("()[]{}«»", ")(][}{»«")
_OPENING, _CLOSING = tuple("([{«"), tuple(")]}»")


def has_right_to_left(text: str) -> bool:
    """Return True if a letter of `text` is Arabic, Hebrew or of another script that runs from right to left."""
    return not text.isascii() and bool(_IS_RIGHT_TO_LEFT.search(text))


def is_right_to_left(text: str) -> bool:
    """Return True if more of the letters of `text` run from right to left than the other way."""
    if not has_right_to_left(text):
        return False
    letters = list(filter(str.isalpha, text))
    return 2 * sum(bool(_IS_RIGHT_TO_LEFT.match(letter)) for letter in letters) > len(letters)


def is_ideographic(text: str) -> bool:
    """Return True if `text` begins with a Chinese or Japanese character or mark."""
    return not text[:1].isascii() and bool(_IS_IDEOGRAPHIC.match(text))


def has_ideographs(text: str) -> bool:
    """Return True if `text` has a Chinese or Japanese character or mark."""
    return not text.isascii() and bool(_IS_IDEOGRAPHIC.search(text))


def is_unspaced(text: str) -> bool:
    """Return True if `text` begins in a script that sets no spaces between words."""
    return not text.isascii() and bool(_IS_UNSPACED.match(text))


def between_words(last: str, after: str) -> str:
    """Return what stands between two words where a line ends: nothing within a script without spaces.

    Example:
        >>> between_words("监", "测"), between_words("the", "sea")
        ('', ' ')
    """
    if last.isascii() and after.isascii():
        return " "
    before, behind = bool(_IS_UNSPACED.match(last[-1])), bool(_IS_UNSPACED.match(after))
    joined = (before and behind) or (before and after[0].isalnum()) or (behind and last[-1].isalnum())
    return "" if joined else " "


def in_logical_order(characters: str, centres: Sequence[float]) -> str:
    """Return the letters of one word of a right-to-left script in the order in which they are read.

    Args:
        characters: The letters in any order.
        centres: Where on the line the middle of each of them is. Two letters that one glyph draws are at one place; a
            mark belongs to the letter that is nearest.
    """
    clusters: list[tuple[float, str]] = []
    marks: list[tuple[float, str]] = []
    for character, centre in zip(characters, centres, strict=True):
        if unicodedata.category(character) == "Mn":
            marks.append((centre, character))
        elif clusters and abs(clusters[-1][0] - centre) < _SAME_PLACE:
            clusters[-1] = (centre, _in_one_glyph(clusters[-1][1], character))
        else:
            clusters.append((centre, character))
    for centre, mark in marks if clusters else ():
        nearest = min(range(len(clusters)), key=lambda at: abs(clusters[at][0] - centre))
        clusters[nearest] = (clusters[nearest][0], clusters[nearest][1] + mark)
    clusters.sort(key=lambda cluster: -cluster[0])
    runs = groupby((text for _, text in clusters), key=lambda text: bool(_LEFT_TO_RIGHT_RUN.match(text)))
    read = "".join("".join(reversed(list(run)) if forwards else run) for forwards, run in runs)
    return read or characters


def _in_one_glyph(text: str, character: str) -> str:
    """Return a cluster with one more character of it; the ligature of lam and alef is always read in that order."""
    return character + text if character == _LAM and text in _ALEFS else text + character


def mirrored(text: str) -> str:
    """Return a right-to-left word whose brackets open and close it, whichever way they are printed."""
    if text.startswith(_CLOSING):
        text = text[0].translate(_MIRRORED) + text[1:]
    return text[:-1] + text[-1].translate(_MIRRORED) if text.endswith(_OPENING) else text
