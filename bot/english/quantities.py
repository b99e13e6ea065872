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
"""A round number stands for what lies at most this share of it away."""
_ABOUT = 0.1
"""As much is "about"."""
_OVER = 1.4
""""More than 2,000" is said of up to this many times 2,000: of 2,700, not of 3,000."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end]`, with the words that qualify it, means something from `low` to `high`.

    `measure` is "%", a currency, a unit of measure in its short form, "ordinal", or "" for what is counted.
    """

    start: int
    end: int
    low: float
    high: float
    measure: str = ""

    def excludes(self, other: Quantity) -> bool:
        """Whether both cannot be true of one thing. What is measured differently is not compared."""
        return self.measure == other.measure and max(self.low, other.low) > min(self.high, other.high)


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
            number = Quantity(before.start, number.end, before.low, number.high, measure)
        found.append(number)
    return found


def _number(match: re.Match[str]) -> Quantity:
    low, high = _interval(_value(match), " ".join((match["qualifier"] or "").casefold().split()))
    end = max(match.end(g) for g in ("digits", "nth", "short", "scale", "words", "ordinal", "percent"))
    return Quantity(match.start(), end, low, high, _measure(match))


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
    """What a number may mean: a little more or less where it is round, and what its qualifier says."""
    if qualifier in _LEAST:
        return value, math.inf
    if qualifier in _MORE:
        return value, value * _OVER
    if qualifier in _LESS:
        return 0.0, value
    if qualifier in _NEAR:
        return value * (1 - _ABOUT), value * (1 + _ABOUT)
    if value < 100 or value % 10 or qualifier in _EXACTLY:
        return value, value
    zeros = sum(1 for _ in takewhile(lambda power: value % 10**power == 0, range(1, 16)))
    slack = min(0.49 * 10**zeros, value * _ROUNDING)
    return value - slack, value + slack


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    between = text[first.end : second.start]
    if not _RANGE.fullmatch(between) or second.low < first.low:
        return False
    return between.strip().casefold() != "and" or bool(_OPENS_A_RANGE.search(text[: first.start]))
