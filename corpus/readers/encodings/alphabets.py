"""What characters cost in each language: the surprise of meeting them, in nats, beyond ASCII."""

from __future__ import annotations

import math
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.text.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).with_name("alphabets.toml")
_LETTERS_SHARE = 0.8
"""Share of the characters beyond ASCII of a text that are its language's letters."""
_FLATNESS = {True: 10.0, False: 1.0}
"""How little more frequent the first letters are than the next: of scripts with thousands of characters, and others."""
_CAPITAL = math.log(12)
"""Nats that a capital costs more than its small letter."""
_PUNCTUATION = frozenset("“”‘’„‚«»‹›–—…•·°§©®™€£№\xa0")
_PUNCTUATION_COST = 5.5
_REST_COST, _OTHER_LETTER_COST, _SYMBOL_COST, _NO_TEXT_COST = 9.5, 10.0, 11.5, 16.0


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How one language is written.

    Attributes:
        language: Its ISO 639-1 code, with a script where it has two.
        encodings: The names of those that it is found in, the likeliest first.
        words: Words that nearly every text has, in small letters.
        rest: The first and the last character of its script where that has thousands; else empty.
        costs: Nats of each of its letters.
    """

    language: str
    encodings: tuple[str, ...]
    words: frozenset[str]
    rest: str
    costs: Mapping[str, float]

    def cost(self, character: str) -> float:
        """Return how surprising a character beyond ASCII is in this language, in nats."""
        if (known := self.costs.get(character)) is not None:
            return known
        if self.rest and self.rest[0] <= character <= self.rest[1]:
            return _REST_COST
        return foreign_cost(character)

    def cost_of(self, counts: Mapping[str, int]) -> float:
        """Return how surprising characters beyond ASCII are in all, in nats."""
        return sum(self.cost(character) * count for character, count in counts.items())

    def explains(self, character: str) -> bool:
        """Return True for its letters, capitals too, and punctuation; not for what its script has besides."""
        return character in self.costs or character in _PUNCTUATION


@cache
def foreign_cost(character: str) -> float:
    """Return how surprising a character is where it is no letter of the language, in nats."""
    if character in _PUNCTUATION:
        return _PUNCTUATION_COST
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cn", "Co", "Cs"} or character == "\ufffd":
        return _NO_TEXT_COST
    return _OTHER_LETTER_COST if kind.startswith("L") else _SYMBOL_COST


@cache
def alphabets() -> tuple[Alphabet, ...]:
    """Return all languages that text is looked for in."""
    return tuple(_alphabet(*each) for each in tomllib.loads(_FILE.read_text("utf-8")).items())


def _alphabet(language: str, said: dict[str, str]) -> Alphabet:
    rest = said.get("rest", "")
    words = frozenset(said["words"].split()) if "words" in said else STOP_WORDS.get(language, frozenset())
    letters = said["letters"].split()
    weights = [1 / (rank + _FLATNESS[bool(rest)]) for rank in range(len(letters))]
    small = {
        letter: math.log(sum(weights) / weight / _LETTERS_SHARE)
        for letter, weight in zip(letters, weights, strict=True)
    }
    capitals = {letter.upper(): cost + _CAPITAL for letter, cost in small.items() if len(letter.upper()) == 1}
    if language == "tr":
        capitals["İ"] = capitals.pop("I") + 1
    return Alphabet(language, tuple(said["encodings"].split()), words, rest, {**capitals, **small})
