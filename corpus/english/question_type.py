"""Tell what a question asks for: a number, a date, a name or a reason. The one classifier that the program has.

A question word tells by itself ("who", "when", "how many"), "what" and "which" through the head noun of the phrase that
they ask for (Huang, Thint and Qin 2008, "Question classification using head words and their hypernyms"). What a noun
stands for is looked up in `words/questions.toml` and, for people, bodies and places, in WordNet's nouns.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from corpus.english.answer_types import AnswerType
from corpus.english.word_lists import word_list, word_table

if TYPE_CHECKING:
    from collections.abc import Sequence


class QuestionType(Enum):
    """Kinds of values that a question asks for.

    COUNT: how many of something there are. MEASURE: a number with a unit, such as an age, a length or a price. SHARE: a
    part of a whole, as in percent. PERSON: somebody, or a body of people. NAME: what something else is called. OPEN: no
    value of one kind, but a definition, a manner, a thing.
    """

    COUNT = "count"
    MEASURE = "measure"
    SHARE = "share"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    OPEN = "open"

    @property
    def answer_type(self) -> AnswerType:
        """Return the mark that sentences have which can answer; NONE where any sentence can."""
        return _ANSWER_TYPES[self]


_ANSWER_TYPES = {
    QuestionType.COUNT: AnswerType.NUMBER,
    QuestionType.MEASURE: AnswerType.NUMBER,
    QuestionType.SHARE: AnswerType.NUMBER,
    QuestionType.DATE: AnswerType.DATE,
    QuestionType.PERSON: AnswerType.NAME,
    QuestionType.PLACE: AnswerType.NAME,
    QuestionType.NAME: AnswerType.NAME,
    QuestionType.REASON: AnswerType.REASON,
    QuestionType.OPEN: AnswerType.NONE,
}
_BY_QUESTION_WORD = {
    "who": QuestionType.PERSON,
    "whom": QuestionType.PERSON,
    "whose": QuestionType.PERSON,
    "when": QuestionType.DATE,
    "where": QuestionType.PLACE,
    "why": QuestionType.REASON,
}
_TOKEN = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]+(?:[-.][^\W_]+)*|['’]s?\b|['’]|[^\w\s]")
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
_QUESTION_WORDS = frozenset(word_list("questions.question_words"))
_COPULAS = frozenset(word_list("questions.copulas"))
_AUXILIARIES = _COPULAS.union(word_list("questions.auxiliaries"))
_IMPERATIVES = frozenset(word_list("questions.imperatives"))
_DEFINITE = frozenset(word_list("questions.definite"))
_PARTITIVES = frozenset(word_list("questions.partitives"))
_NAMES = frozenset(word_list("questions.names"))
_RELATIVES = frozenset(word_list("questions.relatives"))
_DETERMINERS = _DEFINITE.union(word_list("questions.determiners"))
_BOUNDARIES = _DETERMINERS.union(
    _AUXILIARIES, _QUESTION_WORDS, word_list("questions.boundaries"), [*'.,;:!?()"“”', "that"]
)
_PAST = {form for forms in word_table("verbs.irregular").values() for form in forms}


def classify(question: str) -> QuestionType:
    """Return what `question` asks for; OPEN where neither a question word nor a head noun tells.

    Example: "How many live there?" asks for a COUNT, "What was the date of the raid?" for a DATE, as does "Which date
    has the raid?"; "What does besa mean?" is OPEN.
    """
    tokens = [token.casefold() for token in _TOKEN.findall(question)]
    at = _question_word(tokens)
    if at is None:
        asks = _IMPERATIVES.issuperset(tokens[:1])
        phrase = tokens[2 if tokens[1:2] == ["me"] else 1 :]
        return (_of_phrase(phrase) if asks else None) or QuestionType.OPEN
    word, rest = tokens[at], tokens[at + 1 :]
    return _BY_QUESTION_WORD.get(word) or (_after_how(rest) if word == "how" else _after_what(rest))


def is_yes_no(question: str) -> bool:
    """Return whether `question` can be answered by yes or no.

    Example: "Can I bring my dog?" can, "Where can I park?" cannot.
    """
    tokens = [token.casefold() for token in _TOKEN.findall(question)]
    return _AUXILIARIES.issuperset(tokens[:1]) and bool(tokens) and " or " not in question


def _question_word(tokens: Sequence[str]) -> int | None:
    """Find where the question begins: not at a "when" that opens a clause before it ("When he left, who …")."""
    places = [at for at, token in enumerate(tokens) if token in _QUESTION_WORDS]
    return min(places, key=lambda at: _opens_a_clause(tokens, at), default=None)


def _opens_a_clause(tokens: Sequence[str], at: int) -> bool:
    return tokens[at] in ("when", "where") and not _AUXILIARIES.issuperset(tokens[at + 1 : at + 2])


def _after_how(rest: Sequence[str]) -> QuestionType:
    match rest:
        case ["long", "ago", *_]:
            return QuestionType.DATE
        case ["come", *_]:
            return QuestionType.REASON
        case [word, *_]:
            return _listed("how").get(word, QuestionType.OPEN)
    return QuestionType.OPEN


def _after_what(rest: Sequence[str]) -> QuestionType:
    """By the noun after "what" or "which", by the one that "is" joins to it, or by the verb."""
    rest = ["is", *rest[1:]] if _POSSESSIVES.issuperset(rest[:1]) else rest
    verbs = list(takewhile(_AUXILIARIES.__contains__, rest))
    phrase = rest[len(verbs) :]
    found = None
    if not verbs:
        found = _of_phrase(phrase) if _DEFINITE.issuperset(phrase[:1]) else _of_subject(phrase)
    elif not _COPULAS.isdisjoint(verbs) and _is_definite(phrase):
        found = _of_phrase(phrase)
    return found or next(filter(None, map(_listed("verbs").get, rest)), QuestionType.OPEN)


def _is_definite(phrase: Sequence[str]) -> bool:
    """Return True for a noun phrase of one thing: "the cost", "its cost", "Durrës's population"; not "a militia"."""
    return (_DEFINITE | _PARTITIVES).issuperset(phrase[:1]) or _owner(phrase) > 0


def _owner(phrase: Sequence[str]) -> int:
    """Count the tokens that say whose it is, with the 's."""
    inside = list(takewhile(lambda token: token not in _BOUNDARIES, phrase))
    return max((at + 1 for at, token in enumerate(inside) if token in _POSSESSIVES), default=0)


