"""Find days, months and years in English text, and tell which of them exclude each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.english.word_lists import alternatives, word_list

Relation = Literal["at", "until", "before", "after", "within"]


@dataclass(frozen=True, slots=True)
class Date:
    """A date as precise as it is written, at [start, end) of what was searched.

    `relation`: something happened at this date or began with it, lasted until it, came before or after it, or
    lies within a range, of which `year`, `month` and `day` are the beginning.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    relation: Relation = "at"

    def excludes(self, other: Date) -> bool:
        """Return whether both cannot be the date of one thing; "June 20" and "20 June 2023" can."""
        if self.relation != other.relation or self.relation not in {"at", "until"}:
            return False
        parts = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return any(mine != its for mine, its in parts if mine is not None and its is not None)


_MONTHS = word_list("calendar.months")
_MONTH = r"(?P<month>{})".format(
    "|".join(rf"{name.capitalize()}|{name[:3].capitalize()}t?\.?(?!\w)" for name in _MONTHS)
)
_NAME_OF_MONTH = alternatives(name.capitalize() for name in _MONTHS)
PLAIN_DATE = (
    rf"(?:(?:early|late|mid)[ -])?(?:(?:\d{{1,2}}\s+)?(?:{_NAME_OF_MONTH})(?:\s+\d{{1,2}}\b)?(?:,?\s+[12]\d{{3}}\b)?"
    r"|[12]\d{3}\b)"
)
"""A regular expression without groups: a month, day or year as in "early March 2018", "4 January", "2022"."""
_YEAR = r"(?P<year>1\d{3}|20\d{2})(?![\w/%]|[.,]\d|-\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w/-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?(?![\w-])",
        rf"(?<![\w.,]){_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?(?!\w)",
        rf"\b{_MONTH}\s(?:the\s)?{_DAY}(?:,?\s{_YEAR})?",
        rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}",
        rf"\b(?:[Ii]n|[Ll]ast|[Tt]his|[Nn]ext|[Ss]ince|[Uu]ntil|[Oo]f|[Tt]o|[Ff]rom)\s"
        rf"(?:(?:early|late|mid)[\s-])?{_MONTH}(?!\w)",
        rf"(?<![\w.,$€£/-]){_YEAR}",
    )
)
_COUNTED = re.compile(
    r"(?:\s[a-z]{3,})?\s(?:people|men|women|children|(?!(?:is|was|has|as|us|its|this|does)\b)[a-z]{3,}s)\b"
)
_COUNTS = re.compile(
    r"\b(?:about|some|over|nearly|almost|around|roughly|approximately|only|(?:more|fewer|less) than|at least|up to)\s\Z"
)
_DATES = re.compile(
    r"\b(?:in|the|since|of|until|till|by|before|after|from|to|for|early|late|mid)[\s-]\Z", re.IGNORECASE
)
_RELATIONS: dict[Relation, str] = {
    "until": "until|till|up to",
    "before": "before|prior to|by",
    "after": "after|following",
}
_BEFORE = {
    relation: re.compile(rf"\b(?:{words})\s(?:the\s|early\s|late\s|mid[\s-])*\Z", re.IGNORECASE)
    for relation, words in _RELATIONS.items()
}
_RANGE = re.compile(r"\s*(?:[-–—]|to|and|or)\s*")


def find_dates(text: str) -> list[Date]:
    """Return the dates of `text`, in order; a range ("2003–2009", "2013 or 2014") is one date.

    Example: "on 20 June 2023" has one with all three parts, "about 2000 people" and "they may" have none.
    """
    found: list[Date] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            date = _date(text, match)
            is_new = not any(date.start < other.end and other.start < date.end for other in found)
            if is_new and not _is_a_count(text, date):
                found.append(date)
    joined: list[Date] = []
    for date in sorted(found, key=lambda each: each.start):
        if joined and _RANGE.fullmatch(text[joined[-1].end : date.start]):
            first = joined.pop()
            date = Date(first.start, date.end, first.year, first.month, first.day, "within")
        joined.append(date)
    return joined


def _date(text: str, match: re.Match[str]) -> Date:
    groups = [name for name, value in match.groupdict().items() if value]
    start = min(match.start(name) for name in groups)
    end = max(match.end(name) for name in groups)
    parts = {name: _part(match[name]) for name in groups}
    relation: Relation = next((name for name, words in _BEFORE.items() if words.search(text[:start])), "at")
    return Date(start, end, parts.get("year"), parts.get("month"), parts.get("day"), relation)


def _part(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(written[:3].casefold()))


def _is_a_count(text: str, date: Date) -> bool:
    """Return True if four digits count something: "2000 people", "about 1500"."""
    if date.month is not None:
        return False
    before = text[: date.start]
    return bool(_COUNTS.search(before) or (_COUNTED.match(text, date.end) and not _DATES.search(before)))
