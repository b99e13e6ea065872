"""Entries of a table of contents that no dots lead to their pages: a title, and the number of the page it is on."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.english.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLES = frozenset(
    words.replace("_", " ") for words in word_list("contents.titles", Path(__file__).with_name("words"))
)
_ENTRY = re.compile(r"(?=.*[^\W\d_]).{2,300}?[^\S\n]:?[^\S\n]*(?P<page>\d{1,4}|[ivxlc]{1,7})\s*\Z")
_SURE = (
    r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d_]|(?:Chapter|Part|Appendix|Section|Kapitel|Teil|Anhang|Chapitre|Partie|Annexe"
    r"|Kreu|Kapitulli|Pjesa|Capitolo|Capítulo|Глава)\s+[\dIVXLCA-Z]"
)
_SURE_SECTION = re.compile(rf"\s*(?:{_SURE})")
_SECTION = re.compile(rf"\s*(?:{_SURE}|(?:\d{{1,2}}|[IVXLC]+|[A-Z])[.)]?\s+[^\W\d_])")
_MIN_ENTRIES = 4
_MIN_IN_ORDER = 0.8
_MIN_SECTIONS = 0.5
_AROUND = 2_000
"""Characters on either side of a line in which the list that it stands in is looked for."""


def is_contents_title(line: str) -> bool:
    """Return whether a line is what stands above a table of contents: "Contents", "Përmbajtja:"."""
    return line.strip(" \t*_#:.").casefold() in _TITLES


def is_contents_entry(text: str, start: int, end: int) -> bool:
    """Return whether all of a stretch of a text are entries of a table of contents, by the lines around it.

    Example: "2 Permits 14" is one below "Contents", and also among lines of which most have the number of a section.
    """
    if not text[end - 1].isalnum():
        return False
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    own = text[first : last if last >= 0 else None]
    if not all(map(_ENTRY.match, filter(str.strip, own.split("\n")))):
        return False
    above = _lines(text[max(0, first - _AROUND) : first])[::-1]
    below = _lines(text[end : end + _AROUND])
    before = list(takewhile(_ENTRY.match, above))
    listed = [*before[::-1], *_lines(own), *takewhile(_ENTRY.match, below)]
    title = above[len(before)] if len(before) < len(above) else ""
    return is_contents(listed, titled=is_contents_title(title))


def is_contents(entries: Sequence[str], *, titled: bool) -> bool:
    """Return whether lines that end in numbers are a table of contents: `titled` as one, or numbered by section.

    Numbers of one level, as "3.", may be those of any list.
    """
    said = [found["page"] for found in map(_ENTRY.match, entries) if found]
    pages = [int(each) for each in said if each.isdecimal()]
    rising = sum(before <= after for before, after in pairwise(pages))
    if len(said) < _MIN_ENTRIES or rising < _MIN_IN_ORDER * (len(pages) - 1):
        return False
    numbered = sum(_SECTION.match(entry) is not None for entry in entries) >= _MIN_SECTIONS * len(entries)
    return titled or (numbered and any(map(_SURE_SECTION.match, entries)))


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
