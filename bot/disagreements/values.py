"""The values in a sentence that could be what a question asks for: of its kind, and beside its nouns and verbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.dates import Date, dates
from bot.english.names import Name, alike, names
from bot.english.quantities import Quantity, numbers
from corpus.text.terms import is_stop_word, normalise, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.english.question_type import ExpectedAnswer

Value = Quantity | Date | Name


def values_for(asked: ExpectedAnswer, text: str, around: str) -> Sequence[Value]:
    """The values of `text`, in order; `around` tells what else it speaks of."""
    if asked.about == "date":
        return _dates(asked, text)
    if asked.about == "number":
        return [number for number in numbers(text) if _counts(asked, number, text, around)]
    return _places(asked, text) if asked.place else _doers(asked, text)


def exclude(one: Value, other: Value) -> bool:
    """Whether two values of a kind cannot both be true; values of two kinds can."""
    match one, other:
        case (Quantity(), Quantity()) | (Date(), Date()) | (Name(), Name()):
            return one.excludes(other)  # type: ignore[arg-type]
    return False


def nearest(asked: ExpectedAnswer, text: str, values: Sequence[Value]) -> list[Value]:
    """Of several values the one whose clause has most of the question's verbs; none where that leaves a doubt."""
    if len(values) < 2:
        return list(values)
    bounds = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    shares = []
    for value in values:
        start = max(bound for bound in bounds if bound <= value.start)
        end = min(bound for bound in bounds if bound >= value.end)
        shares.append(share(asked.actions | asked.nouns, terms(text[start:end])))
    best = max(shares)
    chosen = [value for value, each in zip(values, shares, strict=True) if each == best > 0]
    return chosen if len(chosen) == 1 else []


def modifies(asked: ExpectedAnswer, text: str, value: Value) -> bool:
    """Whether a value stands right before one of the question's nouns: "the 2014 agreement"."""
    return bool(asked.actions.intersection(terms(" ".join(_counted(text, value.end)[:1]))))


def share(wanted: frozenset[str], there: Iterable[str]) -> float:
    """The share of the wanted terms that is there, in that form or a longer or shorter one; 1 of none."""
    there = set(there)
    found = sum(any(_same_stem(term, each) for each in there) for term in wanted)
    return found / len(wanted) if wanted else 1.0


_CLAUSE = re.compile(r"[;:,]\s|\s(?:and|but|while|whereas|after|before|when|where|since)\s")


def _same_stem(term: str, other: str) -> bool:
    short, long = sorted((term, other), key=len)
    return short == long or (len(short) >= 4 and long.startswith(short) and not short.isdigit())


def _dates(asked: ExpectedAnswer, text: str) -> list[Date]:
    """The dates that say more than the question does, and nothing else than it."""
    return [
        date
        for date in dates(text)
        if date.relation in {"at", "until"} and not any(_known(date, given) for given in asked.when)
    ]


def _known(date: Date, given: Date) -> bool:
    parts = ((date.year, given.year), (date.month, given.month), (date.day, given.day))
    return any(a != b for a, b in parts if a is not None and b is not None) or all(
        a is None or b is not None for a, b in parts
    )


_PEOPLE = frozenset(
    terms(
        """people person men women children member supporter follower fighter militant refugee evacuee migrant
        dissident exile resident inhabitant soldier troop student worker employee visitor guest victim casualty
        survivor passenger prisoner demonstrator protester participant delegate citizen civilian"""
    )
)
_PART_OF = re.compile(r"\s+of\s+(?:them|whom|these|those|the|its|their|all)\b", re.IGNORECASE)
_AMONG = re.compile(
    r"\b(?:including|among them|another|an additional|a further|further|each|every|per)\s\Z", re.IGNORECASE
)
_GIVES = re.compile(
    r"(?:\b(?:is|was|were|at|reach(?:es|ed)|total(?:led|s)|gives?|gave|writes?|wrote|says?|said|names?|counts?|counted|"
    r"reports?|puts?|(?:speaks?|spoke|writes?|wrote|itself|numbers?|total|figure|toll|count|announcement) of)"
    r"|,|and)\s\Z"
)
_NOUN_PHRASE = re.compile(r"[\s-]*((?:[^\W\d_][\w’'-]*[ \u00a0-]?){1,4})")


