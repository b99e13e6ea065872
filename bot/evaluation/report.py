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
from embeddings.reranking.registry import NONE

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
    `status` and `perhaps` are those of the answer; `answerable`: whether there is something to find. A report of an
    earlier version does not say them.
    """

    question: str
    rank: int | None
    characters: int | None
    sentence: bool
    confidence: float
    hidden: float | None
    answerable: bool | None = None
    status: Literal["answered", "not_found"] | None = None
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A place that answers, by what the question set calls its document."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss(QuestionResult):
    """A question that was answered wrongly or not at all, with what answers it and what stood first instead."""

    answers: tuple[GoldPlace, ...]
    shown: Shown | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures, what they were measured with, and each question's result, in the order of the question set.

    `without_reranker` is the report on the same questions without the re-ranker, if there is one; `unread` says why
    it read nothing.
    """

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
    unread: str = ""
    without_reranker: Report | None = None

    def figures(self) -> dict[Metric, float]:
        """Return every figure that was measured, in the order of Metric."""
        quality = asdict(self.confidence) if self.confidence else {}
        measured = ((each, self.measures.get(each, self.milliseconds.get(each, quality.get(each)))) for each in Metric)
        return {metric: value for metric, value in measured if value is not None}


def make_report(evaluation: Evaluation, settings: Mapping[str, Any], versions: Mapping[str, str]) -> Report:
    """Return the report of an evaluation, its figures rounded, with the settings and versions that it was made with."""
    results, other = evaluation.results, evaluation.without_reranker
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
            unread=evaluation.unread,
            without_reranker=make_report(other, {**settings, "reranker": NONE}, versions) if other else None,
        )
    )


def worst_misses(evaluation: Evaluation, most: int) -> list[Miss]:
    """Return the worst misses, worst first: no excerpt holds the answer, then the lowest rank; of equals the surest.

    A question without an answer that was answered is among the former. The least of misses are those with the right
    first excerpt, and the wrong sentence, or the right one that was not said.
    """
    missed = [result for result in evaluation.results if _is_miss(result)]
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


def _is_miss(result: Result) -> bool:
    if not result.gold.answers:
        return result.answered
    return result.ranking.rank != 1 or not result.sentence_hit or not result.answered


def _outcome(result: Result) -> dict[str, Any]:
    return {
        "question": result.gold.question.text,
        "rank": result.ranking.rank,
        "characters": result.ranking.characters,
        "sentence": result.sentence_hit,
        "confidence": result.confidence,
        "hidden": result.hidden,
        "answerable": bool(result.gold.answers),
        "status": "answered" if result.answered else "not_found",
        "perhaps": result.perhaps,
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
