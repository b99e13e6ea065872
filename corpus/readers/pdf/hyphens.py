"""Words that a line's end broke: whether a hyphen belongs to the word or only to the line."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.english.word_lists import word_table
from corpus.text.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

LINE_END_HYPHEN = "\ufffe"
"""What PDFium puts in place of a hyphen at the end of a line."""
_LISTS = {key: frozenset(words) for key, words in word_table("compounds", Path(__file__).with_name("words")).items()}
_FUNCTION_WORDS = frozenset().union(*STOP_WORDS.values())
_LAST = (LINE_END_HYPHEN, "-", "\u00ad", "\u2010")
_LETTER = re.compile(r"[^\W\d_]")
_LAST_LETTERS = re.compile(r"\w*\Z")
_FIRST_LETTERS = re.compile(r"\w*")
_WORD = re.compile(r"\w+(?:-\w+)*")
_SHORTEST_PART = 3


class DocumentWords:
    """All words of a document's lines, hyphenated ones whole, in lower case: `mend_word` looks up in them.

    The halves of words that a line's end broke are none. Lines are read when the first word is looked up.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines

    def __contains__(self, word: object) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> set[str]:
        pieces: set[str] = set()
        whole: set[str] = set()
        goes_on = False
        for line in self._lines:
            broken = ends_in_broken_word(line)
            if broken or goes_on:
                words = _WORD.findall(line.lower())
                whole.update(words[int(goes_on) : len(words) - broken])
            else:
                pieces.update(line.lower().split())
            goes_on = broken
        # Most pieces stand more than once, and no word runs over white space.
        return whole.union(*map(_WORD.findall, pieces))


def ends_in_broken_word(text: str) -> bool:
    """Return True if the last word of a line may go on in the next."""
    return text.endswith(_LAST) and (text.endswith(LINE_END_HYPHEN) or _is_letter(text[-2:-1]))


def _is_letter(character: str) -> bool:
    """Return True for a letter: what a word may have but digits and the underscore."""
    return bool(_LETTER.match(character))


def mend_word(before: str, after: str, known: Container[str]) -> str:
    """Return the first part of a word that a line's end broke, without the hyphen if it only broke the line.

    How the word stands elsewhere in the document (`known`) decides; else whether it looks like a compound that is
    written with a hyphen; else a small letter after the hyphen means that it only broke the line. The hyphen of "pre-
    and post-war" has a space after it.

    Example:
        >>> mend_word("refu-", "gees", {"refugees"}), mend_word("Ashraf-", "3", ()), mend_word("well-", "being", ())
        ('refu', 'Ashraf-', 'well-')
    """
    first = before[:-1]
    start, end = _LAST_LETTERS.search(first), _FIRST_LETTERS.match(after)
    one, other = start[0].lower() if start else "", end[0].lower() if end else ""
    if other in _LISTS["suspending"] and one + other not in known:
        return f"{first}- "
    if one + other in known and f"{one}-{other}" not in known:
        return first
    if not (first[-1:].isalpha() and after[:1].islower()) or f"{one}-{other}" in known:
        return f"{first}-"
    compound = _is_compound(one, other, known) or _is_chain(first, after, one, other, known)
    return f"{first}-" if compound else first


def _is_compound(one: str, other: str, known: Container[str]) -> bool:
    """Return True if both parts are words, and one of them is of those that take a hyphen: "worst-case"."""
    if one + other in _LISTS["solid"] or one in _LISTS["joining"]:
        return False
    leads = one in _LISTS["first_parts"] and _is_word(other, known)
    return leads or (other in _LISTS["second_parts"] and _is_word(one, known))


def _is_chain(first: str, after: str, one: str, other: str, known: Container[str]) -> bool:
    """Return True if the word has another hyphen beside the one at the line's end: "state-of-" "the-art"."""
    rest = after[len(other) :]
    more = first[: len(first) - len(one)].endswith("-") or (rest[:1] == "-" and rest[1:2].isalpha())
    return more and all(part in _FUNCTION_WORDS or _is_word(part, known) for part in (one, other))


def _is_word(part: str, known: Container[str]) -> bool:
    return len(part) >= _SHORTEST_PART and (
        part in known or part in _FUNCTION_WORDS or part in _LISTS["second_parts"] or part in _LISTS["plain"]
    )
