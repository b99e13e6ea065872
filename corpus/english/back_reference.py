"""Tell whether a sentence speaks of something by a pronoun that only what stands before it explains."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.english.word_lists import word_list

_AFTER = (
    "for|in|at|by|on|to|from|with|off|up|out|back|down|over|before|after|until|again|now|then|today|yesterday|tomorrow"
    "|next|this|last|and|but|or|as|without|himself|herself|themselves|ourselves|too|here|there|all|away|instead|when"
)
_PRONOUN = re.compile(
    rf"(?<=[\w,] )(?<!\bif )(?<!\bthat )(?<!\bwhen )(?<!\bbecause )(?<!\band )(?<!\bbut )"
    rf"(?:it|them|him)\b(?=\s*(?:[.,;:!?)]|\Z)|\s+(?:{_AFTER})\b)",
    re.IGNORECASE,
)
_ONE = re.compile(r"\b(?:one|some|any|something|anything)\b", re.IGNORECASE)
_ACTION = re.compile(r"\b(?:do|does|did|done|doing) (?:it|so|that)\b", re.IGNORECASE)
_NEW_ONE = re.compile(
    r"\W*(?:(?:and|but|or) )?(?:an?|the|another|this|that|each) (?:[^\W\d_][\w-]* )?ones?\b(?! of\b)", re.IGNORECASE
)
_NOUN_PHRASE = re.compile(
    r"\b(?:the|an?|my|our|your|his|her|its|their|this|these|those|both|all|any|each|every|no) "
    r"((?:[^\W\d_][\w-]*[ ]?){1,3})",
    re.IGNORECASE,
)


def refers_back(sentence: str) -> bool:
    """Return whether `sentence` has an object pronoun, and names nothing before it that this could be.

    Where it begins with "a new one" it does, too.

    Example: "A dentist has bought it." refers back, "The piano went to Beatriz, who has a room for it." does not.
    """
    if _ACTION.search(sentence) or _NEW_ONE.match(sentence):
        return True
    found = _PRONOUN.search(sentence)
    if found is None or _ONE.search(sentence, 0, found.start()):
        return False
    return not any(map(_is_a_thing, _NOUN_PHRASE.finditer(sentence, 0, found.start())))


def _is_a_thing(phrase: re.Match[str]) -> bool:
    return not any(word.casefold() in _people() for word in phrase[1].split())


@lru_cache
def _people() -> frozenset[str]:
    return frozenset(word_list("nouns.person"))
