"""Whether a question points to what was said before it. English; by its words alone, no language model."""

from __future__ import annotations

import re

from bot.english.mentions import TIME, names, telling_words
from corpus.text.terms import terms

AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
PREPOSITION = r"(?:in|on|at|by|from|to|of|for|with|since|until|before|after|during|against|about|near|outside|under)"

_FRAGMENT_WORDS = 8
_FEW = 2
"""So many telling words can leave open what is asked about, more cannot."""

_LATIN = re.compile(r"[A-Za-z]")
_TIME = re.compile(rf"\b{TIME}")
_LED = re.compile(rf"{PREPOSITION}\s", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:(?:and|but|or|so|also|then)\b[\s,]*)?(?:(?:what|how)\s+about\b\s*)?", re.IGNORECASE)
_CLAUSE = re.compile(
    rf"(?:{PREPOSITION}\s+)?{_WH}\b|(?:{AUXILIARY}|tell|name|list|describe|explain|give|show|define)\b", re.IGNORECASE
)
_ASKS = re.compile(rf"\b(?:{_WH}|{AUXILIARY})\b")
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
    rf"\b(?:{_WH}|whether|after|before|because|that|if|while|as|since|until|and|but)\b|,", re.IGNORECASE
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
    """Whether a question says too little alone. `said` are the terms of what was said before (`corpus.text.terms`)."""
    if not _LATIN.search(text):
        return False
    return fragment(text) is not None or has_free_pronoun(text) or _says_too_little(text, said)


def fragment(text: str) -> str | None:
    """What is asked for without a clause: "in 2022" of "And in 2022?", "Kosovo" of "What about Kosovo?"."""
    opened, rest = _opened(text)
    rest = rest.strip(" ?!.…")
    if not rest or _CLAUSE.match(rest) or _ASKS.search(rest) or len(rest.split()) > _FRAGMENT_WORDS:
        return None
    if _LED.match(rest):
        return rest[0].lower() + rest[1:]
    return rest if opened else None


def has_free_pronoun(text: str) -> bool:
    """Whether a pronoun or demonstrative has nothing in the question itself to stand for."""
    plain = _EMPTY.sub(lambda match: "#" * len(match[0]), text)
    return bool(_DEMONSTRATIVE.search(plain)) or any(not _bound(plain, each) for each in _PRONOUN.finditer(plain))


def _bound(text: str, pronoun: re.Match[str]) -> bool:
    """Whether something before a pronoun can be what it stands for.

    In "What did Saffari say when he left?" Saffari can; in "How did Meta answer him?" Meta cannot, for subject and
    object of one clause are not the same unless the pronoun says so ("himself", "his").
    """
    before = text[: pronoun.start()]
    clause = max((match.start() for match in _CLAUSE_BEGINS.finditer(before)), default=0)
    reach = before if _WITHIN_A_CLAUSE.fullmatch(pronoun[0]) else before[:clause]
    words = telling_words(reach)
    if _MANY.match(pronoun[0]):
        many = any(_PLURAL.search(word) or (word.isupper() and len(word) > 1) for word in words)
        return many or (len(names(reach)) > 1 and " and " in reach)
    return bool(names(reach)) or (bool(words) and pronoun[0].casefold().startswith("it"))


def _opened(text: str) -> tuple[bool, str]:
    """Whether a question begins by going on ("And", "What about"), and what is left of it then."""
    opening = _OPENING.match(text)
    end = opening.end() if opening else 0
    return bool(text[:end].strip()), text[end:]


def _says_too_little(text: str, said: frozenset[str]) -> bool:
    """No pronoun, yet not a question of its own: "Why?", "How many were arrested?", "When was the conference?"."""
    opened, rest = _opened(text)
    named = frozenset(term for name in names(text) for term in terms(name.text))
    own = [word for word in telling_words(text) if not named.issuperset(terms(word))]
    if named - said or _TIME.search(text):
        return False
    if not own:
        return not (named and _DEFINES.match(rest))
    if named or len(own) > _FEW or not _CLAUSE.match(rest) or (len(own) == 1 and _DEFINES.match(rest)):
        return False
    if opened or len(own) == 1 or _COUNTED_ALONE.search(text):
        return True
    return bool(_OTHERS.search(text) or _DEFINITE.search(text)) and not said.isdisjoint(terms(" ".join(own)))
