"""Tell what people say to the page itself from what they ask of the documents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.wording.labels import LANGUAGES

if TYPE_CHECKING:
    from bot.wording.labels import Labels

LONGEST = 120
"""Characters of what may be said to the page: a longer text is a question."""
_APOSTROPHES = re.compile(r"[’'ʼ`´]")
_NO_WORD = re.compile(r"[^\w]+")


class Topic(StrEnum):
    """What somebody says to the page, by its key among a language's phrases."""

    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    WHO = "who"
    ADDING = "adding"
    TRUST = "trust"
    ABOUT = "about"

    @property
    def may_be_a_question(self) -> bool:
        """Whether the same words may ask something that documents answer, as a program's manual does."""
        return self in (Topic.WHO, Topic.ADDING, Topic.TRUST, Topic.ABOUT)


@dataclass(frozen=True, slots=True)
class SaidToPage:
    """What was said to the page, and in the words of which language."""

    topic: Topic
    labels: Labels


def said_to_page(text: str, labels: Labels) -> SaidToPage | None:
    """Return what a text says to the page; None for all else, which is for the documents.

    It has to be one of the known phrases from its first word to its last. The phrases of `labels` are tried first: what
    several languages say alike is answered in the visitor's own.

    Example:
        >>> said_to_page("Hello!", LANGUAGES["en"]).topic
        <Topic.GREETING: 'greeting'>
        >>> said_to_page("Hello Kitty was created by whom?", LANGUAGES["en"])
    """
    if len(text) > LONGEST:
        return None
    said = folded(text)
    others = [each for each in LANGUAGES.values() if each.language != labels.language]
    for language in (LANGUAGES.get(labels.language, labels), *others):
        for topic, pattern in _patterns(language.language):
            if pattern.fullmatch(said):
                return SaidToPage(topic, labels if language.language == labels.language else language)
    return None


def folded(text: str) -> str:
    """Return the words of a text in small letters, without accents, apostrophes and punctuation.

    Example:
        >>> folded("Si t’i besoj kësaj?")
        'si ti besoj kesaj'
    """
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return _NO_WORD.sub(" ", plain).strip()


@lru_cache
def _patterns(code: str) -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    phrases = LANGUAGES[code].phrases if code in LANGUAGES else {}
    return tuple((Topic(name), re.compile(each)) for name, written in phrases.items() for each in written)
