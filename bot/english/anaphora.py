"""Tell whether a question points to what was said before it, by its words alone."""

from __future__ import annotations

import re

from bot.english.dates import PLAIN_DATE
from bot.english.keywords import keywords
from bot.english.lexicon import AUXILIARY, PREPOSITION, QUESTION_WORD, bot_words
from bot.english.names import certain_names
from corpus.english.word_lists import alternatives
from corpus.text.terms import terms

_FRAGMENT_WORDS = 8
"""Highest number of words of a question without a clause."""
_FEW = 2
"""Highest number of keywords that can leave open what is asked about."""

_IMPERATIVE = alternatives(bot_words("grammar.imperatives"))
_LATIN = re.compile(r"[A-Za-z]")
_TIME = re.compile(rf"\b{PLAIN_DATE}")
_LED = re.compile(rf"{PREPOSITION}\s", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:(?:and|but|or|so|also|then)\b[\s,]*)?(?:(?:what|how)\s+about\b\s*)?", re.IGNORECASE)
_CLAUSE = re.compile(rf"(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b|(?:{AUXILIARY}|{_IMPERATIVE})\b", re.IGNORECASE)
_ASKS = re.compile(rf"\b(?:{QUESTION_WORD}|{AUXILIARY})\b")
_PRONOUN = re.compile(
    r"\b(?:he|she|him|hers?|his|it|its|they|them|theirs?|(?:him|her|it)self|themselves)\b", re.IGNORECASE
)
_WITHIN_A_CLAUSE = re.compile(r"his|her|its|their|\w+sel(?:f|ves)", re.IGNORECASE)
_MANY = re.compile(r"the[ymi]", re.IGNORECASE)
_EMPTY = re.compile(
    r"\bit\s+(?:true|possible|likely|necessary|clear|known|said|safe|legal|takes?\b)"
    r"|\bit\s+(?:\w+\s+)?(?=that\b|to\b)|\b(?:is|are|was|were|be|been)\s+there\b|\bthere\s+(?:is|are|was|were)\b",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(
    rf"\b(?:this|that|these|those|so|then|there|here)\s*(?:[?!.,;]|\Z)"
    rf"|\b{PREPOSITION}\s+(?:this|that|these|those)\b(?!\s+(?:who|which|that)\b)"
    r"|\b(?:this|these)\s+\w|\bthose\s+(?!who|whom|whose|which|that|of|in|from|with)\w"
    rf"|\A{AUXILIARY}\s+(?:this|that|these|those)\b"
    r"|\bwhich\s+ones?\b|\bthe\s+(?:former|latter|same)\b|\bthere\b",
    re.IGNORECASE,
)
_CLAUSE_BEGINS = re.compile(
    rf"\b(?:{QUESTION_WORD}|whether|after|before|because|that|if|while|as|since|until|and|but)\b|,", re.IGNORECASE
)
_COUNTED_ALONE = re.compile(rf"\bhow\s+(?:many|much)\s*(?:{AUXILIARY}\b|more\b|of\b|\?|\Z)", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:else|others?|another|(?:any|some|every)(?:one|body)|both|neither|either|also|too)\b", re.IGNORECASE
)
_DEFINITE = re.compile(r"\bthe\s+[a-z]")
_DEFINES = re.compile(
    r"\s*(?:(?:who|what)\s+(?:is|are|was|were|does|do)\s+(?!the\b)|tell\s+me\s+about\b|(?:explain|describe|define)\b)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[^\Wsu]s|people|men|women|children)\Z", re.IGNORECASE)


def needs_context(text: str, said: frozenset[str] = frozenset()) -> bool:
    """Return whether a question says too little alone; `said` are the terms of what was said before it.

    Example: "When did he say that?" does, "And in 2022?" does, "Who leads the MEK?" does not.
    """
    if not _LATIN.search(text):
        return False
    return fragment(text) is not None or has_free_pronoun(text) or _says_too_little(text, said)


def fragment(text: str) -> str | None:
    """Return what is asked for without a clause: "in 2022" of "And in 2022?", "Kosovo" of "What about Kosovo?".

    Returns None for a whole question.
    """
    opened, rest = _opened(text)
    rest = rest.strip(" ?!.…")
    if not rest or _CLAUSE.match(rest) or _ASKS.search(rest) or len(rest.split()) > _FRAGMENT_WORDS:
        return None
    if _LED.match(rest):
        return rest[0].lower() + rest[1:]
    return rest if opened else None


def has_free_pronoun(text: str) -> bool:
    """Return whether a pronoun or demonstrative has nothing in the question itself to stand for."""
    plain = _EMPTY.sub(lambda match: "#" * len(match[0]), text)
    return bool(_DEMONSTRATIVE.search(plain)) or any(not _is_bound(plain, each) for each in _PRONOUN.finditer(plain))


def _is_bound(text: str, pronoun: re.Match[str]) -> bool:
    """Return True if something before a pronoun can be what it stands for.

    In "What did Saffari say when he left?" Saffari can; in "How did Meta answer him?" Meta cannot, for subject and
    object of one clause are not the same unless the pronoun says so ("himself", "his").
    """
    before = text[: pronoun.start()]
    clause = max((match.start() for match in _CLAUSE_BEGINS.finditer(before)), default=0)
    reach = before if _WITHIN_A_CLAUSE.fullmatch(pronoun[0]) else before[:clause]
    words = keywords(reach)
    if _MANY.match(pronoun[0]):
        many = any(_PLURAL.search(word) or (word.isupper() and len(word) > 1) for word in words)
        return many or (len(certain_names(reach)) > 1 and " and " in reach)
    return bool(certain_names(reach)) or (bool(words) and pronoun[0].casefold().startswith("it"))


def _opened(text: str) -> tuple[bool, str]:
    """Return True if a question begins by going on ("And", "What about"), and what is left of it then."""
    opening = _OPENING.match(text)
    end = opening.end() if opening else 0
    return bool(text[:end].strip()), text[end:]


def _says_too_little(text: str, said: frozenset[str]) -> bool:
    """No pronoun, yet not a question of its own: "Why?", "How many were arrested?", "When was the conference?"."""
    opened, rest = _opened(text)
    named = frozenset(term for name in certain_names(text) for term in terms(name.text))
    own = [word for word in keywords(text) if not named.issuperset(terms(word))]
    if named - said or _TIME.search(text):
        return False
    if not own:
        return not (named and _DEFINES.match(rest))
    if named or len(own) > _FEW or not _CLAUSE.match(rest) or (len(own) == 1 and _DEFINES.match(rest)):
        return False
    if opened or len(own) == 1 or _COUNTED_ALONE.search(text):
        return True
    return bool(_OTHERS.search(text) or _DEFINITE.search(text)) and not said.isdisjoint(terms(" ".join(own)))
