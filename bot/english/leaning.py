"""Tell how a question leans on what was said before it, and how much it brings itself."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.english.anaphora import fragment, free_pronouns, has_demonstrative, says_too_little
from bot.english.keywords import keywords
from bot.english.names import certain_names
from corpus.text.terms import terms

_LATIN = re.compile(r"[A-Za-z]")


class Lean(StrEnum):
    """By what a question points to what was said before it; the value is its name in `context_need.json`.

    PERSON, THING, MANY: "he", "it", "they" with nothing in the question to stand for. DEMONSTRATIVE: "this", "there".
    FRAGMENT: "And in 2022?". LITTLE: it names no subject ("How many were arrested?").
    """

    PERSON = "person"
    THING = "thing"
    MANY = "many"
    DEMONSTRATIVE = "demonstrative"
    FRAGMENT = "fragment"
    LITTLE = "little"


class Newness(StrEnum):
    """What a question brings that was not said before it: a NAME, or at most one telling word, two, or MORE."""

    ONE = "one word"
    TWO = "two words"
    MORE = "more words"
    NAME = "name"


_PRONOUNS = {
    Lean.PERSON: frozenset(("he", "she", "him", "his", "her", "hers")),
    Lean.THING: frozenset(("it", "its")),
    Lean.MANY: frozenset(("they", "them", "their", "theirs")),
}


def leaning(text: str, said: frozenset[str]) -> Lean | None:
    """Return how a question points back; None where it stands by itself. `said` are the terms of what was said.

    The rules are English, so a question in another script stands by itself.
    Example: "When did he say that?" leans by a person, "Who leads the MEK?" not at all.
    """
    if not _LATIN.search(text):
        return None
    if fragment(text) is not None:
        return Lean.FRAGMENT
    pronouns = free_pronouns(text)
    for lean, known in _PRONOUNS.items():
        if not pronouns.isdisjoint(known):
            return lean
    if has_demonstrative(text):
        return Lean.DEMONSTRATIVE
    return Lean.LITTLE if says_too_little(text, said) else None


def newness(text: str, said: frozenset[str]) -> Newness:
    """Return what the question `text` brings beyond the terms `said` before it.

    What a fragment brings takes the place of something, so it counts as one word.
    """
    if fragment(text) is not None:
        return Newness.ONE
    names = [frozenset(terms(name.text)) for name in certain_names(text)]
    if any(not name <= said for name in names):
        return Newness.NAME
    known = said.union(*names)
    new = sum(not known.issuperset(terms(word)) for word in keywords(text))
    return (Newness.ONE, Newness.ONE, Newness.TWO, Newness.MORE)[min(new, 3)]
