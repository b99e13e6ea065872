"""Figures of an evaluation: how good the ranking is, how far the confidence can be trusted, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from bot.evaluation.metrics import (
    Bin,
    CurvePoint,
    auroc,
    calibration,
    ranking_measures,
    risk_coverage,
    thinned,
    widest,
)

if TYPE_CHECKING:
    from bot.evaluation.results import Evaluation, Ranking

TOLERATED_RISK = 0.1
"""The share of wrong ones among what is answered that the default threshold is to keep below."""


class Metric(StrEnum):
    """A figure by its key in the JSON of an evaluation."""

    HIT_AT_1 = "hit@1"
    HIT_AT_3 = "hit@3"
    HIT_AT_5 = "hit@5"
    MRR_AT_10 = "mrr@10"
    WITHIN_1000 = "within@1000"
    WITHIN_2000 = "within@2000"
    WITHIN_4000 = "within@4000"
    SENTENCE = "sentence"
    SENTENCE_ANY = "sentence_any"
    WRONGLY_NOT_FOUND = "wrongly_not_found"
    WRONGLY_NOT_FOUND_PERHAPS = "wrongly_not_found_perhaps"
    UNANSWERABLE_ANSWERED = "unanswerable_answered"
    HIDDEN_ANSWERED = "hidden_answered"
    WRONG_SENTENCE = "wrong_sentence"
    AUROC = "auroc"
    CALIBRATION_ERROR = "expected_calibration_error"
    RISK_COVERAGE = "area_under_risk_coverage"
    ANSWERED = "answered"
    WRONG_ANSWERED = "wrong_answered"
    RIGHT_ANSWERED = "right_answered"
    MEDIAN = "median"
    P95 = "p95"


READING: Mapping[Metric, int] = MappingProxyType(
    {Metric.WITHIN_1000: 1_000, Metric.WITHIN_2000: 2_000, Metric.WITHIN_4000: 4_000}
)
"""The characters of excerpts that a person may be willing to read."""


@dataclass(frozen=True, slots=True)
class ConfidenceQuality:
    """How far the confidence can be trusted, over `asked` answers of which the share `right` was right.

    An answer is right when one of its excerpts holds the gold span: never where the documents that answer
    were hidden. `answered` is the share at or above `threshold`, `wrong_answered` the share of those that is
    wrong, `right_answered` the share of the right ones that is answered. `widest`: where the risk is still
    tolerated.
    """

    asked: int
    right: float
    auroc: float | None
    expected_calibration_error: float
    area_under_risk_coverage: float
    threshold: float
    answered: float
    wrong_answered: float
    right_answered: float
    widest: CurvePoint | None
    curve: tuple[CurvePoint, ...]
    bins: tuple[Bin, ...]


def ranking_figures(rankings: Sequence[Ranking]) -> dict[Metric, float]:
    """Return hit@1, hit@3, hit@5, mrr@10 and, for each of READING, the share whose whole answer one reads by then."""
    measures = ranking_measures([ranking.holding for ranking in rankings])
    figures = {Metric(name): value for name, value in measures.items()}
    for metric, most in READING.items():
        figures[metric] = _share([each.characters is not None and each.characters <= most for each in rankings])
    return figures


def figures(evaluation: Evaluation) -> dict[Metric, float]:
    """Return the figures of the ranking, of the first sentence that is said, and of what is said not to be found.

    SENTENCE is the share of the questions with an answer whose first sentence holds it, a "not found" counting as
    wrong; SENTENCE_ANY is that over what would be said if the bot were always sure.
    """
    results = evaluation.answerable
    return {
        **ranking_figures([result.ranking for result in results]),
        Metric.SENTENCE: _share([result.sentence_hit and result.answered for result in results]),
        Metric.SENTENCE_ANY: _share([result.sentence_hit for result in results]),
        **_decision_figures(evaluation),
    }


def _decision_figures(evaluation: Evaluation) -> dict[Metric, float]:
    """Return how often the bot answers what it should not, and the other way round; no share of no questions.

    WRONGLY_NOT_FOUND is a share of the questions that have an answer, WRONGLY_NOT_FOUND_PERHAPS of those of them that
    were not answered. UNANSWERABLE_ANSWERED: of those that have none; HIDDEN_ANSWERED: of those asked without the
    documents that answer. WRONG_SENTENCE: of those that were answered, with an answer to find or without.
    """
    answered = [result for result in evaluation.results if result.answered]
    missed = [result for result in evaluation.answerable if not result.answered]
    hidden = [result for result in evaluation.results if result.hidden is not None]
    shares = {
        Metric.WRONGLY_NOT_FOUND: [not result.answered for result in evaluation.answerable],
        Metric.WRONGLY_NOT_FOUND_PERHAPS: [result.perhaps for result in missed],
        Metric.UNANSWERABLE_ANSWERED: [result.answered for result in evaluation.unanswerable],
        Metric.HIDDEN_ANSWERED: [result.hidden_answered for result in hidden],
        Metric.WRONG_SENTENCE: [not result.sentence_hit for result in answered],
    }
    return {metric: _share(holding) for metric, holding in shares.items() if holding}


def times(evaluation: Evaluation) -> dict[Metric, float]:
    """Return the median and the 95th percentile of the milliseconds a question took; nothing if none was asked."""
    taken = [result.milliseconds for result in evaluation.results if result.milliseconds is not None]
    if not taken:
        return {}
    return {Metric.MEDIAN: float(np.median(taken)), Metric.P95: float(np.percentile(taken, 95))}


def confidence_quality(evaluation: Evaluation) -> ConfidenceQuality | None:
    """Return how far the confidence can be trusted; None where every question asked has an answer to find."""
    judged = [
        (result.confidence, any(result.ranking.holding[: evaluation.answering.citations]))
        for result in evaluation.results
        if result.refusal is None
    ]
    hidden = [(result.hidden, False) for result in evaluation.results if result.hidden is not None]
    if not hidden and all(result.gold.answers for result in evaluation.results):
        return None
    scores = np.array([score for score, _ in (*judged, *hidden)], np.float64)
    labels = np.array([label for _, label in (*judged, *hidden)], np.bool_)
    error, bins = calibration(scores, labels)
    area, curve = risk_coverage(scores, labels)
    threshold = evaluation.answering.threshold
    answered = scores >= threshold
    return ConfidenceQuality(
        asked=len(scores),
        right=float(labels.mean()),
        auroc=auroc(scores, labels),
        expected_calibration_error=error,
        area_under_risk_coverage=area,
        threshold=threshold,
        answered=float(answered.mean()),
        wrong_answered=float((answered & ~labels).sum() / max(1, answered.sum())),
        right_answered=float((answered & labels).sum() / max(1, labels.sum())),
        widest=widest(curve, TOLERATED_RISK),
        curve=tuple(thinned(curve)),
        bins=tuple(bins),
    )


def _share(holding: Sequence[bool]) -> float:
    return float(np.mean(holding)) if holding else 0.0
