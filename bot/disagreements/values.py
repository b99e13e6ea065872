"""Find the values in a sentence that could be what a question asks for: of its kind, beside its nouns and verbs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.english.dates import Date, find_dates
from bot.english.lexicon import bot_table, bot_words
from bot.english.names import Name, are_alike, find_names
from bot.english.quantities import Quantity, find_quantities
from corpus.english.question_type import QuestionType
from corpus.english.word_lists import alternatives, word_list
from corpus.text.terms import is_stop_word, normalise, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.english.value_question import ValueQuestion

Value = Quantity | Date | Name


def find_values(question: ValueQuestion, text: str, around: str) -> Sequence[Value]:
    """Return the values of `text` that could answer, in order; `around` tells what else it speaks of."""
    if question.about == "date":
        return _new_dates(question, text)
    if question.about == "number":
        return [each for each in find_quantities(text) if _is_of_what_is_counted(question, each, text, around)]
    return _places(question, text) if question.asks_for is QuestionType.PLACE else _doers(question, text)


def contradict(one: Value, other: Value) -> bool:
    """Return whether two values of one kind cannot both be true; values of two kinds never contradict each other."""
    match one, other:
        case (Quantity(), Quantity()) | (Date(), Date()) | (Name(), Name()):
            return one.excludes(other)  # type: ignore[arg-type]
    return False


def closest(question: ValueQuestion, text: str, values: Sequence[Value]) -> list[Value]:
    """Return the one value whose clause has most of the question's words; [] where that leaves a doubt."""
    if len(values) < 2:
        return list(values)
    bounds = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    shares = []
    for value in values:
        start = max(bound for bound in bounds if bound <= value.start)
        end = min(bound for bound in bounds if bound >= value.end)
        shares.append(share_of_terms(question.actions | question.nouns, terms(text[start:end])))
    best = max(shares)
    chosen = [value for value, each in zip(values, shares, strict=True) if each == best > 0]
    return chosen if len(chosen) == 1 else []


def modifies(question: ValueQuestion, text: str, value: Value) -> bool:
    """Return whether a value stands right before one of the question's nouns: "the 2014 agreement"."""
    return bool(question.actions.intersection(terms(" ".join(_noun_phrase(text, value.end)[:1]))))


def share_of_terms(wanted: frozenset[str], there: Iterable[str]) -> float:
    """Return the share of `wanted` terms that are `there`, in that form or a longer or shorter one; 1 of none."""
    there = set(there)
    found = sum(any(_have_one_stem(term, each) for each in there) for term in wanted)
    return found / len(wanted) if wanted else 1.0


_CLAUSE = re.compile(r"[;:,]\s|\s(?:and|but|while|whereas|after|before|when|where|since)\s")
_SHORTEST_STEM = 4


def _have_one_stem(term: str, other: str) -> bool:
    short, long = sorted((term, other), key=len)
    return short == long or (len(short) >= _SHORTEST_STEM and long.startswith(short) and not short.isdigit())


def _new_dates(question: ValueQuestion, text: str) -> list[Date]:
    """Return the dates that say more than the question does, and nothing else than it."""
    return [
        date
        for date in find_dates(text)
        if date.relation in {"at", "until"} and not any(_is_known(date, given) for given in question.when)
    ]


def _is_known(date: Date, given: Date) -> bool:
    parts = ((date.year, given.year), (date.month, given.month), (date.day, given.day))
    return any(a != b for a, b in parts if a is not None and b is not None) or all(
        a is None or b is not None for a, b in parts
    )


_PART_OF = re.compile(rf"\s+of\s+(?:{alternatives(bot_words('values.part_of'))})\b", re.IGNORECASE)
_AMONG = re.compile(rf"\b(?:{alternatives(bot_words('values.among'))})\s\Z", re.IGNORECASE)
_GIVES = re.compile(
    rf"(?:\b(?:{alternatives(bot_words('values.gives'))}|(?:{alternatives(bot_words('values.gives_with_of'))}) of)"
    r"|,|and)\s\Z"
)
_NOUN_PHRASE = re.compile(r"[\s-]*((?:[^\W\d_][\w’'-]*[ \u00a0-]?){1,4})")


@lru_cache
def _people() -> frozenset[str]:
    """Return the terms of nouns for people: a question may ask for one kind, a text count another."""
    return frozenset(terms(" ".join(("people", "men", "women", "children", "troops", *word_list("nouns.person")))))


