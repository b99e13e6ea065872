"""Put the person or thing that is meant in the place of a pronoun, where what was said before leaves only one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.attribution import is_a_source
from bot.english.keywords import key_phrases
from bot.english.names import certain_names, may_be_a_person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.english.names import Name

_LONGEST_NAME = 60
"""Characters; what is longer is taken for no person's name."""
_PERSON = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:his|her)\b(?=\s+[a-z])", re.IGNORECASE)
_HER = re.compile(r"\bher\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|they|them)\b", re.IGNORECASE)
_ASKS_WHO = re.compile(r"\s*(?:\w+\s+)?who(?:m|se)?\b", re.IGNORECASE)
_ASKS_ABOUT = re.compile(r"\s*(?:\w+\s+)?who(?:\s+(?:is|are|was|were)\b|['’]s)", re.IGNORECASE)


def resolve_pronoun(text: str, earlier: str, leans_on: Sequence[str], answer: str) -> str:
    """Return the question `text` with its pronoun replaced, or as it is where that could mean several or nothing.

    `earlier` is the question before, `leans_on` are those without which it says too little, `answer` was given to it.
    Example: "When did he say that?" after "What did Khamenei call Albania?" is "When did Khamenei say that?".
    """
    if _PERSON.search(text) or _OWNER.search(text) or _HER.search(text):
        person = _person(earlier, " ".join((earlier, *leans_on)), answer)
        if person is None:
            return text
        owned = _OWNER.sub(f"{person}'s", text, count=1)
        return (_PERSON if _PERSON.search(owned) else _HER).sub(person, owned, count=1)
    about = key_phrases(earlier)
    if len(about) == 1 and not leans_on and about == [name.text for name in certain_names(earlier)]:
        return _THING.sub(about[0], text, count=1)
    return text


def _person(earlier: str, asked: str, answer: str) -> str | None:
    """Find who "he" or "she" is: in the answer to a question that asks who, or else somebody in what was asked.

    "Who is Luan Dalipi?" asks about somebody whom it names. In an answer to anything else, a title tells a person.
    """
    asks_who = bool(_ASKS_WHO.match(earlier))
    named = [*certain_names(asked)]
    told = [name for name in certain_names(answer) if name.title or (asks_who and not _reports(name, answer))]
    new = [name for name in told if all(name.excludes(other) for other in named)]
    about = asks_who and not (_ASKS_ABOUT.match(earlier) and _people(named, asked))
    return next(iter(_people([*new, *named] if about else [*named, *told], f"{asked} {answer}")), None)


def _people(names: Sequence[Name], around: str) -> list[str]:
    """Return the names that may be a person's, with their titles, as `around` speaks of them."""
    return [
        name.with_title for name in names if len(name.with_title) <= _LONGEST_NAME and may_be_a_person(name, around)
    ]


def _reports(name: Name, answer: str) -> bool:
    return is_a_source(name.with_title, answer)
