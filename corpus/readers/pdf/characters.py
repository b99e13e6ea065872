"""Characters that a PDF prints and no reader types: ligatures, bullets of private fonts, what a font left unnamed."""

from __future__ import annotations

import re

from corpus.text.sentence_forms import has_leaders

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_AS_LETTERS = str.maketrans(_LIGATURES)
_HAS_LIGATURE = re.compile("[\ufb00-\ufb06]")
_T1_LIGATURE = re.compile(r"(?<=[^\W\d_])[\x1b-\x1f]|[\x1b-\x1f](?=[^\W\d_])")
"""A control character beside a letter: where TeX's T1 fonts have ligatures, which some writers do not name."""
_UNNAMED = re.compile("[\x1b-\x1f\ue000-\uf8ff]")
_T1_FIRST, _LIGATURE_FIRST = 0x1B, 0xFB00
_PRIVATE_ALONE = re.compile("(?<!\\S)[\ue000-\uf8ff](?!\\S)")
_PRIVATE = {"\uf0e0": "→", "\uf0fc": "✓", "\uf0fe": "☒", "\uf06f": "☐", "\uf0a8": "☐", "\uf0a7": "▪"}
_BULLET = "•"
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def name_characters(characters: str) -> str:
    r"""Return a page's characters, as many as before, with known ones for what its fonts left unnamed.

    Example:
        >>> name_characters("signi\x1ccant \uf0b7 one")
        'signiﬁcant • one'
    """
    if not _UNNAMED.search(characters):
        return characters
    named = _T1_LIGATURE.sub(lambda found: chr(ord(found[0]) - _T1_FIRST + _LIGATURE_FIRST), characters)
    return _PRIVATE_ALONE.sub(lambda found: _PRIVATE.get(found[0], _BULLET), named)


def has_ligatures(characters: str) -> bool:
    """Return True if any of the characters is a ligature that `spell_ligatures` spells."""
    return not characters.isascii() and _HAS_LIGATURE.search(characters) is not None


def spell_ligatures(word: str) -> str:
    """Return a word with letters for ligatures, as a person types them.

    Example:
        >>> spell_ligatures("eﬃcient")
        'efficient'
    """
    return word.translate(_AS_LETTERS) if _HAS_LIGATURE.search(word) else word


def join_surrogates(word: str) -> str:
    r"""Return a word with one character for each two surrogates, which PDFium may have for one beyond U+FFFF.

    Example:
        >>> join_surrogates("d\ud835\udc65")
        'd𝑥'
    """
    if not _SURROGATE.search(word):
        return word
    return word.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def line_has_leaders(line: str) -> bool:
    """Return `has_leaders` of a printed line, which has no other white space than spaces; most are told at a glance."""
    return (".." in line or ". ." in line or "…" in line or "__" in line) and has_leaders(line)