def _of_phrase(phrase: Sequence[str]) -> QuestionType | None:
    """By the last noun of a noun phrase; by that of what follows in "the name of the chief", "one of the cities"."""
    phrase = list(dropwhile(_DETERMINERS.__contains__, phrase[_owner(phrase) :]))
    nouns = list(takewhile(lambda token: token not in _BOUNDARIES, phrase))
    if not nouns:
        return None
    found, rest = _of_noun(nouns[-1]), phrase[len(nouns) :]
    whole = _of_phrase(rest[1:]) if nouns[-1] in _PARTITIVES and rest[:1] == ["of"] else None
    if whole is QuestionType.PLACE and nouns[-1] in _NAMES and _RELATIVES.isdisjoint(rest[2:]):
        return QuestionType.NAME  # what it is called, and not where it lies: "the name of the camp near Durrës"
    return whole or found


def _of_subject(phrase: Sequence[str]) -> QuestionType | None:
    """By the noun right after "what", behind which a verb may stand unmarked: "What city bombed …"."""
    run = list(takewhile(lambda token: token not in _BOUNDARIES | _POSSESSIVES, phrase))
    following = phrase[len(run) : len(run) + 1]
    if following and following[0] in _AUXILIARIES:
        return _of_noun(run[-1]) if run else None
    found = None
    for at, token in enumerate(run):
        kind = _of_noun(token)
        if kind is None and _may_be_a_verb(token) and (found or at == 0):
            break
        found = kind or found
    return found


def _of_noun(noun: str) -> QuestionType | None:
    nouns = _nouns()
    singular = (noun[:-1], noun[:-2], f"{noun[:-3]}y") if noun.endswith("s") else ()
    return next(filter(None, map(nouns.get, (noun, *singular))), None)


def _may_be_a_verb(token: str) -> bool:
    return token.endswith(("s", "ed", "ly")) or token in _PAST


@lru_cache
def _listed(table: str) -> dict[str, QuestionType]:
    lists = word_table(f"questions.{table}")
    return {word: QuestionType(name) for name, words in lists.items() for word in words}


@lru_cache
def _nouns() -> dict[str, QuestionType]:
    people = dict.fromkeys((*word_list("nouns.group"), *word_list("nouns.person")), QuestionType.PERSON)
    return people | dict.fromkeys(word_list("nouns.place"), QuestionType.PLACE) | _listed("nouns")
