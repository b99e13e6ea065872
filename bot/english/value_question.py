"""Read a question for one value: what kind of value, of what, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.english.dates import find_dates
from bot.english.lexicon import AUXILIARY, bot_words
from bot.english.names import find_names
from bot.english.quantities import find_quantities
from corpus.english.answer_types import AnswerType
from corpus.english.question_type import QuestionType, classify
from corpus.english.word_lists import alternatives, word_list, word_table
from corpus.text.terms import is_stop_word, normalise, terms

if TYPE_CHECKING:
    from bot.answers import About
    from bot.english.dates import Date
    from bot.english.names import Name


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """A question for one value of the kind `asks_for`.

    `nouns` are the terms of what is counted ("people", "metres"; empty where the question leaves it open),
    `actions` those of what happened or is true of it, `subjects` the names in the question, `when` its dates,
    `words` all of its words, normalised.
    """

    asks_for: QuestionType
    nouns: frozenset[str]
    actions: frozenset[str]
    subjects: tuple[Name, ...]
    when: tuple[Date, ...]
    words: frozenset[str]

    @property
    def about(self) -> About:
        """Return what sources can disagree on."""
        return _ABOUT[self.asks_for.answer_type]

    @property
    def is_specific(self) -> bool:
        """Return whether it says enough to tell its subject from others: a name, or two words."""
        return bool(self.subjects) or len(self.actions) > 1


_ABOUT: dict[AnswerType, About] = {AnswerType.NUMBER: "number", AnswerType.DATE: "date", AnswerType.NAME: "name"}
_PARTS = alternatives((*word_list("questions.nouns.share"), *bot_words("questions.amounts")))
_NOUNS = re.compile(
    rf"\b(?:how\s+(?:many|much)|(?:{_PARTS})\s+of)\s+(?P<nouns>(?:(?!{AUXILIARY}\b)[\w’'-]+\s*){{1,4}})",
    re.IGNORECASE,
)
_ASKING = frozenset(
    [
        *word_list("questions.question_words"),
        *(word for words in word_table("questions.how").values() for word in words),
        *(word for kind in ("date", "share") for word in word_list(f"questions.nouns.{kind}")),
        *bot_words("questions.amounts"),
        *bot_words("questions.qualifiers"),
    ]
)
_HEAD = re.compile(r"\b(?:what|which)\s+[\w’'-]+", re.IGNORECASE)
_LIGHT_VERBS = frozenset(terms(" ".join(bot_words("grammar.light_verbs"))))
_SEVERAL = re.compile(r"\bwhat\s+(?:are|were)\b", re.IGNORECASE)
_INDEFINITE = re.compile(r"\b(?:a|an|any)\s(?!(?:total|whole|year|day|month|week)\b)", re.IGNORECASE)


def read_value_question(question: str) -> ValueQuestion | None:
    """Return what `question` says of the one value that it asks for; None where it asks for something else.

    "When did a plot fail?" has as many answers as there were plots, and "What were the dates?" as there were dates, so
    these ask for no one value.
    Example: "How many members does the MEK have?" counts "member", of the MEK.
    """
    asks_for = classify(question)
    if asks_for.answer_type not in _ABOUT:
        return None
    if _SEVERAL.search(question) or (asks_for.answer_type is not AnswerType.NUMBER and _INDEFINITE.search(question)):
        return None
    subjects = tuple(name for name in find_names(question) if not _ASKING.issuperset(name.words))
    when = tuple(find_dates(question))
    values = [(date.start, date.end) for date in when]
    values += [(quantity.start, quantity.end) for quantity in find_quantities(question)]
    heads = [head.span() for head in _HEAD.finditer(question) if classify(head[0]) is asks_for]
    plain = _without(question, [*values, *heads])
    nouns = _counted_nouns(plain) if asks_for.answer_type is AnswerType.NUMBER else frozenset()
    of_subjects = {term for name in subjects for term in terms(name.text)}
    content = _content(plain) - of_subjects - nouns
    actions = content - _LIGHT_VERBS or content or (nouns if len(nouns) > 1 else content)
    words = frozenset(normalise(word) for word in re.findall(r"[^\W_]+", question))
    return ValueQuestion(asks_for, nouns, actions, subjects, when, words)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _counted_nouns(question: str) -> frozenset[str]:
    match = _NOUNS.search(question)
    if match is None:
        return frozenset()
    kept: list[str] = []
    for word in match["nouns"].split():
        if kept and is_stop_word(normalise(word)):
            break
        kept.append(word)
    return frozenset(terms(" ".join(kept)))


def _content(question: str) -> frozenset[str]:
    words = [word for word in re.findall(r"[\w’'-]+", question) if not _asks(normalise(word))]
    return frozenset(term for word in words for term in terms(word))


def _asks(word: str) -> bool:
    return word in _ASKING or is_stop_word(word)
