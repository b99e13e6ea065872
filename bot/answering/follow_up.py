"""A follow-up question made to stand alone, from the conversation before it; no language model.

A question that says enough stays as it is, whatever came before it. Of any other, what is new takes the place of its
like in the question before ("And in 2022?" changes the year), "he" becomes the person meant, and the question that
it leans on follows in brackets. Why so, with figures: docs/decisions/0006-follow-ups.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.anaphora import AUXILIARY, PREPOSITION, fragment, has_free_pronoun, needs_context
from bot.answering.question_checks import LONGEST_CHARACTERS, LONGEST_WORDS
from bot.english.mentions import TIME, has_a_title, is_a_source, may_be_a_person, names, phrases, telling_words
from corpus.text.terms import terms

if TYPE_CHECKING:
    from bot.answers import Question

TURNS = 3
"""How many turns are looked at; what was said before them is another subject by now."""
LONGEST_QUESTION = 300
"""In characters. A longer question stands alone, and nothing leans on it."""
LONGEST_ANSWER = 600
"""In characters: of a longer answer the beginning counts."""
_LONGEST_NAME = 60

_PERSON = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:his|her)\b(?=\s+[a-z])", re.IGNORECASE)
_HER = re.compile(r"\bher\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|they|them)\b", re.IGNORECASE)
_ASKS_WHO = re.compile(r"\s*(?:\w+\s+)?who(?:m|se)?\b", re.IGNORECASE)
_ASKS_HOW = re.compile(rf"\s*(?:(?:until|since)\s+)?(?:when|where|why|how)(?=\s+{AUXILIARY}\b)", re.IGNORECASE)
_ONLY_HOW = re.compile(r"\s*(?:(?:and|but|so)\s+)?(when|where|why|how)(?:\s+exactly)?[\s?]*\Z", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"\s*(?:(?:and|but|so)\s+)?(?:what|how)\s+about\b", re.IGNORECASE)
_LED = re.compile(rf"({PREPOSITION})\s+", re.IGNORECASE)
_DATED = re.compile(rf"({PREPOSITION}\s+)?{TIME}", re.IGNORECASE)
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_ENDS_WITH_ARTICLE = re.compile(r"\bthe\s+\Z", re.IGNORECASE)
_ENDS_WITH_AUXILIARY = re.compile(rf"\b{AUXILIARY}\s+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is understood: `text` is what it asks, with what is new or meant filled in.

    `leans_on` are the earlier questions without which that says too little, the latest first, and `answer` is what
    was answered to it, if anything yet. As a string, it is what is searched for.
    """

    text: str
    leans_on: tuple[str, ...] = ()
    answer: str = ""

    @property
    def context(self) -> str:
        return "; ".join(self.leans_on)

    def __str__(self) -> str:
        return f"{self.text} ({self.context})" if self.leans_on else self.text


def standalone(question: Question) -> str:
    """The question as it is searched for: itself, or with what it leaves to the conversation filled in."""
    return str(read(question))


def read(question: Question) -> Reading:
    """The question in the light of its last three turns.

    The result can be asked wherever the question can: where it would be too long, it is the question itself.
    """
    as_asked = Reading(question.text)
    if len(question.text) > LONGEST_QUESTION:
        return as_asked
    before = Reading("")
    for turn in question.history[-TURNS:]:
        if turn.question.strip() and len(turn.question) <= LONGEST_QUESTION:
            earlier = _read(turn.question.strip(), before)
            if telling_words(str(earlier)):
                before = Reading(earlier.text, earlier.leans_on, turn.answer[:LONGEST_ANSWER])
    understood = _read(question.text, before)
    told = str(understood)
    return as_asked if len(told) > LONGEST_CHARACTERS or len(told.split()) > LONGEST_WORDS else understood


