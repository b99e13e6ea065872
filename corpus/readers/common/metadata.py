"""What files say of themselves, made fit to show: one line, no control characters, ISO dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import PurePath

from corpus.english.word_lists import word_list

_MAX_LINE = 300
_MONTHS = [name[:3] for name in word_list("calendar.months")]
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?![\d/-])")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})\b")


def one_line(value: object) -> str | None:
    r"""Return a string on one line of at most 300 characters, without control characters; None if it is not a string.

    Example:
        >>> one_line(" The life\r\nof bees ")
        'The life of bees'
    """
    if not isinstance(value, str):
        return None
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in value[:5000])
    line = re.sub(r"\s+", " ", printable).strip("\ufeff ")
    return line if len(line) <= _MAX_LINE else line[: _MAX_LINE - 1].rstrip() + "…"


def line_or_none(value: object) -> str | None:
    """Return what `one_line` does, but None for an empty line."""
    return one_line(value) or None


def title_from(path: str) -> str:
    """Return a readable title made of a file's name.

    Example:
        >>> title_from("trips/tirana_by-night.txt")
        'Tirana by night'
    """
    words = re.sub(r"[_\-\s]+", " ", one_line(PurePath(path).stem) or "").strip()
    return words[:1].upper() + words[1:] if words else "Untitled"


def iso_date(value: object) -> str | None:
    """Return a date in ISO form, as precise as it is written; None for what is not a date.

    Example:
        >>> iso_date("4 January 2020"), iso_date("Jan 2020"), iso_date("2020-13-01")
        ('2020-01-04', '2020-01', None)
    """
    words = (one_line(value) or "").removesuffix("Z")
    if found := _ISO.match(words.split("T")[0]):
        return _valid_iso_date(found[1], found[2], found[3])
    if found := _DAY_FIRST.search(words):
        return _valid_iso_date(found[3], _month_number(found[2]), found[1])
    if found := _MONTH_FIRST.search(words):
        return _valid_iso_date(found[3], _month_number(found[1]), found[2])
    return None


def iso_moment(value: object) -> str | None:
    """Return a moment in UTC as it is written, to the second, or else what `iso_date` does.

    Example:
        >>> iso_moment("2026-11-27T21:04:05Z"), iso_moment("27 November 2026")
        ('2026-11-27T21:04:05Z', '2026-11-27')
    """
    day, words = iso_date(value), one_line(value) or ""
    return words if day and _MOMENT.fullmatch(words) else day


def bare_doi(value: object) -> str | None:
    """Return a DOI without what stands before it; None for what is none.

    Example:
        >>> bare_doi("https://doi.org/10.1000/182"), bare_doi("doi: 10.1000/182"), bare_doi("182")
        ('10.1000/182', '10.1000/182', None)
    """
    found = _DOI.fullmatch(one_line(value) or "")
    return found[1] if found else None


def _month_number(name: str) -> str:
    short = name[:3].lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _valid_iso_date(year: str, month: str | None, day: str | None) -> str | None:
    try:
        whole = date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    return whole[: 10 if day else 7 if month else 4]