def _is_of_what_is_counted(question: ValueQuestion, number: Quantity, text: str, around: str) -> bool:
    """Return True if a number is of what the question counts or measures, and not of a part of it.

    All kinds of people count as people, but "7 pregnant women" are a group of their own.
    """
    if question.asks_for is QuestionType.SHARE:
        return number.measure == "%"
    if number.measure == "ordinal" or _PART_OF.match(text, number.end) or _AMONG.search(text[: number.start]):
        return False
    counted = _noun_phrase(text, number.end)
    found = frozenset(terms(" ".join(counted)))
    if not question.nouns:
        is_measure = question.asks_for is QuestionType.MEASURE
        return bool(number.measure) == is_measure and (is_measure or not found or bool(found & _people()))
    if number.measure == "%":
        return False
    if not counted:
        speaks_of_it = share_of_terms(question.nouns, terms(f"{text} {around}")) > 0
        return speaks_of_it and bool(_GIVES.search(text[: number.start]))
    counts_people = bool(question.nouns & _people())
    if counts_people and (_people() | question.nouns | question.actions).isdisjoint(terms(counted[0])):
        return False
    return not _is_of_another(question, counted, around) and (
        2 * len(question.nouns & found) >= min(len(question.nouns), len(found)) > 0
        or (counts_people and not found.isdisjoint(_people()))
        or (len(counted) == 1 and share_of_terms(question.actions, found) > 0)
    )


def _noun_phrase(text: str, at: int) -> list[str]:
    """Return the words that follow a number as far as its noun may reach."""
    match = _NOUN_PHRASE.match(text, at)
    counted: list[str] = []
    for word in match[1].split() if match else ():
        if is_stop_word(normalise(word)) and not word.isupper():
            break
        counted.append(word)
    return counted


def _is_of_another(question: ValueQuestion, counted: Sequence[str], around: str) -> bool:
    """Return True if what is counted goes by a name of which neither the question nor the passage speaks."""
    known = {word for name in question.subjects for word in name.words} | question.nouns
    known.update(normalise(word) for word in re.findall(r"[^\W_]+", around))
    return any(
        word[:1].isupper()
        and not any(are_alike(normalise(word), each) or normalise(word) + "s" == each for each in known)
        for word in counted
    )


_DEEDS = tuple(frozenset(terms(" ".join(words))) for words in bot_table("values.deeds").values())
_WITHIN_REACH = re.compile(
    r"\s?(?:,[^,;]{1,80},\s)?(?:\w+ly\s)?(?:(?:was|is|were|had|has|also|first|who|the|its|their|his|her|been|as|of|by)\s){0,4}"
)
_AND = re.compile(r"\s(?:and|&)\s|,\s(?:and\s)?")


def _doers(question: ValueQuestion, text: str) -> list[Name]:
    """Return the names that stand as the doer of the question's deed; names joined by "and" are one."""
    deeds = [family for family in _DEEDS if family & question.actions]
    if not deeds:
        return []
    verbs = [m for m in re.finditer(r"[^\W\d_]+", text) if any(deed.intersection(terms(m[0])) for deed in deeds)]
    return [name for name in _new_names(question, _grouped(text)) if any(_does(name, verb, text) for verb in verbs)]


def _does(name: Name, verb: re.Match[str], text: str) -> bool:
    if name.end <= verb.start():
        return bool(_WITHIN_REACH.fullmatch(text, name.end, verb.start()))
    between = text[verb.end() : name.start]
    return between in {" ", ", "} or bool(re.fullmatch(r"[^,;]{0,40}\b(?:by|was|is)\s(?:[a-z]+\s){0,3}", between))


def _grouped(text: str) -> list[Name]:
    grouped: list[Name] = []
    for name in find_names(text):
        if grouped and _AND.fullmatch(text, grouped[-1].end, name.start):
            first = grouped.pop()
            name = Name(first.start, name.end, text[first.start : name.end], (*first.words, *name.words))
        grouped.append(name)
    return grouped


_IN = re.compile(r"\b(?:in|at)\s(?:the\s(?:city|town|village|port)\sof\s)?\Z")


def _places(question: ValueQuestion, text: str) -> list[Name]:
    """Return the names that follow "in" or "at" and are not the question's own."""
    return [name for name in _new_names(question, find_names(text)) if _IN.search(text[: name.start])]


def _new_names(question: ValueQuestion, names: Iterable[Name]) -> list[Name]:
    subjects = {word for name in question.subjects for word in name.words}
    return [name for name in names if subjects.isdisjoint(name.words)]
