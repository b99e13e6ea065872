"""An evaluation as a report: JSON for scripts, and what a later run is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec import to_builtins

from bot.errors import NotAnEvaluation
from bot.evaluation.figures import ConfidenceQuality, Metric, confidence_quality, figures, times
from bot.evaluation.results import Shown
from bot.formats.typed_json import InvalidJson, convert, parse, read_text
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from bot.evaluation.results import Evaluation, Result

T = TypeVar("T")
DIGITS = 4
"""Figures are rounded to this many decimal places."""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question's result. `rank` and `characters` are None where no excerpt holds the answer.

    `sentence`: whether the first picked sentence holds it. `hidden`: the confidence without the documents that do.
    """

    question: str
    rank: int | None
    characters: int | None
    sentence: bool
    confidence: float
    hidden: float | None


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A place that answers, by what the question set calls its document."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Miss(QuestionResult):
    """A question whose answer did not stand first, with what answers it and what stood there instead."""

    answers: tuple[GoldPlace, ...]
    shown: Shown | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures, what they were measured with, and each question's result, in the order of the question set."""

    format: Literal[1]
    questions: int
    answerable: int
    refused: int
    measures: Mapping[Metric, float]
    milliseconds: Mapping[Metric, float]
    confidence: ConfidenceQuality | None
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    results: tuple[QuestionResult, ...]

    def figures(self) -> dict[Metric, float]:
        """Return every figure that was measured, in the order of Metric."""
        quality = asdict(self.confidence) if self.confidence else {}
        measured = ((each, self.measures.get(each, self.milliseconds.get(each, quality.get(each)))) for each in Metric)
        return {metric: value for metric, value in measured if value is not None}


def make_report(evaluation: Evaluation, settings: Mapping[str, Any], versions: Mapping[str, str]) -> Report:
    """Return the report of an evaluation, its figures rounded, with the settings and versions that it was made with."""
    results = evaluation.results
    return rounded(
        Report(
            format=1,
            questions=len(results),
            answerable=len(evaluation.answerable),
            refused=sum(result.refusal is not None for result in results),
            measures=figures(evaluation),
            milliseconds=times(evaluation),
            confidence=confidence_quality(evaluation),
            settings=settings,
            versions=versions,
            results=tuple(QuestionResult(**_outcome(result)) for result in results),
        )
    )


def worst_misses(evaluation: Evaluation, most: int) -> list[Miss]:
    """Return the worst misses, worst first: no excerpt holds the answer, then the lowest rank; of equals the surest.

    A question with the right first excerpt and the wrong sentence is the least of misses.
    """
    missed = [result for result in evaluation.answerable if result.ranking.rank != 1 or not result.sentence_hit]
    missed.sort(key=lambda result: (-(result.ranking.rank or inf), -result.confidence))
    return [rounded(_miss(result)) for result in missed[:most]]


def read_report(path: Path) -> Report:
    """Return the report of an earlier run, as `besa evaluate --json` printed it. Raises NotAnEvaluation."""
    try:
        return convert(parse(read_text(path)), Report)
    except InvalidJson as error:
        raise NotAnEvaluation(
            Message(
                "{file} is no evaluation: {problem}. Save one with: besa evaluate QUESTIONS.jsonl --json",
                file=path,
                problem=error.message,
            )
        ) from error


def _outcome(result: Result) -> dict[str, Any]:
    return {
        "question": result.gold.question.text,
        "rank": result.ranking.rank,
        "characters": result.ranking.characters,
        "sentence": result.sentence_hit,
        "confidence": result.confidence,
        "hidden": result.hidden,
    }


def _miss(result: Result) -> Miss:
    spans = ((each, each.place.span) for each in result.gold.answers)
    places = tuple(GoldPlace(each.name, span.start, span.end, each.text) for each, span in spans)
    return Miss(**_outcome(result), answers=places, shown=result.shown, refusal=result.refusal)


def rounded(value: T) -> T:
    """Return a dataclass with every number in it rounded to DIGITS."""
    return convert(_rounded_builtins(to_builtins(value)), type(value))


def _rounded_builtins(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded_builtins(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded_builtins(each) for each in value]
    return value
