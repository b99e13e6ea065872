"""Numbers as English text writes them: where they stand, what they may mean, and which exclude each other."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import takewhile

from bot.english.dates import find_dates
from corpus.english.word_lists import alternatives, word_list, word_table
from corpus.text.terms import is_stop_word

_ROUNDING = 0.05
"""Greatest distance, as a share of a round number, of what it may stand for."""
_ABOUT = 0.1
"""The same of what is said to be "about" a number."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the words that qualify it, at [start, end) of what was searched: something from `low` to `high`.

    `stated` is the number itself, or the least that it may mean. `below` is what it would not have been said of: "more
    than 2,000" is not said of 3,000. `measure` is "%", a currency, a unit of measure in its short form, "ordinal", or
    "" for what is counted.
    """

    start: int
    end: int
    low: float
    high: float
    stated: float
    below: float = math.inf
    measure: str = ""

    def excludes(self, other: Quantity) -> bool:
        """Return whether both cannot be true of one thing; what is measured differently is not compared."""
        if self.measure != other.measure:
            return False
        are_apart = max(self.low, other.low) > min(self.high, other.high)
        return are_apart or self.stated >= other.below or other.stated >= self.below


_SMALL = dict(zip(word_list("numbers.small"), range(20), strict=True)) | dict(
    zip(word_list("numbers.tens"), range(20, 100, 10), strict=True)
)
_ORDINALS = word_list("numbers.ordinals")
_SCALES = {word: float(value) for word, (value,) in word_table("numbers.scales").items()}
_SHORT_SCALES = {word: float(value) for word, (value,) in word_table("numbers.short_scales").items()}
_MEASURES = {form: unit for unit, forms in word_table("numbers.units").items() for form in (unit, *forms)}
_LEAST, _MORE, _LESS, _NEAR, _EXACTLY = (
    frozenset(words.replace("_", " ") for words in word_list(f"numbers.qualifiers.{name}"))
    for name in ("least", "more", "less", "near", "exactly")
)


_WORD = alternatives([*_SMALL, *_SCALES])
_SCALE = alternatives(_SCALES)
_QUALIFIER = alternatives(words.replace(" ", "_") for words in _LEAST | _MORE | _LESS | _NEAR | _EXACTLY)
_NUMBER = re.compile(
    rf"(?:\b(?P<qualifier>{_QUALIFIER})\s+(?:(?:some|about|the)\s+)?)?"
    r"(?P<sign>[$€£]\s?)?(?:"
    r"(?<![\w.,:/-])(?P<digits>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![:/]?\d|[.,]\d)"
    rf"(?:(?P<nth>st|nd|rd|th)\b|(?P<short>{alternatives(_SHORT_SCALES)})\b|[\s-](?P<scale>{_SCALE})\b|(?![A-Za-z]))"
    rf"|\b(?P<words>(?:half\s+an?\s+|an?\s+(?={_SCALE}))?(?:{_WORD})"
    rf"(?:(?:-|\s+(?:and\s+)?)(?:{_WORD}))*)\b"
    rf"|\b(?P<ordinal>{alternatives(_ORDINALS)})\b)"
    r"(?P<percent>\s?%|\s+per\s?cent\b)?(?:[\s-](?P<unit>[^\W\d_]+)\b)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[-–—]|to|and|or)\s*", re.IGNORECASE)
_OPENS_A_RANGE = re.compile(r"\b(?:between|from)\s+\Z", re.IGNORECASE)
_LABEL = re.compile(r"\b([A-Z][\w’']*)\s\Z")


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text`, in order, without dates and labels ("Article 5"); a range is one quantity.

    Example: "some 3,000 men" has one from 2,700 to 3,300, "30 kilometres away" has 30 km.
    """
    for date in find_dates(text):
        text = text[: date.start] + "\0" * (date.end - date.start) + text[date.end :]
    found: list[Quantity] = []
    at = 0
    while match := _NUMBER.search(text, at):
        number = _number(match)
        at = number.end
        if _is_label(text, match):
            continue
        if found and _is_range(text, found[-1], number):
            before = found.pop()
            measure = number.measure or before.measure
            number = Quantity(before.start, number.end, before.low, number.high, before.low, measure=measure)
        found.append(number)
    return found


def _number(match: re.Match[str]) -> Quantity:
    value, qualifier = _value(match), " ".join((match["qualifier"] or "").casefold().split())
    low, high = _interval(value, qualifier)
    stated = low if qualifier in _LESS | _NEAR else value
    below = _next_scale_point(value) if qualifier in _MORE else math.inf
    end = max(match.end(g) for g in ("digits", "nth", "short", "scale", "words", "ordinal", "percent"))
    return Quantity(match.start(), end, low, high, stated, below, _measure(match))


def _is_label(text: str, match: re.Match[str]) -> bool:
    bare = match["digits"] and not any(match[group] for group in ("qualifier", "sign", "scale", "short", "percent"))
    label = bare and match["digits"].isdigit() and _LABEL.search(text[: match.start("digits")])
    return bool(label and not is_stop_word(label[1].casefold()))


def _value(match: re.Match[str]) -> float:
    if match["ordinal"]:
        return float(_ORDINALS.index(match["ordinal"].casefold()) + 1)
    if match["words"]:
        return _value_of_words(match["words"].casefold())
    scale = _SCALES.get((match["scale"] or "").casefold(), 1.0)
    return float(re.sub(r"[,\s]", "", match["digits"])) * scale * _SHORT_SCALES.get(match["short"] or "", 1.0)


def _value_of_words(written: str) -> float:
    total = current = 0.0
    for word in re.findall(r"[a-z]+", written):
        if word in _SMALL:
            current += _SMALL[word]
        elif word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
            if _SCALES[word] >= 1e3:
                total, current = total + current, 0.0
    return (total + current) * (0.5 if written.startswith("half") else 1.0)


def _measure(match: re.Match[str]) -> str:
    if match["nth"] or match["ordinal"]:
        return "ordinal"
    if match["percent"]:
        return "%"
    return _MEASURES.get((match["sign"] or match["unit"] or "").strip().casefold(), "")


def _interval(value: float, qualifier: str) -> tuple[float, float]:
    """Return what a number may mean: a little more or less if it is round, and what its qualifier says."""
    if qualifier in _LEAST | _MORE:
        return value, math.inf
    if qualifier in _LESS:
        return 0.0, value
    if qualifier in _NEAR:
        return value * (1 - _ABOUT), value * (1 + _ABOUT)
    if value < 100 or value % 10 or qualifier in _EXACTLY:
        return value, value
    zeros = sum(1 for _ in takewhile(lambda power: value % 10**power == 0, range(1, 16)))
    slack = min(0.49 * 10**zeros, value * _ROUNDING)
    return value - slack, value + slack


def _next_scale_point(value: float) -> float:
    """Return the next number with a single digit that is not 0, ten at least: a count would have said so.

    After Cummins, Sauerland and Solt 2012, "Granularity and scalar implicature in numerical expressions": "more than n"
    conveys "not more than m", the next number on a scale as coarse as n or coarser.
    """
    step = 10.0 ** max(1, math.floor(math.log10(max(value, 1.0))))
    return (value // step + 1) * step


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    between = text[first.end : second.start]
    if not _RANGE.fullmatch(between) or second.low < first.low:
        return False
    return between.strip().casefold() != "and" or bool(_OPENS_A_RANGE.search(text[: first.start]))
