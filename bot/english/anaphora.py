"""Find what in a question points to what was said before it, by its words alone."""

from __future__ import annotations

import re

from bot.english.dates import PLAIN_DATE
from bot.english.keywords import keywords
from bot.english.lexicon import AUXILIARY, PREPOSITION, QUESTION_WORD, bot_words
from bot.english.names import certain_names
from corpus.english.word_lists import alternatives, word_list
from corpus.text.terms import terms

_FRAGMENT_WORDS, _BARE_FRAGMENT_WORDS = 8, 4
"""Highest number of words of a question without a clause: of one that goes on, and of one that does not say so."""
_FEW = 2
"""Highest number of keywords that can leave open what is asked about."""

_IMPERATIVE = alternatives(bot_words("grammar.imperatives"))
_LED = re.compile(rf"{PREPOSITION}\s", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:(?:and|but|or|so|also|then)\b[\s,]*)?(?:(?:what|how)\s+about\b\s*)?", re.IGNORECASE)
_CLAUSE = re.compile(rf"(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b|(?:{AUXILIARY}|{_IMPERATIVE})\b", re.IGNORECASE)
_ASKS = re.compile(rf"\b(?:{QUESTION_WORD}|{AUXILIARY})\b")
_PRONOUN = re.compile(r"\b(?:he|she|him|hers?|his|it|its|they|them|theirs?)\b", re.IGNORECASE)
_WITHIN_A_CLAUSE = frozenset(("his", "her", "its", "their"))
_MANY = frozenset(("they", "them", "their", "theirs"))
_THING = frozenset(("it", "its"))
_PEOPLE = frozenset(word_list("nouns.person"))
_EMPTY = re.compile(
    r"\bit\s+(?:true|possible|likely|necessary|clear|known|said|safe|legal|takes?\b|costs?\b|rains?\b|snows?\b)"
    r"|\bit\s+(?:\w+\s+)?(?=that\b|to\b)"
    rf"|\b{AUXILIARY}\s+there\b|\bthere\s+(?:(?:ever|still)\s+)?{AUXILIARY}\b"
    r"|\bthe\s+same\b(?=.*\bas\b)|\band\s+(?:\S+\s+)+?the\s+same\b"
    r"|\b(?:this|these)\s+(?:day|week|month|season|year|decade|century|time)s?\b"
    r"|[\"“][^\"”]*[\"”]",
    re.IGNORECASE,
)
"""Words that point to nothing: "it takes", "is there", "the same as", "this year", and what is quoted."""
_DEMONSTRATIVE = re.compile(
    rf"\b(?:this|that|these|those|so|then|there|here)\s*(?:[?!.,;]|\Z)"
    rf"|\b{PREPOSITION}\s+(?:this|that|these|those)\b(?!\s+(?:who|which|that)\b)"
    r"|\b(?:this|these)\s+\w|\bthose\s+(?!who|whom|whose|which|that|of|in|from|with)\w"
    rf"|\A{AUXILIARY}\s+(?:this|that|these|those)\b"
    r"|\b(?:which|another|other|new|[a-z]+er|[a-z]+est)\s+ones?\b|\bones\b"
    r"|\bthe\s+(?:former|latter|same)\b|\bthere\b",
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
_INTRODUCES = re.compile(r"\s*(?:who|where|which)\b.*\ban?\s+\w", re.IGNORECASE)
"""Who asks for somebody with "a" bakery speaks of no bakery that was named before."""
_TIME = re.compile(rf"\b{PLAIN_DATE}")
_PLURAL = re.compile(r"(?:[^\Wsu]s|people|men|women|children)\Z", re.IGNORECASE)


def fragment(text: str) -> str | None:
    """Return what is asked for without a clause: "in 2022" of "And in 2022?", "Kosovo" of "What about Kosovo?".

    Returns None for a whole question.
    """
    opening, rest = _opened(text)
    rest = rest.strip(" ?!.…")
    most = _FRAGMENT_WORDS if opening else _BARE_FRAGMENT_WORDS
    if not rest or _CLAUSE.match(rest) or _ASKS.search(rest) or len(rest.split()) > most:
        return None
    if _LED.match(rest):
        return rest[0].lower() + rest[1:]
    return rest if opening else None


def free_pronouns(text: str) -> frozenset[str]:
    """Return the pronouns, in lower case, that have nothing in the question itself to stand for.

    "What did Saffari say when he left?" has none, "How did Meta answer him?" has "him".
    """
    plain = _without_empty(text)
    return frozenset(each[0].casefold() for each in _PRONOUN.finditer(plain) if not _is_bound(plain, each))


def has_demonstrative(text: str) -> bool:
    """Return whether a question points to what was said by "this", "those", "there", "the same" and their like."""
    return _DEMONSTRATIVE.search(_without_empty(text)) is not None


def points_back(text: str) -> bool:
    """Return whether a pronoun or demonstrative has nothing in the question itself to stand for."""
    return has_demonstrative(text) or bool(free_pronouns(text))


def says_too_little(text: str, said: frozenset[str]) -> bool:
    """Return whether a question without a pronoun names no subject of its own; `said` are the terms said before it.

    Example: "Why?", "How many were arrested?", and "When was the conference?" where a conference was spoken of.
    """
    opening, rest = _opened(text)
    named = frozenset(term for name in certain_names(text) for term in terms(name.text))
    own = [word for word in keywords(text) if not named.issuperset(terms(word))]
    if named - said or _TIME.search(text) or _INTRODUCES.match(text):
        return False
    if not own:
        return not (named and _DEFINES.match(rest))
    if named or len(own) > _FEW or not _CLAUSE.match(rest) or (len(own) == 1 and _DEFINES.match(rest)):
        return False
    if opening or len(own) == 1 or _COUNTED_ALONE.search(text):
        return True
    return bool(_OTHERS.search(text) or _DEFINITE.search(text)) and not said.isdisjoint(terms(" ".join(own)))


def _without_empty(text: str) -> str:
    return _EMPTY.sub(lambda match: "#" * len(match[0]), text)


def _is_bound(text: str, pronoun: re.Match[str]) -> bool:
    """Return True if something before a pronoun can be what it stands for.

    In "What did Saffari say when he left?" Saffari can; in "How did Meta answer him?" Meta cannot, for subject and
    object of one clause are not the same unless the pronoun says so ("his").
    """
    before = text[: pronoun.start()]
    clause = max((match.start() for match in _CLAUSE_BEGINS.finditer(before)), default=0)
    return _can_mean(pronoun[0].casefold(), before if pronoun[0].casefold() in _WITHIN_A_CLAUSE else before[:clause])


def _can_mean(pronoun: str, reach: str) -> bool:
    """Return whether a pronoun can stand for something in `reach`: who writes without capitals writes names so, too."""
    words = keywords(reach)
    if pronoun in _THING:
        return bool(words)
    if any(word.casefold() in _PEOPLE for word in words) or (words and reach == reach.casefold()):
        return True
    if pronoun in _MANY:
        many = any(_PLURAL.search(word) or (word.isupper() and len(word) > 1) for word in words)
        return many or (len(certain_names(reach)) > 1 and " and " in reach)
    return bool(certain_names(reach))


def _opened(text: str) -> tuple[str, str]:
    """Return the words by which a question goes on ("And", "What about"; none in most), and what follows them."""
    opening = _OPENING.match(text)
    end = opening.end() if opening else 0
    return text[:end].strip(), text[end:]
