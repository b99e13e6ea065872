"""Words whose full stop does not end a sentence, and words that show that one has begun, language by language.

`words/abbreviations.toml` has them and says what each list is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.english.word_lists import word_table
from corpus.text.terms import language_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FOLDER = Path(__file__).with_name("words")
_LANGUAGES = ("en", "de", "fr", "sq", "ru", "it", "es", "zh", "ja")
_SURE = ("common", "en")
"""Tables whose titles are titles in any text; those of the others may be words of a language that is not known."""

_LISTS_OF_WORDS = (
    *("openers", "days", "ordinals_after", "ordinals_before", "lettered", "capitalised"),
    *("small", "particles"),
)
"""The lists that `Abbreviations` has as sets, in the order of its fields."""


class Use(Flag):
    """What an abbreviation, by its list in the file, says of the full stop after it."""

    TITLE = auto()
    BEFORE_NUMBER = auto()
    BEFORE_NAME = auto()
    END = auto()
    BEFORE_DAY = auto()
    AFTER_YEAR = auto()


_LISTS = {
    "titles": Use.TITLE,
    "before_numbers": Use.BEFORE_NUMBER,
    "before_names": Use.BEFORE_NAME,
    "ends": Use.END,
    "before_days": Use.BEFORE_DAY,
    "after_years": Use.AFTER_YEAR,
}


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What is known of the writing of a language; all words are in lower case, without the last full stop.

    `uses` has the abbreviations, the other fields the lists of words of the same names.
    """

    uses: Mapping[str, Use]
    endings: tuple[str, ...]
    openers: frozenset[str]
    days: frozenset[str]
    ordinals_after: frozenset[str]
    ordinals_before: frozenset[str]
    lettered: frozenset[str]
    capitalised: frozenset[str]
    small: frozenset[str]
    particles: frozenset[str]

    def use_of(self, chain: str) -> Use | None:
        """Return the use of the longest known abbreviation at the end of `chain`, None where there is none.

        Example: "и.т.д" ends in "т.д".
        """
        while chain:
            if (use := self.uses.get(chain)) is not None:
                return use
            _, _, chain = chain.partition(".")
        return None


def abbreviations(language: str | None) -> Abbreviations:
    """Return what is known of a language ("de-AT" will do); of all together for one that has no table, or None."""
    code = language_code(language or "")
    return _abbreviations(code if code in _LANGUAGES else "")


def speech(language: str) -> tuple[str, ...]:
    """Return the words that show that a sentence goes on after a quotation."""
    return _table(language)["speech"]


@lru_cache
def _abbreviations(code: str) -> Abbreviations:
    names = ("common", code) if code else ("common", *_LANGUAGES)
    uses: dict[str, Use] = {}
    for name in names:
        for word, use in _uses(name) if code or name in _SURE else _unsure_uses(name):
            uses[word] = uses.get(word, Use(0)) | use
    tables = [_table(name) for name in names]
    return Abbreviations(
        uses,
        tuple(_words(tables, "endings")),
        *(frozenset(_words(tables, key)) for key in _LISTS_OF_WORDS),
    )


def _uses(name: str) -> Iterator[tuple[str, Use]]:
    table = _table(name)
    yield from ((word, use) for key, use in _LISTS.items() for word in table.get(key, ()))


def _unsure_uses(name: str) -> Iterator[tuple[str, Use]]:
    """Yield the abbreviations of a language that a text may be in, its titles as what may end a sentence."""
    elsewhere = _table("common")["words_elsewhere"]
    for word, use in _uses(name):
        if word not in elsewhere:
            yield word, Use.BEFORE_NAME if use is Use.TITLE else use


def _words(tables: Iterable[Mapping[str, tuple[str, ...]]], key: str) -> list[str]:
    return [word for table in tables for word in table.get(key, ())]


def _table(name: str) -> dict[str, tuple[str, ...]]:
    return word_table(f"abbreviations.{name}", _FOLDER)