def _read(text: str, before: Reading) -> Reading:
    said = frozenset(terms(f"{before} {before.answer}"))
    if not before.text or not needs_context(text, said):
        return Reading(text)
    if filled := _filled(text, before.text):
        return Reading(filled[:LONGEST_QUESTION], before.leans_on)
    resolved = _resolved(text, before)
    return Reading(resolved, _leans_on(resolved, before))


def _filled(text: str, earlier: str) -> str | None:
    """The earlier question with what is new in the place of its like, or None where it has no such place."""
    if adverb := _ONLY_HOW.match(text):
        return _ASKS_HOW.sub(adverb[1].capitalize(), earlier, count=1) if _ASKS_HOW.match(earlier) else None
    new = fragment(text)
    if new is None or has_free_pronoun(new):
        return None
    if time := _DATED.fullmatch(new):
        return _with_time(earlier, new, led=bool(time[1]))
    if led := _LED.match(new):
        return _with_place(earlier, new, led[1])
    return None if _WHAT_ABOUT.match(text) else _with_name(earlier, new)


def _with_time(earlier: str, new: str, *, led: bool) -> str:
    old = _DATED.search(earlier)
    if old is None:
        return _appended(earlier, new)
    return _put(earlier, old.span(), new if led else f"{old[1] or ''}{new}")


def _with_place(earlier: str, new: str, preposition: str) -> str:
    for name in names(earlier):
        lead = re.search(rf"\b{preposition}\s+(?:the\s+)?\Z", earlier[: name.start], re.IGNORECASE)
        if lead:
            return _put(earlier, (lead.start(), name.end), new)
    return _appended(earlier, new)


def _with_name(earlier: str, new: str) -> str | None:
    """`new` for the first name that has "the" as it does, else for a name that is the subject of its question."""
    found = names(earlier)
    if _ARTICLE.match(new) and names(new):
        for name in found:
            if article := _ENDS_WITH_ARTICLE.search(earlier, 0, name.start):
                return _put(earlier, (article.start(), name.end), new)
    for name in found[:1]:
        article = _ENDS_WITH_ARTICLE.search(earlier, 0, name.start)
        start = article.start() if article else name.start
        if _ENDS_WITH_AUXILIARY.search(earlier, 0, start):
            return _put(earlier, (start, name.end), new)
    return None


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _appended(text: str, new: str) -> str:
    return f"{text.rstrip(' ?.!')} {new}?"


def _resolved(text: str, before: Reading) -> str:
    """The question with its pronoun replaced, where the conversation leaves one person or thing that it can mean."""
    if _PERSON.search(text) or _OWNER.search(text) or _HER.search(text):
        person = _person(before)
        if person is None:
            return text
        owned = _OWNER.sub(f"{person}'s", text, count=1)
        return (_PERSON if _PERSON.search(owned) else _HER).sub(person, owned, count=1)
    about = phrases(before.text)
    if len(about) == 1 and not before.leans_on and about == [name.text for name in names(before.text)]:
        return _THING.sub(about[0], text, count=1)
    return text


def _person(before: Reading) -> str | None:
    """Who "he" or "she" is: somebody in the question, or in an answer that says who, or who has a title there."""
    around = f"{before} {before.answer}"
    asked = [name.text for name in names(str(before)) if may_be_a_person(name.text, around)]
    told = [
        name.text
        for name in names(before.answer)
        if has_a_title(name.text) or (_ASKS_WHO.match(before.text) and not is_a_source(name.text, before.answer))
    ]
    likely = (name for name in [*asked, *told] if len(name) <= _LONGEST_NAME and may_be_a_person(name, around))
    return next(likely, None)


def _leans_on(resolved: str, before: Reading) -> tuple[str, ...]:
    """The question before, and what that leaned on itself for as long as no name has been met."""
    said = {word.casefold() for word in telling_words(resolved)}
    kept: list[str] = []
    for earlier in (before.text.rstrip(" ?.!"), *before.leans_on):
        if any(names(each) for each in kept):
            break
        if not said.issuperset(word.casefold() for word in telling_words(earlier)):
            kept.append(earlier)
    return tuple(kept[: TURNS - 1])
