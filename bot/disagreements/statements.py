"""Read a sentence as an answer to a question: what it claims, on whose word, how much of the question it takes up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from bot.disagreements.values import closest, find_values, modifies, share_of_terms
from bot.english.attribution import are_different, find_speakers
from bot.english.dates import find_dates
from bot.english.lexicon import bot_words
from bot.english.names import find_names
from corpus.english.word_lists import alternatives
from corpus.text.terms import normalise, terms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.disagreements.values import Value
    from bot.english.attribution import Speaker
    from bot.english.dates import Date
    from bot.english.names import Name
    from bot.english.value_question import ValueQuestion


@dataclass(frozen=True, slots=True)
class CandidateSentence:
    """A sentence found for a question: `text[start:end]` of a document, quoted from the citation of this number.

    `topic` and `before` tell what the sentence is about where it does not say so itself: the document's title,
    the heading and the passage's first sentence, a line each; and the sentence before. `score` is its MaxSim with the
    question (0 to 1).
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
        """Return what tells the sentence's subject: its topic and the sentence before it."""
        return f"{self.topic}\n{self.before}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that a sentence gives for what is asked; `when` are the dates that it is said of.

    `weight` is how much of the question the sentence takes up, from 0 to 3.
    """

    value: Value
    sentence: CandidateSentence
    speaker: Speaker
    when: tuple[Date, ...]
    weight: float

    @property
    def written(self) -> str:
        """Return the value as the sentence writes it."""
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


def read_statement(question: ValueQuestion, sentence: CandidateSentence) -> Statement | None:
    """Return what a sentence says to the question; None where it claims nothing, or speaks of something else."""
    text, around = sentence.text, sentence.around
    values = [each for each in find_values(question, text, around) if not _DENIED.search(text[: each.start])]
    if not values or _is_of_another_occasion(question, text) or not _has_the_subjects(question, sentence):
        return None
    speakers = find_speakers(text, [(value.start, value.end) for value in values])
    likely = closest(question, text, values)
    contrasts = likely in ([], values[:1]) and _contrast(speakers)
    chosen = values if contrasts else likely
    when = () if question.about == "date" else _dates_at(text)
    if not chosen or not _is_at_the_time_asked(question, when, around):
        return None
    inside = share_of_terms(question.actions, terms(text))
    nearby = share_of_terms(question.actions, terms(f"{text} {around}"))
    weight = inside + nearby + _share_named(question.subjects, text)
    claims = tuple(
        Claim(value, sentence, speaker, when, weight)
        for value, speaker in zip(values, speakers, strict=True)
        if value in chosen
    )
    return Statement(
        sentence,
        claims,
        inside,
        nearby,
        beside=any(modifies(question, text, value) for value in chosen),
        contrasts=contrasts,
        attributed=all(claim.speaker for claim in claims),
        leans=not _NAMES_ITS_TOPIC.search(text),
    )


def _contrast(speakers: Sequence[Speaker]) -> bool:
    return len(speakers) > 1 and all(are_different(one, other) for one, other in combinations(speakers, 2))


def _has_the_subjects(question: ValueQuestion, sentence: CandidateSentence) -> bool:
    return _share_named(question.subjects, f"{sentence.text}\n{sentence.around}") == 1


def _share_named(subjects: Collection[Name], text: str) -> float:
    """Return the share of the names that a text calls by some form of theirs; 1 without names."""
    there = find_names(text)
    named = sum(any(not subject.excludes(each) for each in there) for subject in subjects)
    return named / len(subjects) if subjects else 1.0


def _dates_at(text: str) -> tuple[Date, ...]:
    return tuple(date for date in find_dates(text) if date.relation == "at")


def _is_at_the_time_asked(question: ValueQuestion, when: Sequence[Date], around: str) -> bool:
    if question.about == "date" or not question.when:
        return True
    return any(not date.excludes(given) for date in when or _dates_at(around) for given in question.when)


_DENIAL = alternatives(bot_words("values.cues.denial"))
_DENIED = re.compile(
    rf"\b(?:(?:{_DENIAL})\s(?:in|on|of|the|by|until)?\s?|(?:not|never)\s\w+\s(?:in|on|at|by)\s)\Z", re.IGNORECASE
)
_NAMES_ITS_TOPIC = re.compile(
    r"\b(?:dates?|dated|puts?|gives?|gave|places?|placed)\s(?:that|the|their|this|its|his|her)\s[a-z]"
)
_PLAN, _OCCASION, _CHANGE = (bot_words(f"values.cues.{name}") for name in ("plan", "occasion", "change"))
_OF_ANOTHER_OCCASION = re.compile(rf"\b(?:{alternatives((*_PLAN, *_OCCASION))})\b", re.IGNORECASE)
_OF_A_CHANGE = re.compile(rf"\b(?:{alternatives((*_PLAN, *_CHANGE))})\b", re.IGNORECASE)


def _is_of_another_occasion(question: ValueQuestion, text: str) -> bool:
    """Return True if a sentence speaks of one occasion among several, of a plan or of a change, unasked."""
    cues = _OF_A_CHANGE if question.about == "number" else _OF_ANOTHER_OCCASION
    return any(normalise(cue[0]) not in question.words for cue in cues.finditer(text))
