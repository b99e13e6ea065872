"""Find where sources disagree: two sentences answer a question with values that cannot both be true.

A pure function of the question and of the sentences that were found for it. It would rather miss a disagreement
than claim one: it wants the question's own words and names beside each value, and distrusts sentences that speak
of another occasion, of a plan, or of a change over time (docs/decisions/0007-disagreements.md).
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from bot.answers import Disagreement, Side
from bot.disagreements.statements import CandidateSentence, Claim, read_statement
from bot.disagreements.values import contradict
from bot.english.attribution import are_different
from bot.english.countries import is_country
from bot.english.lexicon import bot_words
from bot.english.value_question import read_value_question
from corpus.english.question_type import QuestionType
from corpus.english.word_lists import alternatives

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import About
    from bot.disagreements.statements import Statement
    from bot.english.value_question import ValueQuestion

STRONG = 0.8
"""Lowest score of a sentence that speaks for itself, as a share of the best sentence's (chosen on RAMDocs)."""
HALF = 0.5
"""Share of the question's verbs and nouns that must stand in a sentence that names its subject, or around it."""
MOST = 0.7
"""The same share where the question names no subject."""
MOST_SIDES = 4
"""Highest number of sides of one disagreement."""

_DIFFER = alternatives(bot_words("values.differ.verbs"))


def _announcement(about: About) -> re.Pattern[str]:
    """Compile the ways in which a passage says that its sources differ on a value of a kind."""
    kind = f"(?:{alternatives(bot_words(f'values.differ.{about}'))})"
    two_years = r"|\b[12]\d{3}\sor\s[12]\d{3}\b" if about == "date" else ""
    return re.compile(
        rf"\b{kind}\b[^.\n]*\b(?:{_DIFFER})\b|\b(?:{_DIFFER})\b[^.\n]*\b{kind}\b|\b(?:two|three|several)\s{kind}\b"
        + two_years
    )


_ABOUT: tuple[About, ...] = ("number", "date", "name")
_ANNOUNCED = {about: _announcement(about) for about in _ABOUT}


def find_disagreements(question: str, candidates: Sequence[CandidateSentence]) -> tuple[Disagreement, ...]:
    """Return what the candidates disagree on; () where `question` asks for no one number, date or name.

    The sides exclude each other and come from different documents, or from one that names different sources
    for them. They are ordered as they are cited.
    """
    wanted = read_value_question(question)
    if wanted is None or not candidates or not wanted.is_specific:
        return ()
    claims = _claims(wanted, candidates)
    pairs = [pair for pair in combinations(claims, 2) if _contradict(*pair)]
    if wanted.asks_for is QuestionType.PLACE:
        pairs = [pair for pair in pairs if not _one_lies_in_the_other(*pair, candidates)]
    if not pairs:
        return ()
    sides = [*max(pairs, key=lambda pair: (pair[1].weight, pair[0].weight))]
    for claim in claims:
        if len(sides) < MOST_SIDES and all((side, claim) in pairs for side in sides):
            sides.append(claim)
    return (Disagreement(wanted.about, tuple(map(_side, sorted(sides, key=_place)))),)


def _claims(wanted: ValueQuestion, candidates: Sequence[CandidateSentence]) -> list[Claim]:
    """Collect the values that the sentences give for what is asked, the best supported first.

    A sentence speaks for itself when it has the question's words. Where it names a source for each of several
    values, or stands in a passage that announces a difference, the words around it will do.
    """
    needed = STRONG * max(candidate.score for candidate in candidates)
    statements = [each for candidate in candidates if (each := read_statement(wanted, candidate))]
    answers = [each for each in statements if _answers(wanted, each) and each.sentence.score >= needed]
    answered = {each.sentence.citation for each in answers}
    reports = [
        each
        for each in statements
        if each not in answers and _reports(wanted, each, each.sentence.citation in answered)
    ]
    claims = [claim for each in (*answers, *reports) for claim in each.claims]
    return sorted(claims, key=lambda claim: -claim.weight)


def _answers(wanted: ValueQuestion, statement: Statement) -> bool:
    """Return True if a sentence has more than half of the question's words, and most of them where it names no subject.

    "How many members are there?" has too few: "70 members were arrested" has all of them.
    """
    if not wanted.actions:
        return wanted.about != "number"
    needed = HALF if wanted.subjects else MOST
    return statement.inside > 0 and (statement.nearby > needed or statement.beside)


def _reports(wanted: ValueQuestion, statement: Statement, in_answer: bool) -> bool:
    """Return True if a sentence reports what others say of something named before it: "one dates it to 2013"."""
    if not statement.leans:
        return False
    announced = _ANNOUNCED[wanted.about]
    sentence = statement.sentence
    if statement.nearby >= HALF and (
        statement.contrasts or (statement.attributed and announced.search(sentence.around))
    ):
        return True
    return in_answer and statement.attributed and bool(announced.search(sentence.topic))


def _contradict(one: Claim, other: Claim) -> bool:
    """Return True if two sources give values for the same occasion that exclude each other."""
    if one.sentence.document == other.sentence.document and not are_different(one.speaker, other.speaker):
        return False
    if one.when and other.when and all(a.excludes(b) for a in one.when for b in other.when):
        return False
    return contradict(one.value, other.value)


def _one_lies_in_the_other(one: Claim, other: Claim, candidates: Sequence[CandidateSentence]) -> bool:
    """Return True if two places may be a town and its country: one is a country, or a sentence tells of both."""
    if is_country(one.written) != is_country(other.written):
        return True
    return one.sentence is not other.sentence and any(
        one.written in each.text and other.written in each.text for each in candidates
    )


def _side(claim: Claim) -> Side:
    sentence = claim.sentence
    return Side(claim.written, sentence.text, sentence.citation, sentence.start, sentence.end)


def _place(claim: Claim) -> tuple[int, int, int]:
    return claim.sentence.citation, claim.sentence.start, claim.value.start
