"""Find the names in English text, and tell which of them cannot be of one thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from bot.english.countries import is_country
from bot.english.lexicon import bot_words
from corpus.english.word_lists import alternatives, word_list
from corpus.text.terms import is_stop_word, normalise

_SPELLING = 0.75
"""Spellings of one name ("Khameni" and "Khamenei") share at least this much (difflib's ratio)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words: `text` stands at [start, end) of what was searched, without titles and without 's.

    `words` are normalised and without particles. `title` is what stands right before it, as written ("Prime Minister").
    `is_certain` is false where nothing but the beginning of a sentence may have made the capital.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    title: str = ""
    is_certain: bool = True

    @property
    def with_title(self) -> str:
        """Return the name as it is written, title and all."""
        return f"{self.title} {self.text}" if self.title else self.text

    def excludes(self, other: Name) -> bool:
        """Return whether these name two things: neither is a part, an initialism or another spelling of the other."""
        short, long = sorted((self.words, other.words), key=len)
        if all(any(are_alike(word, each) for each in long) for word in short):
            return False
        return not _is_initialism("".join(short), long)


_CAPITALISED = r"(?:(?:[A-Z]\.)+|[^\W\d_a-z](?:[\w‑-]|[’'](?!s?(?!\w)))*)"
_PARTICLE = rf"(?:{alternatives(bot_words('names.particles'))})"
_RUN = re.compile(
    rf"(?<![\w.]){_CAPITALISED}"
    rf"(?:\s(?:{_PARTICLE}\s(?:the\s)?)?{_CAPITALISED}|\s\d{{1,3}}(?!\w|[.,:/-]\d|\s?%))*"
)
_WORD = re.compile(r"(?:[A-Z]\.)+|[^\W_][\w’'‑-]*")
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.?!:]['\"”’)]*\s)\s*[-'\"“‘(]*\Z")
_TITLES = frozenset(bot_words("names.titles"))
_BEFORE_TITLES = frozenset(bot_words("names.before_titles"))
_OPENERS = frozenset(
    [
        *bot_words("names.openers"),
        *bot_words("grammar.imperatives"),
        *word_list("questions.question_words"),
        *word_list("numbers.small"),
    ]
)
_DAYS_AND_MONTHS = frozenset((*word_list("calendar.months"), *word_list("calendar.weekdays")))
_PLACES = frozenset(word_list("nouns.place"))
_IMPERSONAL = frozenset((*bot_words("names.impersonal"), *word_list("nouns.group")))


def find_names(text: str) -> list[Name]:
    """Return the names in `text`, in order; days and months are none.

    Example: "Ashraf-3 is near Manëz." has Ashraf-3 and Manëz, "Prime Minister Edi Rama's house" Edi Rama. What a
    sentence begins with may be a name by its capital alone; then it is not certain.
    """
    runs = [(run, list(_WORD.finditer(text, run.start(), run.end()))) for run in _RUN.finditer(text)]
    inside = {word[0] for _, words in runs for word in words if not _begins_sentence(text, word.start())}
    return [name for run, words in runs if (name := _name(text, run, words, inside))]


def certain_names(text: str) -> list[Name]:
    """Return the names in `text` whose capital is not just that of a sentence's first word."""
    return [name for name in find_names(text) if name.is_certain]


@lru_cache(maxsize=16_384)
def are_alike(word: str, other: str) -> bool:
    """Return whether two normalised words may be one name: nearly the same, or one the initial of the other."""
    if min(len(word), len(other)) == 1:
        return word[0] == other[0]
    return word == other or SequenceMatcher(None, word, other, autojunk=False).ratio() >= _SPELLING


def may_be_a_person(name: Name, around: str) -> bool:
    """Return whether neither a name nor how `around` speaks of it shows a place, a body or a thing.

    A noun at its end does where it stands for a place and is spoken of so ("on Quay Street"): Oliver Stone is a person.
    """
    words = name.text.split()
    if any(word.isupper() or word[0].isdecimal() or word.casefold() in _IMPERSONAL for word in words):
        return False
    if is_country(name.text):
        return False
    of_place = len(words) > 1 and words[-1].casefold() in _PLACES
    leads = "the|in|from|near|outside|into|across" + ("|on|at|to|of|along|over" if of_place else "")
    return re.search(rf"\b(?i:{leads})\s+{re.escape(name.text)}\b", around) is None


def _name(text: str, run: re.Match[str], words: list[re.Match[str]], inside: set[str]) -> Name | None:
    """Return the name in a run of capitalised words; None for titles, days, and words that open a sentence."""
    first = _first_of_name(words)
    kept = words[first:]
    parts = [normalise(word[0]).replace(".", "") for word in kept if word[0][0].isupper() or word[0].isdecimal()]
    if not parts or all(part in _DAYS_AND_MONTHS or part.isdecimal() for part in parts):
        return None
    title = first
    while title and _is_title(words[title - 1][0]):
        title -= 1
    start, end = kept[0].start(), run.end()
    marked = any(letter.isdigit() or letter.isupper() for letter in words[0][0][1:]) or words[0][0] in inside
    doubtful = len(words) == 1 and not marked and _begins_sentence(text, start) and len(_WORD.findall(text)) > 1
    titled = text[words[title].start() : start].rstrip()
    return Name(start, end, text[start:end], tuple(parts), titled, not doubtful)


def _first_of_name(words: list[re.Match[str]]) -> int:
    """Count the words of a run before the name: titles, stop words, particles."""
    return next((at for at, word in enumerate(words) if not _is_no_part(word[0])), len(words))


def _is_no_part(word: str) -> bool:
    plain = normalise(word)
    is_acronym = word.isupper() and len(word) > 1
    return _is_title(word) or plain in _OPENERS or (not is_acronym and is_stop_word(plain))


def _is_title(word: str) -> bool:
    return normalise(word) in _TITLES | _BEFORE_TITLES


def _begins_sentence(text: str, at: int) -> bool:
    return _SENTENCE_BEGINS.search(text, max(0, at - 6), at) is not None


def _is_initialism(short: str, words: tuple[str, ...]) -> bool:
    return len(words) > 1 and short == "".join(word[0] for word in words)
