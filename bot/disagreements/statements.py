"""One sentence as an answer to a question: what it claims, on whose word, and how much of the question it takes up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from bot.disagreements.values import modifies, nearest, share, values_for
from bot.english.attribution import differ, speakers
from bot.english.dates import dates
from bot.english.names import names
from corpus.text.terms import normalise, terms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.disagreements.values import Value
    from bot.english.attribution import Speaker
    from bot.english.dates import Date
    from bot.english.names import Name
    from bot.english.question_type import ExpectedAnswer


@dataclass(frozen=True, slots=True)
class CandidateSentence:
    """`text[start:end]` of a document, found for a question and quoted from the citation of this number.

    `topic` and `before` tell what the sentence is about where it does not say so itself: the document's title,
    the heading and the passage's first sentence, a line each; and the sentence before. `score` is higher for a
    better answer to the same question, 0 at least.
    """

    citation: int
    document: str
    start: int
    end: int
    text: str
    topic: str
    before: str
    score: float

    @property
    def around(self) -> str:
        return f"{self.topic}\n{self.before}"


@dataclass(frozen=True, slots=True)
class Claim:
    """That a sentence gives a value for what is asked; `when` are the dates that it is said of.

    `weight` is how much of the question the sentence takes up, from 0 to 3.
    """

    value: Value
    sentence: CandidateSentence
    speaker: Speaker
    when: tuple[Date, ...]
    weight: float

    @property
    def written(self) -> str:
        return self.sentence.text[self.value.start : self.value.end]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its claims.

    `inside` and `nearby` are the shares of the question's verbs and nouns that stand in the sentence, and in it or
    around it; `beside`: one follows the value. `contrasts`: it names another source for each of its values;
    `attributed`: it names some source for all of them; `leans`: it does not say itself what they are of.
    """

    sentence: CandidateSentence
    claims: tuple[Claim, ...]
    inside: float
    nearby: float
    beside: bool
    contrasts: bool
    attributed: bool
    leans: bool


def read_statement(asked: ExpectedAnswer, sentence: CandidateSentence) -> Statement | None:
    """What a sentence says to the question; None where it claims nothing, or speaks of something else."""
    text, around = sentence.text, sentence.around
    values = [each for each in values_for(asked, text, around) if not _DENIED.search(text[: each.start])]
    if not values or _another_occasion(asked, text) or not _same_subject(asked, sentence):
        return None
    said = speakers(text, [(value.start, value.end) for value in values])
    contrasts = len(said) > 1 and all(differ(one, other) for one, other in combinations(said, 2))
    closest = nearest(asked, text, values)
    contrasts = contrasts and closest in ([], values[:1])
    chosen = values if contrasts else closest
    when = () if asked.about == "date" else _dates_at(text)
    if not chosen or not _at_the_time_asked(asked, when, around):
        return None
    inside, nearby = share(asked.actions, terms(text)), share(asked.actions, terms(f"{text} {around}"))
    weight = inside + nearby + _named(asked.subjects, text)
    claims = tuple(
        Claim(value, sentence, speaker, when, weight)
        for value, speaker in zip(values, said, strict=True)
        if value in chosen
    )
    return Statement(
        sentence,
        claims,
        inside,
        nearby,
        beside=any(modifies(asked, text, value) for value in chosen),
        contrasts=contrasts,
        attributed=all(claim.speaker for claim in claims),
        leans=not _TOPIC.search(text),
    )


def _same_subject(asked: ExpectedAnswer, sentence: CandidateSentence) -> bool:
    return _named(asked.subjects, f"{sentence.text}\n{sentence.around}") == 1


def _named(subjects: Collection[Name], text: str) -> float:
    """The share of the names that a text calls by some form of theirs; 1 where there are no names."""
    there = names(text)
    named = sum(any(not subject.excludes(each) for each in there) for subject in subjects)
    return named / len(subjects) if subjects else 1.0


def _dates_at(text: str) -> tuple[Date, ...]:
    return tuple(date for date in dates(text) if date.relation == "at")


def _at_the_time_asked(asked: ExpectedAnswer, when: Sequence[Date], around: str) -> bool:
    if asked.about == "date" or not asked.when:
        return True
    return any(not date.excludes(given) for date in when or _dates_at(around) for given in asked.when)


_DENIED = re.compile(
    r"\b(?:(?:not|never|rather than|instead of|denied that)\s(?:in|on|of|the|by|until)?\s?"
    r"|(?:not|never)\s\w+\s(?:in|on|at|by)\s)\Z",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"\b(?:dates?|dated|puts?|gives?|gave|places?|placed)\s(?:that|the|their|this|its|his|her)\s[a-z]")
_PLAN = "planned|expected|scheduled|due|would|will|should|hoped|proposed|intends|cancelled|postponed|forecast"
_OCCASION = re.compile(
    rf"\b(?:{_PLAN}|second|third|another|again|next|previous|previously|earlier|rebuilt|reopened|anniversary|annual|"
    r"annually|every year|later|renewed|former|formerly)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    rf"\b(?:{_PLAN}|rose|risen|rising|grew|grown|growing|fell|fallen|falling|dropped|increased?|decreased?|doubled|"
    r"tripled|up from|down from|target|initially|at first|originally|so far|meanwhile|later|remaining|previously|"
    r"formerly|earlier|used to|early stages?)\b",
    re.IGNORECASE,
)


def _another_occasion(asked: ExpectedAnswer, text: str) -> bool:
    """Whether a sentence speaks of one occasion among several, of a plan or of a change, unasked."""
    cues = _CHANGE if asked.about == "number" else _OCCASION
    return any(normalise(cue[0]) not in asked.words for cue in cues.finditer(text))