def _counts(asked: ExpectedAnswer, number: Quantity, text: str, around: str) -> bool:
    """Whether a number is of what the question counts or measures, and not of a part of it."""
    if asked.measure:
        return number.measure == asked.measure
    if number.measure == "ordinal" or _PART_OF.match(text, number.end) or _AMONG.search(text[: number.start]):
        return False
    counted = _counted(text, number.end)
    found = frozenset(terms(" ".join(counted)))
    if not asked.nouns:
        return bool(number.measure) == asked.measured and (asked.measured or not found or bool(found & _PEOPLE))
    if number.measure == "%":
        return False
    if not counted:
        return share(asked.nouns, terms(f"{text} {around}")) > 0 and bool(_GIVES.search(text[: number.start]))
    return not _others(asked, counted, around) and (
        2 * len(asked.nouns & found) >= min(len(asked.nouns), len(found)) > 0
        or bool(asked.nouns & _PEOPLE and found & _PEOPLE)
        or (len(counted) == 1 and share(asked.actions, found) > 0)
    )


def _counted(text: str, at: int) -> list[str]:
    """The words that follow a number as far as its noun may reach."""
    match = _NOUN_PHRASE.match(text, at)
    counted: list[str] = []
    for word in match[1].split() if match else ():
        if is_stop_word(normalise(word)) and not word.isupper():
            break
        counted.append(word)
    return counted


def _others(asked: ExpectedAnswer, counted: Sequence[str], around: str) -> bool:
    """Whether what is counted goes by a name of which neither the question nor the passage speaks."""
    known = {word for name in asked.subjects for word in name.words} | asked.nouns
    known.update(normalise(word) for word in re.findall(r"[^\W_]+", around))
    return any(
        word[:1].isupper() and not any(alike(normalise(word), each) or normalise(word) + "s" == each for each in known)
        for word in counted
    )


_DEEDS = tuple(
    frozenset(terms(words))
    for words in (
        "win won wins winner winning victor",
        "found founded founder established establish creator created",
        "invent invented inventor",
        "discover discovered discoverer",
        "write wrote written author composed compose composer",
        "paint painted painter sculpted sculptor",
        "kill killed killer murdered murderer assassinated assassin shot",
        "design designed designer architect",
        "build built builder",
        "lead led leads headed heads commanded commander",
        "run ran runs operated operates",
        "direct directed",
        "order ordered orders",
        "sign signed signatory",
        "open opened inaugurated",
        "own owned owner owns",
        "succeed succeeded successor",
    )
)
"""What one person does, or a few together; offices are not here, as they change hands."""
_WITHIN_REACH = re.compile(
    r"\s?(?:,[^,;]{1,80},\s)?(?:\w+ly\s)?(?:(?:was|is|were|had|has|also|first|who|the|its|their|his|her|been|as|of|by)\s){0,4}"
)
_AND = re.compile(r"\s(?:and|&)\s|,\s(?:and\s)?")


def _doers(asked: ExpectedAnswer, text: str) -> list[Name]:
    """The names that stand as the doer of the question's deed; names joined by "and" are one."""
    deeds = [family for family in _DEEDS if family & asked.actions]
    if not deeds:
        return []
    verbs = [m for m in re.finditer(r"[^\W\d_]+", text) if any(deed.intersection(terms(m[0])) for deed in deeds)]
    subjects = {word for name in asked.subjects for word in name.words}
    return [
        name for name in _groups(text) if not subjects & set(name.words) and any(_does(name, v, text) for v in verbs)
    ]


def _does(name: Name, verb: re.Match[str], text: str) -> bool:
    if name.end <= verb.start():
        return bool(_WITHIN_REACH.fullmatch(text, name.end, verb.start()))
    between = text[verb.end() : name.start]
    return between in {" ", ", "} or bool(re.fullmatch(r"[^,;]{0,40}\b(?:by|was|is)\s(?:[a-z]+\s){0,3}", between))


def _groups(text: str) -> list[Name]:
    grouped: list[Name] = []
    for name in names(text):
        if grouped and _AND.fullmatch(text, grouped[-1].end, name.start):
            first = grouped.pop()
            name = Name(first.start, name.end, (*first.words, *name.words))
        grouped.append(name)
    return grouped


_IN = re.compile(r"\b(?:in|at)\s(?:the\s(?:city|town|village|port)\sof\s)?\Z")


def _places(asked: ExpectedAnswer, text: str) -> list[Name]:
    """The names that follow "in" or "at" and are not the question's own."""
    subjects = {word for name in asked.subjects for word in name.words}
    return [name for name in names(text) if _IN.search(text[: name.start]) and not subjects & set(name.words)]
