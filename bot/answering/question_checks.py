"""Refuse a question that no search could answer, and say what to do instead."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.errors import EmptyQuestion, ForeignScript, NothingToLookFor, QuestionTooLong
from corpus.text.terms import is_stop_word, words

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_WORDS = 300
LONGEST_CHARACTERS = 2_000
"""Limits of a question: a longer text is a document, of which the encoder would read the beginning only."""


def check_length(text: str) -> None:
    """Check that a question is neither empty nor too long. Raises EmptyQuestion or QuestionTooLong."""
    if not text.strip():
        raise EmptyQuestion("The question is empty. Ask in a sentence, such as: Who signed the agreement?")
    length = len(text.split())
    if length > LONGEST_WORDS or len(text) > LONGEST_CHARACTERS:
        raise QuestionTooLong(
            f"The question has {length:,} words and {len(text):,} characters; at most {LONGEST_WORDS} and "
            f"{LONGEST_CHARACTERS:,} can be asked. Ask for one thing at a time, in a sentence or two."
        )


def check_words(text: str) -> None:
    """Check that a question has a word to look for. Raises NothingToLookFor where all of them stand in every text."""
    if all(is_stop_word(text[word.start : word.end]) for word in words(text)):
        raise NothingToLookFor(f"{text.strip()!r} has no word to look for. Name a person, a place, a date or a thing.")


def check_script(text: str, known: Iterable[str]) -> None:
    """Check that a question is written in a script of the letters `known`. Raises ForeignScript if in another."""
    asked = scripts(text)
    there = scripts("".join(known))
    if asked and there and not asked & there:
        raise ForeignScript(
            f"The question is written in {_named(asked)} letters, the documents in {_named(there)}. "
            "Ask in the language of the documents."
        )


def scripts(text: str) -> frozenset[str]:
    """Return the scripts of a text's letters, as Unicode names them: LATIN, GREEK, CYRILLIC, ARABIC, CJK and so on."""
    return frozenset(unicodedata.name(letter, "UNNAMED").split()[0] for letter in text if letter.isalpha())


def _named(names: Iterable[str]) -> str:
    return " or ".join(sorted(name.title() for name in names))
