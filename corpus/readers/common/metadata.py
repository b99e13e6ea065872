"""What files say of themselves, made fit to show: one line, no control characters, ISO dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import PurePath

from corpus.english.word_lists import word_list

_LONGEST_LINE = 300
_MONTHS = [name[:3] for name in word_list("calendar.months")]
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?![\d/-])")
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})\b")


def one_line(value: object) -> str | None:
    """A string on one line of at most 300 characters; `None` where nothing is left, or it is no string."""
    if not isinstance(value, str):
        return None
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in value[:5000])
    line = re.sub(r"\s+", " ", printable).strip("\ufeff ")
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1].rstrip() + "…"


def line_or_none(value: object) -> str | None:
    """As `one_line`, with `None` for an empty one."""
    return one_line(value) or None


def title_from(path: str) -> str:
    """A readable title out of a file's name: `tirana_by-night.txt` is called Tirana by night."""
    words = re.sub(r"[_\-\s]+", " ", one_line(PurePath(path).stem) or "").strip()
    return words[:1].upper() + words[1:] if words else "Untitled"


def iso_date(value: object) -> str | None:
    """2020, 2020-01 or 2020-01-04, as precise as what is written; `None` for what is no date."""
    words = (one_line(value) or "").removesuffix("Z")
    if found := _ISO.match(words.split("T")[0]):
        return _checked(found[1], found[2], found[3])
    if found := _DAY_FIRST.search(words):
        return _checked(found[3], _month(found[2]), found[1])
    if found := _MONTH_FIRST.search(words):
        return _checked(found[3], _month(found[1]), found[2])
    return None


def _month(name: str) -> str:
    short = name[:3].lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    try:
        whole = date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    return whole[: 10 if day else 7 if month else 4]
