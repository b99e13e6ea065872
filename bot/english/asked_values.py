"""Which dates and codes of a question stand nowhere in a text: what it says is said of something else then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.dates import find_dates
from corpus.english.question_type import is_yes_no
from corpus.english.word_lists import word_list
from corpus.text.terms import is_stop_word

if TYPE_CHECKING:
    from bot.english.dates import Date

_CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_]+(?:[-_/.][^\W_]+)*")
_UNIT = re.compile(r"(?<=\d )[kcm]?m[23]\b", re.IGNORECASE)
"""The unit of "160 m2" is no code."""
_MEASURE = re.compile(
    r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|s|am|pm|h|k|m|m2|g|kg|km|cm|mm|ml|mg|l|lb|oz|bn|mn|p|kw|kwh|mb|gb|mph)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?P<name>[^\W\d_a-z][\w-]+) (?P<number>\d{1,3})\b(?![.,:]\d)")
_CALENDAR = frozenset((*word_list("calendar.months"), *word_list("calendar.weekdays")))
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_QUARTER = re.compile(r"Q([1-4])", re.IGNORECASE)


def missing_values(question: str, text: str) -> tuple[str, ...]:
    """Return the dates and codes of `question`, as written there, that stand nowhere in `text`.

    Example: "What does PPR-9088 cost?" misses PPR-9088 in "PPR-9087 costs 31 euros."; "What happened in June 1984?"
    misses June 1984 in "It opened in July 1984."
    """
    there = find_dates(text)
    dates = [each for each in _decisive_dates(question) if not any(_is_met(each, other) for other in there)]
    missing = [question[each.start : each.end] for each in dates if not _stands_as_a_number(each, text)]
    plain = _plain(text)
    codes = (match[0] for match in _CODE.finditer(_UNIT.sub("", question)) if not _MEASURE.fullmatch(match[0]))
    return (*missing, *(code for code in codes if not any(_plain(form) in plain for form in _forms(code))))


def speaks_of_another(question: str, text: str, above: str = "") -> bool:
    """Return whether `text` lacks a date or code of `question` and has another one of the kind in its place.

    It does not where that stands `above` the text, in its title or heading: a report of 2022 compares it with 2021.

    Example: "In 2022 sales fell." speaks of another year than "How much did sales fall in 2021?".
    """
    missing = missing_values(question, f"{above}\n{text}")
    asked, there = find_dates(" ".join(missing)), find_dates(text)
    codes = {_DIGITS.sub("0", match[0].casefold()) for match in _CODE.finditer(text)}
    return (
        any(one.excludes(other) for one in asked for other in there)
        or any(_DIGITS.sub("0", each.casefold()) in codes for each in missing)
        or _has_another_number(question, f"{above}\n{text}")
    )


def _has_another_number(question: str, text: str) -> bool:
    """Return whether a name with a number, as in "the Casa 8", stands in `text` with other numbers only."""
    there: dict[str, set[str]] = {}
    for found in _NUMBERED.finditer(text):
        there.setdefault(found["name"].casefold(), set()).add(found["number"])
    asked = ((name, re.search(rf"\b{re.escape(name)} (\d{{1,3}})\b", question.casefold())) for name in there)
    return any(found is not None and found[1] not in there[name] for name, found in asked if not _tells_when(name))


def _tells_when(name: str) -> bool:
    return is_stop_word(name) or name in _CALENDAR


def _decisive_dates(question: str) -> list[Date]:
    """Return the dates that an answer has to be of: not the month of "May I cut it in April?" ("In August only.")."""
    recurs = is_yes_no(question)
    return [each for each in find_dates(question) if each.year is not None or not recurs]


def _is_met(asked: Date, found: Date) -> bool:
    """Return whether a date of the text has the day, month and year that are asked for, as far as it tells them."""
    if asked.month is not None and (found.month, found.day or asked.day) != (asked.month, asked.day or found.day):
        return False
    return asked.year is None or found.year == asked.year or (found.year is None and found.month is not None)


def _stands_as_a_number(asked: Date, text: str) -> bool:
    """Return whether a year that is asked for alone stands in the text in another form: "2018/19", "1992-1999"."""
    return asked.month is None and asked.year is not None and bool(re.search(rf"(?<!\d){asked.year}(?!\d)", text))


def _forms(code: str) -> list[str]:
    quarter = _QUARTER.fullmatch(code)
    ordinals = word_list("numbers.ordinals")
    return [code, f"{ordinals[int(quarter[1]) - 1]} quarter"] if quarter else [code]


def _plain(text: str) -> str:
    """Return `text` in lower case, with a space for all that is neither a letter nor a digit."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
