"""What a text mentions: names, times, and the words that say what a question is about. English; no language model."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.text.terms import is_stop_word, terms

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
TIME = (
    rf"(?:(?:early|late|mid)[ -])?(?:{_MONTH}(?:\s+\d{{1,2}}\b)?(?:,?\s+[12]\d{{3}}\b)?"
    rf"|\d{{1,2}}\s+{_MONTH}(?:\s+[12]\d{{3}}\b)?|[12]\d{{3}}\b)"
)
"""A regular expression without groups: a month, a day or a year, such as "early March 2018", "4 January", "2022"."""

_TOKEN = re.compile(r"[^\W_]+(?:['’.‐‑-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s\Z")
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.?!:]['\"”’)]*\s)\s*[-'\"“‘(]*\Z")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ASKING = _set(
    "who whom whose what which when where why how is are was were do does did has have had can could will would "
    "should may might must and but or so also until since tell name list describe explain give show"
)
_LIGHT = frozenset(
    terms(
        "say said tell told call called name named happen happened take took taken place mean meant give gave given "
        "make made get got go went gone come came react respond reply answer know knew think thought explain "
        "describe details far long often exactly really please person people anyone someone anybody somebody "
        "everyone anything something everything thing cause reason start begin began end ok okay yes thanks thank hello"
    )
)
_BODIES = _set(
    "union party states kingdom forces force ministry government police army council committee organisation "
    "organization institute university company group war article treaty republic act court agency bank"
)
_TITLES = _set(
    "president minister chancellor general colonel ayatollah king queen prince princess pope bishop sir lord lady "
    "judge senator professor doctor dr mr mrs ms"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words without a possessive 's: `text` stands at `start`."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def names(text: str) -> list[Name]:
    """The names in a text, in order. A capital that only begins a sentence makes no name, nor does a date."""
    runs: list[list[re.Match[str]]] = []
    open_run = False
    for token in _TOKEN.finditer(text):
        joined = open_run and text[runs[-1][-1].end() : token.start()] == " "
        if joined and (_capital(token) or token[0].isdecimal()):
            runs[-1].append(token)
        elif _capital(token):
            runs.append([token])
        else:
            open_run = False
            continue
        open_run = not _POSSESSIVE.search(token[0])
    inside = {token[0] for run in runs for token in run if not _begins_sentence(text, token)}
    found = (_name(text, run, inside) for run in runs)
    return [name for name in found if name and not re.fullmatch(TIME, name.text)]


def may_be_a_person(name: str, around: str) -> bool:
    """Whether neither a name nor how `around` speaks of it shows a place, a body or a thing."""
    words = name.split()
    if any(word.isupper() or word[0].isdecimal() or word.casefold() in _BODIES for word in words):
        return False
    place = rf"\b(?i:the|in|from|near|outside|into|across)\s+{re.escape(name)}\b"
    return re.search(place, around) is None


def has_a_title(name: str) -> bool:
    """Whether a name says itself that it is a person's: "President Ilir Meta"."""
    return any(word.casefold() in _TITLES for word in name.split()[:-1])


def is_a_source(name: str, text: str) -> bool:
    """Whether `text` names it only for having reported what it tells: "Deutsche Welle reports"."""
    name = re.escape(name)
    verb = r"\s+(?:says|writes|reports|adds|states|explains|describes|notes|recalls)\b"
    return re.search(rf"\b(?i:according\s+to)\s+{name}\b|\b{name}{verb}", text) is not None


def telling_words(text: str) -> list[str]:
    """The words that say what a text is about, as written, in order: no stop words, no verbs such as "say"."""
    return [token[0] for token in _TOKEN.finditer(text) if _tells(token[0])]


def phrases(text: str) -> list[str]:
    """The telling words in runs as they stand in a text, in order; a name is a phrase of its own."""
    known = names(text)
    spans = [(name.start, name.end) for name in known]
    run = (-1, -1)
    for token in _TOKEN.finditer(text):
        if any(name.start <= token.start() < name.end for name in known) or not _tells(token[0]):
            run = (-1, -1)
            continue
        if run[0] >= 0 and text[run[1] : token.start()] == " ":
            spans.remove(run)
            run = (run[0], token.end())
        else:
            run = token.span()
        spans.append(run)
    return [text[start:end] for start, end in sorted(spans)]


def _name(text: str, run: list[re.Match[str]], inside: set[str]) -> Name | None:
    if _begins_sentence(text, run[0]):
        first = run[0][0]
        if first.casefold() in _ASKING or is_stop_word(first.lower()):
            run = run[1:]
        elif len(run) == 1 and first not in inside and len(_TOKEN.findall(text)) > 1:
            return None
    if not run:
        return None
    return Name(_POSSESSIVE.sub("", text[run[0].start() : run[-1].end()]), run[0].start())


def _capital(token: re.Match[str]) -> bool:
    return token[0][0].isupper() and token[0] != "I"


def _begins_sentence(text: str, token: re.Match[str]) -> bool:
    return _SENTENCE_BEGINS.search(text, max(0, token.start() - 6), token.start()) is not None


def _tells(word: str) -> bool:
    return not is_stop_word(word) and not _LIGHT.issuperset(terms(word))
