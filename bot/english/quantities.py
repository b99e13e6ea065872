"""Numbers as English text writes them: where they stand, what they may mean, and which exclude each other."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import takewhile

from bot.english.dates import dates
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


_SMALL = {
    word: value
    for value, word in enumerate(
        re.findall(
            r"\w+",
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""",
        )
    )
} | {
    word: 10 * value
    for value, word in enumerate(re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_ORDINALS = re.findall(r"\w+", "first second third fourth fifth sixth seventh eighth ninth tenth")
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}
_MEASURES = {
    form: measure
    for measure, forms in {
        "%": "% percent percentage per-cent",
        "$": "$ dollar dollars usd",
        "€": "€ euro euros eur",
        "£": "£ pound pounds gbp",
        "km": "km kilometre kilometres kilometer kilometers",
        "mi": "mile miles",
        "m": "metre metres meter meters",
        "cm": "cm centimetre centimetres centimeter centimeters",
        "ft": "ft foot feet",
        "kg": "kg kilogram kilograms kilogramme kilogrammes kilo kilos",
        "t": "ton tons tonne tonnes",
        "ha": "ha hectare hectares",
        "min": "minute minutes",
        "h": "hour hours",
        "d": "day days",
        "w": "week weeks",
        "mo": "month months",
        "y": "year years",
    }.items()
    for form in forms.split()
}
_LEAST = frozenset({"at least", "in excess of"})
_MORE = frozenset({"more than", "greater than", "higher than", "over", "above"})
_LESS = frozenset({"fewer than", "less than", "lower than", "under", "below", "at most", "up to"})
_NEAR = frozenset(re.findall(r"\w+", "about around approximately roughly some circa nearly almost")) | {
    "close to",
    "an estimated",
    "estimated at",
}
_JUST = frozenset({"only", "just", "exactly"})


def _either(words: set[str] | frozenset[str] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace(r"\ ", r"\s+")


_WORD = _either([*_SMALL, *_SCALES])
_NUMBER = re.compile(
    rf"(?:\b(?P<qualifier>{_either(_LEAST | _MORE | _LESS | _NEAR | _JUST)})\s+(?:(?:some|about|the)\s+)?)?"
    r"(?P<sign>[$€£]\s?)?(?:"
    r"(?<![\w.,:/-])(?P<digits>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![:/]?\d|[.,]\d)"
    rf"(?:(?P<nth>st|nd|rd|th)\b|(?P<short>k|mn?|bn)\b|[\s-](?P<scale>{_either([*_SCALES])})\b|(?![A-Za-z]))"
    rf"|\b(?P<words>(?:half\s+an?\s+|an?\s+(?={_either([*_SCALES])}))?(?:{_WORD})"
    rf"(?:(?:-|\s+(?:and\s+)?)(?:{_WORD}))*)\b"
    rf"|\b(?P<ordinal>{_either(_ORDINALS)})\b)"
    r"(?P<percent>\s?%|\s+per\s?cent\b)?(?:[\s-](?P<unit>[^\W\d_]+)\b)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[-–—]|to|and|or)\s*", re.IGNORECASE)
_OPENS_A_RANGE = re.compile(r"\b(?:between|from)\s+\Z", re.IGNORECASE)
_LABEL = re.compile(r"\b([A-Z][\w’']*)\s\Z")


def numbers(text: str) -> list[Quantity]:
    """The numbers of `text` in order, without dates and labels ("Article 5"); a range is one number."""
    for date in dates(text):
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
    if value < 100 or value % 10 or qualifier in _JUST:
        return value, value
    zeros = sum(1 for _ in takewhile(lambda power: value % 10**power == 0, range(1, 16)))
    slack = min(0.49 * 10**zeros, value * _ROUNDING)
    return value - slack, value + slack


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    between = text[first.end : second.start]
    if not _RANGE.fullmatch(between) or second.low < first.low:
        return False
    return between.strip().casefold() != "and" or bool(_OPENS_A_RANGE.search(text[: first.start]))
