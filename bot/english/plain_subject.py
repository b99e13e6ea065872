"""Read the subject of a plain sentence as a question repeats it: "Our office" is "the office" to who asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.english.lexicon import bot_words
from bot.english.names import certain_names, may_be_a_person
from corpus.english.word_lists import word_list
from corpus.text.terms import is_stop_word

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_WORDS = 7
_INSIDE = {"the": "the", "a": "a", "an": "an", "our": "the", "your": "my", "all": "all", "each": "each"}
_LINKS = frozenset(("of", "the", "and", "de", "al", "van", "von", "for", "in", "to"))

_NOUNS_IN_EST = (
    "arrest|bequest|chest|contest|crest|digest|forest|guest|harvest|interest|invest|manifest|nest|pest|priest|protest|quest"
    "|request|test|west"
)
_NO_NOUN = re.compile(
    rf"(?!(?:{_NOUNS_IN_EST})\b)\w{{2,}}est|first|second|third|fourth|fifth|last|next|only|single|other|former|latter|same|most"
)
"""What is left where a noun was not said again: "The oldest was built in 1721"."""
_NUMBERS = frozenset((*word_list("numbers.small"), *word_list("numbers.tens")))


@lru_cache
def _words(name: str) -> frozenset[str]:
    return frozenset(bot_words(name))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence is about: its words inside of a question, and whether it is plural."""

    words: str
    is_plural: bool

    @property
    def head(self) -> str:
        """Return its main noun, in small letters: the last word before "of", "in" and the like."""
        before = re.split(r" (?:of|in|for|to|at|from|on|with|between|by|near|under|over|behind) ", self.words)[0]
        return before.split()[-1].casefold()

    @property
    def be(self) -> str:
        """Return the form of "to be" that goes with it."""
        return "are" if self.is_plural else "is"

    @property
    def do(self) -> str:
        """Return the form of "to do" that goes with it."""
        return "do" if self.is_plural else "does"


def plain_subject(written: str, known: Collection[str]) -> Subject | None:
    """Return a subject as a question repeats it; None for what may be no name or noun, or means little by itself.

    `known` are words that stand with a capital inside of sentences.
    """
    words = written.split()
    if written in ("We", "we"):
        return Subject("we", is_plural=True)
    if not words or len(words) > _MOST_WORDS or not _may_stand_alone(words):
        return None
    first, rest = words[0].casefold(), words[1:]
    if first in _words("question_clauses.nouns.nobody") or first in _NUMBERS:
        return None
    if first in _INSIDE:
        return _made([_INSIDE[first], *rest], first) if rest and not is_stop_word(rest[-1].casefold()) else None
    if words[0] in known or (len(words) > 1 and all(map(_is_part_of_name, words))):
        return _named(words, known)
    if not words[0].isalpha() or is_stop_word(first) or is_stop_word(words[-1].casefold()):
        return None
    if rest and rest[0] in _INSIDE:  # a verb at the front: "Soak the beans"
        return None
    bare = _made([first, *rest], "")
    return bare if bare and (may_be_plural(bare.head) or bare.head in _words("question_clauses.nouns.mass")) else None


def person_in(title: str) -> str | None:
    """Return the person whom a title names, if it names just one: "In memory of Piet Sanders"."""
    named = [name for name in certain_names(f"x {title}") if len(name.words) > 1 and may_be_a_person(name, title)]
    return named[0].text if len(named) == 1 and title.upper() != title else None


def of_person(sentence: str, person: str | None) -> str:
    """Return a sentence that begins with "He" or "She" with the name of the `person` whom the document is about."""
    return re.sub(r"\A(?:He|She)(?= )", person, sentence) if person else sentence


def may_be_plural(word: str) -> bool:
    """Return whether a word has the form of a plural: "dogs", "berries", "children"."""
    regular = len(word) > 3 and word.isalpha() and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return regular or word in ("people", "children", "men", "women", "feet", "mice", "geese", "sheep")


def _is_part_of_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word in _LINKS


def _made(words: list[str], first: str) -> Subject | None:
    subject = Subject(" ".join(words), is_plural=False)
    if sum(each.isupper() and len(each) > 1 for each in words) > 1 or len(subject.head) < 2:
        return None
    if _NO_NOUN.fullmatch(subject.head):
        return None
    if subject.head in _words("question_clauses.nouns.empty") or (first in ("a", "an") and len(words) > 4):
        return None
    return Subject(subject.words, may_be_plural(subject.head) and first not in ("a", "an", "each"))


def _named(words: list[str], known: Collection[str]) -> Subject | None:
    """Return a name: of one word only where it stands with a capital elsewhere, too."""
    if len(words) == 1 and words[0] not in known:
        return None
    if is_stop_word(words[0].casefold()) or not words[-1][0].isupper():
        return None
    return Subject(" ".join(words), is_plural=" and " in " ".join(words))


def _may_stand_alone(words: list[str]) -> bool:
    low = [each.casefold() for each in words]
    pointing = (
        {"then", "alone", "here", "there"}
        | _words("question_generation.words.pronouns")
        | _words("question_generation.words.clause") - {"and"}
    )
    return not any(each in pointing - {"our", "your"} for each in low[:1]) and not any(
        each in pointing for each in low[1:]
    )
