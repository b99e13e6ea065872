"""Read the time that a question names, "from 2020" or "before March 2019", as bounds of ISO dates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.english.word_lists import alternatives, word_list

_MONTHS = word_list("calendar.months")
_MONTH = rf"(?:{alternatives(_MONTHS)}|{'|'.join(name[:3] for name in _MONTHS)}|sept)\.?"
_YEAR = r"[12]\d{3}"
_ORDINAL = r"(?:st|nd|rd|th)?(?:\sof)?"
_DATE = (
    rf"(?:{_YEAR}-\d\d(?:-\d\d)?|(?:\d{{1,2}}{_ORDINAL}\s)?{_MONTH}(?:\s\d{{1,2}})?(?:st|nd|rd|th)?,?\s(?:of\s)?{_YEAR}"
    rf"|(?:the\syear\s)?{_YEAR})"
)
_RELATION = r"since|after|before|until|till|up\sto|during|in|on|of|from|dated|dated\sfrom"
PERIOD = (
    rf"(?:(?:dated\s)?(?:between\s{_DATE}\sand|from\s{_DATE}\s(?:to|until|through))\s{_DATE}|(?:{_RELATION})\s{_DATE})"
)
"""A regular expression without named groups, for text with single spaces; capitals and small letters are the same."""

_DATES = re.compile(_DATE, re.IGNORECASE)
_PARTS = re.compile(
    rf"(?P<iso>{_YEAR}(?:-\d\d)*)\Z"
    rf"|(?:(?P<day>\d{{1,2}}){_ORDINAL}\s)?(?P<month>[a-z]+)\.?(?:\s(?P<after>\d{{1,2}}))?\D*\s(?P<year>{_YEAR})\Z",
    re.IGNORECASE,
)
_END = "~"
"""Sorts behind whatever may follow the beginning of an ISO date."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time as it is written, `text`, and its bounds: `since` <= date < `before`, compared as text; None for none."""

    text: str
    since: str | None = None
    before: str | None = None


def read_period(text: str) -> Period | None:
    """Return the time that a text which fits PERIOD names; None for a day or month that no calendar has.

    Example: "in March 2020" is from "2020-03" to before "2020-03~", "after 2020" is from "2020~" on.
    """
    dates = [_iso(date) for date in _DATES.findall(text)]
    if None in dates:
        return None
    first, last = str(dates[0]), str(dates[-1])
    match text.casefold().split()[0]:
        case "since":
            return Period(text, since=first)
        case "after":
            return Period(text, since=first + _END)
        case "before":
            return Period(text, before=first)
        case "until" | "till" | "up":
            return Period(text, before=first + _END)
    return Period(text, first, last + _END)


def _iso(date: str) -> str | None:
    parts = _PARTS.match(date.casefold().removeprefix("the year "))
    if parts is None:
        return None
    if parts["iso"]:
        _, *rest = parts["iso"].split("-")
        return parts["iso"] if _are_of_a_calendar(*rest) else None
    month = next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(parts["month"][:3])), 0)
    day = parts["day"] or parts["after"]
    written = [f"{month:02}", *([f"{int(day):02}"] if day else [])]
    return "-".join([parts["year"], *written]) if _are_of_a_calendar(*written) else None


def _are_of_a_calendar(month: str = "01", day: str = "01") -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31
