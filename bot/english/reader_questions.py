"""Make the questions that a reader has about rules and instructions: may I, what if, how do I."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.clause_parts import LONG, OFTEN, WHEN
from bot.english.lexicon import bot_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 12
"""Words of what is repeated of a sentence."""
_WORDS = r"[\w’'%-]+(?: [\w’'.%-]+)*?"
_IF = re.compile(rf"If (?P<told>you {_WORDS}|(?:the|your|a|an) {_WORDS}), (?:then )?(?P<then>\S.+)")
_TO = re.compile(rf"To (?P<told>[a-z]+ {_WORDS}), (?P<then>\S.+)")
_MAY = re.compile(rf"You (?P<modal>(?:can|may|must|should)(?: ?not)?) (?P<told>[a-z]+ {_WORDS})[.;:]")
_NEED = re.compile(rf"You (?:do not |don[’']t )?need (?P<told>(?:to )?(?!not |no )\w+ {_WORDS})[.;:]")
_PRONOUNS = frozenset(bot_words("reader_questions.pointing"))
_SAID_TO_ME = {
    "you are": "I am",
    "you were": "I was",
    "you’re": "I am",
    "you're": "I am",
    "you": "I",
    "your": "my",
}
_TURNED = re.compile(r"\b(?:you are|you were|you[’']re|your|you)\b", re.IGNORECASE)
_COMMAND = frozenset(bot_words("reader_questions.commands"))
_BASES = frozenset((*bot_words("question_clauses.verbs.regular"), *bot_words("question_clauses.verbs.irregular")))
_THING = r"(?:the|your) [\w’'-]+(?: [\w’'-]+)?"
_DOING = rf"(?P<told>(?P<verb>[A-Z][a-z]+) {_THING}(?: [\w’'-]+){{0,4}}?)"
_INSTRUCTIONS = (
    (re.compile(rf"{_DOING}(?:,? (?:because|since (?!\d)|so that|in order to)|, or) "), "Why should I"),
    (re.compile(rf"{_DOING},? {OFTEN}"), "How often should I"),
    (re.compile(rf"{_DOING},? (?:for|until) (?!the\b){LONG}"), "How long should I"),
    (re.compile(rf"{_DOING},? (?:{WHEN})(?![\w-])"), "When should I"),
)
"""What is told to do with a thing, and why, how often, how long or when."""


def reader_questions(sentence: str) -> Iterator[str]:
    """Yield what a reader would ask that the sentence answers.

    Example: "If you forget a dose, do not take double." makes "What should I do if I forget a dose?".
    """
    told = re.sub(r"[*_`]", "", " ".join(sentence.split()))
    if (found := _IF.match(told)) and (said := _turned(found["told"], fewest=4)):
        asked = "What should I do" if _is_command(found["then"]) else "What happens"
        yield f"{asked} if {said}?"
    elif (found := _TO.match(told)) and _is_command(found["then"]) and (said := _turned(found["told"], fewest=3)):
        yield f"How do I {said}?"
    elif (found := _MAY.match(told)) and (said := _turned(found["told"], fewest=3)):
        yield f"{_modal(found['modal'])} {said}?"
    elif (found := _NEED.match(told)) and (said := _turned(found["told"])):
        yield f"Do I need {said}?"
    else:
        yield from _instructions(told)


def _instructions(told: str) -> Iterator[str]:
    for pattern, asked in _INSTRUCTIONS:
        found = pattern.match(told)
        if found and found["verb"].casefold() in _BASES and (said := _turned(found["told"])):
            yield f"{asked} {said[0].lower()}{said[1:]}?"


def _modal(modal: str) -> str:
    if modal == "must":
        return "Do I have to"
    return f"{modal.removesuffix('not').strip().capitalize()} I"


def _turned(told: str, fewest: int = 2) -> str | None:
    """Return what was said to a reader as the reader says it; None where it points elsewhere or is long."""
    words = told.casefold().split()
    if (
        not 2 <= len(words) <= _MOST
        or _PRONOUNS.intersection(words)
        or words[-1] in ("the", "a", "of", "to", "and", "only")
    ):
        return None
    return _TURNED.sub(lambda found: _SAID_TO_ME[found.group().casefold()], told)


def _is_command(then: str) -> bool:
    first = then.split()[0].casefold().strip(",")
    return first in _BASES or first in _COMMAND
