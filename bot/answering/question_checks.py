"""Refuse a question that no search could answer, and say what to do instead."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.errors import EmptyQuestion, ForeignScript, NothingToLookFor, QuestionTooLong
from corpus.messages import Message, listed_with_or
from corpus.text.terms import is_stop_word, words

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPTS = {
    "LATIN": Message("Latin"),
    "GREEK": Message("Greek"),
    "CYRILLIC": Message("Cyrillic"),
    "ARABIC": Message("Arabic"),
    "HEBREW": Message("Hebrew"),
    "ARMENIAN": Message("Armenian"),
    "GEORGIAN": Message("Georgian"),
    "DEVANAGARI": Message("Devanagari"),
    "THAI": Message("Thai"),
    "CJK": Message("Chinese"),
    "HIRAGANA": Message("Japanese"),
    "KATAKANA": Message("Japanese"),
    "HANGUL": Message("Korean"),
}
"""Names of scripts; of the others, Unicode's own is said."""
LONGEST_WORDS = 300
LONGEST_CHARACTERS = 2_000
"""Limits of a question: a longer text is a document, of which the encoder would read the beginning only."""


def check_length(text: str) -> None:
    """Check that a question is neither empty nor too long. Raises EmptyQuestion or QuestionTooLong."""
    if not text.strip():
        raise EmptyQuestion(Message("The question is empty. Ask in a sentence, such as: Who signed the agreement?"))
    length = len(text.split())
    if length > LONGEST_WORDS or len(text) > LONGEST_CHARACTERS:
        raise QuestionTooLong(
            Message(
                "The question has {words:,} words and {characters:,} characters; at most {most_words:,} and "
                "{most_characters:,} can be asked. Ask for one thing at a time, in a sentence or two.",
                words=length,
                characters=len(text),
                most_words=LONGEST_WORDS,
                most_characters=LONGEST_CHARACTERS,
            )
        )


def check_words(text: str) -> None:
    """Check that a question has a word to look for. Raises NothingToLookFor where all of them stand in every text."""
    if not has_words(text):
        raise NothingToLookFor(
            Message(
                "“{question}” has no word to look for. Name a person, a place, a date or a thing.",
                question=text.strip(),
            )
        )


def has_words(text: str) -> bool:
    """Return whether a question has a word to look for, which does not stand in every text."""
    return not all(is_stop_word(text[word.start : word.end]) for word in words(text))


def check_script(text: str, known: Iterable[str]) -> None:
    """Check that a question is written in a script of the letters `known`. Raises ForeignScript if in another."""
    asked = scripts(text)
    there = scripts("".join(known))
    if asked and there and not asked & there:
        raise ForeignScript(
            Message(
                "The question is written in {asked} letters, the documents in {there}. Ask in the language of the "
                "documents.",
                asked=_named(asked),
                there=_named(there),
            )
        )


def scripts(text: str) -> frozenset[str]:
    """Return the scripts of a text's letters, as Unicode names them: LATIN, GREEK, CYRILLIC, ARABIC, CJK and so on."""
    return frozenset(unicodedata.name(letter, "UNNAMED").split()[0] for letter in text if letter.isalpha())


def _named(names: Iterable[str]) -> Message:
    return listed_with_or(sorted({_SCRIPTS.get(name, name.title()) for name in names}))
