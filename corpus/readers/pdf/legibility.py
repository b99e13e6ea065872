"""Whether the letters that a page's text layer names can be those that are printed on it. Pure arithmetic.

Fonts without a true map give signs for letters, and OCR of long ago gave letters with a space after each. What is
measured is coarse, so that no page of formulas, figures or another script is taken for such a one: figures in
decision 35.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MIN_CHARACTERS = 60
_MIN_WORDS = 40
_MIN_LETTER_SHARE = 0.45
_MAX_UNKNOWN_SHARE = 0.15
_MAX_SPACED_SHARE = 0.3
_MAX_VOWELLESS_SHARE = 0.35
_LEADERS = re.compile(r"([^\w\s])(?:\s*\1){2,}")
_ORNAMENTS = re.compile("[\u2190-\u21ff\u2500-\u27bf]")
"""Arrows, lines, shapes and dingbats, which a book has rows of at the beginnings of its parts."""
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f]")
_SPACED = re.compile(r"(?<!\S)(?:[A-Za-z] ){3,}[A-Za-z](?!\S)")
_LONG = re.compile(r"(?<![^\W\d_])[A-Za-z]{4,}(?![^\W\d_])")
_VOWELLESS = re.compile(r"(?<![^\W\d_])[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]{4,}(?![^\W\d_])")
_VOWELS = b"aeiouyAEIOUY"
_CONSONANTS = b"bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ"
_DIGITS = b"0123456789"
_KINDS = bytes(
    ord("a" if at in _VOWELS else "b" if at in _CONSONANTS else "1" if at in _DIGITS else " ") for at in range(256)
)
"""What each byte of UTF-8 is: "a" for a Latin vowel, "b" for a consonant, "1" for a digit, a space for all else."""


def is_legible(words: Sequence[str]) -> bool:
    """Return False if the words of a page are for the most part no words of any language.

    Example:
        >>> is_legible(["The", "lamp", "was", "lit"] * 20), is_legible(['"', "%&", "$%", "'('"] * 20)
        (True, False)
    """
    text = " ".join(words)
    if _is_plainly_legible(words, text):
        return True
    text = _LEADERS.sub(r"\1", _ORNAMENTS.sub("", text))
    count = len(text) - text.count(" ")
    if count < _MIN_CHARACTERS:
        return True
    if len(_UNKNOWN.findall(text)) > _MAX_UNKNOWN_SHARE * count:
        return False
    return _letters(text, count) >= _MIN_LETTER_SHARE * count and not (_is_spaced(text) or _is_vowelless(text))


def _is_plainly_legible(words: Sequence[str], text: str) -> bool:
    """Return True if counts of letters show that a text passes, as that of nearly every page does.

    Each test asks for more than the one whose place it takes: leaders count as signs, each word of one character as a
    single letter, and any four consonants in a row as a word without vowels.
    """
    kinds = text.encode("utf-8", "replace").translate(_KINDS)
    letters, signs = kinds.count(b"a") + kinds.count(b"b"), len(text) - text.count(" ")
    single = list(map(len, words)).count(1)
    return (
        letters + kinds.count(b"1") >= _MIN_LETTER_SHARE * signs
        and (single < _MIN_WORDS or single <= _MAX_SPACED_SHARE * letters)
        and kinds.count(b"bbbb") <= _MAX_VOWELLESS_SHARE * _MIN_WORDS
        and ((text.isascii() and text.isprintable()) or _UNKNOWN.search(text) is None)
    )


def _letters(text: str, count: int) -> int:
    """Return how many characters are letters, digits or marks on them; marks are counted only where that decides."""
    plain = sum(map(str.isalnum, text))
    if plain >= _MIN_LETTER_SHARE * count:
        return plain
    return plain + sum(unicodedata.category(each)[0] == "M" for each in text)


def _is_spaced(text: str) -> bool:
    """Return True if many letters stand in rows of single ones: "T h e l a m p"."""
    spaced = sum((len(found) + 1) // 2 for found in _SPACED.findall(text))
    return spaced >= _MIN_WORDS and spaced > _MAX_SPACED_SHARE * sum(map(str.isalpha, text))


def _is_vowelless(text: str) -> bool:
    """Return True if most Latin words have no vowel, as where each letter stands for another."""
    words = len(_LONG.findall(text))
    return words >= _MIN_WORDS and len(_VOWELLESS.findall(text)) > _MAX_VOWELLESS_SHARE * words
