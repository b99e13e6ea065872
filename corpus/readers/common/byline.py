"""The lines under a title that say who wrote a text and of what day it is: "By Ana Leka, 3 May 2019"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.english.word_lists import alternatives, word_list
from corpus.readers.common.metadata import iso_date, line_or_none

if TYPE_CHECKING:
    from corpus.documents import Metadata

_LINES = 5
"""Lines of a text among which they stand; the title is one."""
_LONGEST_LINE, _LONGEST_LIST = 120, 300
"""Characters of such a line, and of one that begins with "Authors:"."""
_OPENING_CHARACTERS = 2_000

_CALENDAR = frozenset((*word_list("calendar.months"), *word_list("calendar.weekdays")))
_WORD = r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*"
_PART = rf"(?:{_WORD}|[^\W\d_a-z]\.|{alternatives(word_list('bylines.particles'))})"
_NAME = rf"{_WORD}\.?(?:[ ]{_PART})*[ ]{_WORD}"
_DATE = (
    rf"(?:(?:{alternatives(map(str.capitalize, word_list('calendar.weekdays')))}),?[ ])?"
    r"(?P<date>\d{1,2}\.?[ ][A-Za-z]{3,9}\.?,?[ ]\d{4}|[A-Za-z]{3,9}\.?[ ](?:\d{1,2},?[ ])?\d{4}|\d{4}-\d\d(?:-\d\d)?)"
)
_AUTHOR_LINE = re.compile(
    rf"(?i:{alternatives(word_list('bylines.authors'))})[ ](?P<names>{_NAME}(?:(?:,[ ]|[ ](?:and|&)[ ]){_NAME})*)"
    rf"(?:(?:,|[ ][|·•–—-])?[ ](?:on[ ])?{_DATE})?\.?"
)
_LISTED = rf"(?:{_WORD}|{alternatives(word_list('bylines.particles'))})"
_AUTHOR_LIST = re.compile(
    rf"(?i:{alternatives(word_list('bylines.labels'))})[ ]"
    rf"(?P<names>{_LISTED}(?:[,;.]*[ ](?:(?:and|&)[ ])?{_LISTED})*)\.?"
)
_DATE_LINE = re.compile(rf"(?:(?i:{alternatives(word_list('bylines.dates'))})[ ])?{_DATE}\.?")


def read_byline(text: str) -> tuple[str | None, str | None]:
    r"""Return the author and the date that a text gives under its title, each in a line of its own or in one.

    Example:
        >>> read_byline("On maps\n\nBy Ana Leka, 3 May 2019\n\nA map is an argument.")
        ('Ana Leka', '2019-05-03')
    """
    author = date = None
    lines = [" ".join(line.split()).strip("*_ ") for line in text[:_OPENING_CHARACTERS].splitlines()]
    for line in [line for line in lines if line][1:_LINES]:
        said = _parts(line)
        names = said.get("names")
        author = author or (line_or_none(names) if names and _are_people(names) else None)
        date = date or iso_date(said.get("date"))
    return author, date


def _parts(line: str) -> dict[str, str]:
    """Return the names and the date that a line gives; nothing for a line that gives neither, or more than these."""
    forms = [(_AUTHOR_LINE, _LONGEST_LINE), (_DATE_LINE, _LONGEST_LINE), (_AUTHOR_LIST, _LONGEST_LIST)]
    found = next((match for form, most in forms if len(line) <= most and (match := form.fullmatch(line))), None)
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def with_byline(metadata: Metadata, text: str) -> Metadata:
    """Return the metadata with author and date of the byline of `text` where it has none."""
    author, date = read_byline(text)
    return replace(metadata, author=metadata.author or author, date=metadata.date or date)


def _are_people(names: str) -> bool:
    return not any(word.casefold().strip(".,") in _CALENDAR for word in names.split())
