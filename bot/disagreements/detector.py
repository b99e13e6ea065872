"""When sources disagree: two sentences answer a question with values that cannot both be true.

A pure function of the question and of the sentences that were found for it. It would rather miss a disagreement
than claim one: it wants the question's own words and names beside each value, and distrusts sentences that speak
of another occasion, of a plan, or of a change over time.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from bot.answers import Disagreement, Side
from bot.disagreements.statements import CandidateSentence, Claim, read_statement
from bot.disagreements.values import exclude
from bot.english.attribution import differ
from bot.english.countries import is_country
from bot.english.question_type import read_question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import About
    from bot.disagreements.statements import Statement
    from bot.english.question_type import ExpectedAnswer

__all__ = ["CandidateSentence", "Disagreement", "Side", "find_disagreements"]

STRONG = 0.5
"""A sentence is heard when its score is at least this share of the best sentence's."""
HALF = 0.5
"""As many of the question's verbs and nouns stand in a sentence or around it."""
MOST = 0.7
MOST_SIDES = 4

_DIFFER = r"(?:differ|differs|differed|disagree|disagrees|differently|contradict|contradictory|conflicting|different)"
_ABOUT: dict[About, str] = {
    "number": r"(?:numbers?|figures?|counts?|tolls?|how many)",
    "date": r"(?:dates?|dated|years?|when)",
    "name": r"(?:names?|who)",
}
_ANNOUNCED = {
    about: re.compile(
        rf"\b{kind}\b[^.\n]*\b{_DIFFER}\b|\b{_DIFFER}\b[^.\n]*\b{kind}\b|\b(?:two|three|several)\s{kind}\b"
        + (r"|\b[12]\d{3}\sor\s[12]\d{3}\b" if about == "date" else "")
    )
    for about, kind in _ABOUT.items()
}
"""How a passage says that its sources differ on a value of a kind."""


def find_disagreements(question: str, candidates: Sequence[CandidateSentence]) -> tuple[Disagreement, ...]:
    """What the candidates disagree on; nothing where `question` asks for no number, date or name.

    The sides exclude each other and come from different documents, or from one that names different sources
    for them. They are ordered as they are cited.
    """
    asked = read_question(question)
    if asked is None or not candidates or not asked.is_specific:
        return ()
    claims = _claims(asked, candidates)
    pairs = [pair for pair in combinations(claims, 2) if _contradict(*pair)]
    if asked.place:
        pairs = [pair for pair in pairs if not _one_lies_in_the_other(*pair, candidates)]
    if not pairs:
        return ()
    sides = [*max(pairs, key=lambda pair: (pair[1].weight, pair[0].weight))]
    for claim in claims:
        if len(sides) < MOST_SIDES and all((side, claim) in pairs for side in sides):
            sides.append(claim)
    return (Disagreement(asked.about, tuple(map(_side, sorted(sides, key=_place)))),)


def _claims(asked: ExpectedAnswer, candidates: Sequence[CandidateSentence]) -> list[Claim]:
    """The values that the sentences give for what is asked, the best supported first.

    A sentence speaks for itself when it has the question's words. Where it names a source for each of several
    values, or stands in a passage that announces a difference, the words around it will do.
    """
    needed = STRONG * max(candidate.score for candidate in candidates)
    statements = [each for candidate in candidates if (each := read_statement(asked, candidate))]
    answers = [each for each in statements if _answers(asked, each) and each.sentence.score >= needed]
    answered = {each.sentence.citation for each in answers}
    reports = [
        each for each in statements if each not in answers and _reports(asked, each, each.sentence.citation in answered)
    ]
    claims = [claim for each in (*answers, *reports) for claim in each.claims]
    return sorted(claims, key=lambda claim: -claim.weight)


def _answers(asked: ExpectedAnswer, statement: Statement) -> bool:
    """Whether a sentence has more than half of the question's words, and most of them where it names no subject.

    "How many members are there?" has too few: "70 members were arrested" has all of them.
    """
    if not asked.actions:
        return asked.about != "number"
    wanted = HALF if asked.subjects else MOST
    return statement.inside > 0 and (statement.nearby > wanted or statement.beside)


def _reports(asked: ExpectedAnswer, statement: Statement, in_answer: bool) -> bool:
    """Whether a sentence reports what others say of something that is named before it: "one dates it to 2013"."""
    if not statement.leans:
        return False
    announced = _ANNOUNCED[asked.about]
    sentence = statement.sentence
    if statement.nearby >= HALF and (
        statement.contrasts or (statement.attributed and announced.search(sentence.around))
    ):
        return True
    return in_answer and statement.attributed and bool(announced.search(sentence.topic))


def _contradict(one: Claim, other: Claim) -> bool:
    """Whether two sources give values for the same occasion that exclude each other."""
    if one.sentence.document == other.sentence.document and not differ(one.speaker, other.speaker):
        return False
    if one.when and other.when and all(a.excludes(b) for a in one.when for b in other.when):
        return False
    return exclude(one.value, other.value)


def _one_lies_in_the_other(one: Claim, other: Claim, candidates: Sequence[CandidateSentence]) -> bool:
    """Whether two places may be a town and its country: one is a country, or a sentence tells of both."""
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
