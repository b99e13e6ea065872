"""Measures of rankings and of confidence: pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.documents import Span

HIT_RANKS = (1, 3, 5)
"""The k of each hit@k."""
RECIPROCAL_RANKS = 10
"""The lowest rank whose reciprocal counts."""
BINS = 10
"""Equal-width bins of the expected calibration error."""
CURVE_POINTS = 100
"""The number of points that are kept of a risk-coverage curve, about."""


class TextRange(NamedTuple):
    """A stretch of a document, by the document's id."""

    document: str
    span: Span


def shared(one: TextRange, other: TextRange) -> int:
    """Count the characters that two places have in common."""
    if one.document != other.document:
        return 0
    return max(0, min(one.span.end, other.span.end) - max(one.span.start, other.span.start))


def holds(excerpt: TextRange, gold: TextRange) -> bool:
    """Return whether an excerpt holds at least half of the gold span."""
    return 0 < _length(gold) <= 2 * shared(excerpt, gold)


def sentence_hits(sentence: TextRange, gold: TextRange) -> bool:
    """Return whether the two share at least half of the gold span or half of the sentence."""
    return 0 < min(_length(gold), _length(sentence)) <= 2 * shared(sentence, gold)


def characters_until_read(excerpts: Sequence[TextRange], gold: TextRange, text: str) -> int | None:
    """Count the characters of the excerpts that one reads, in order, until the whole gold span was read.

    `text` is that of the gold span; white space in it need not be read. None if some of it is never read.
    """
    unread = {gold.span.start + i for i, character in enumerate(text) if not character.isspace()}
    before = 0
    for excerpt in excerpts:
        if shared(excerpt, gold):
            here = {i for i in unread if excerpt.span.start <= i < excerpt.span.end}
            unread -= here
            if here and not unread:
                return before + max(here) + 1 - excerpt.span.start
        before += _length(excerpt)
    return None


def ranking_measures(holding: Sequence[Sequence[bool]]) -> dict[str, float]:
    """Return hit@1, hit@3, hit@5 (success at k) and mrr@10, means over the questions; 0 where there are none.

    `holding` has for each question, for each excerpt, best first, whether it holds the answer. The reciprocal
    rank is that of the first excerpt that does, 0 beyond the tenth (Voorhees, The TREC-8 Question Answering
    Track Report, 1999).
    """
    ranks = [next((rank for rank, holds_answer in enumerate(each, 1) if holds_answer), inf) for each in holding]
    questions = max(1, len(ranks))
    hits = {f"hit@{k}": sum(rank <= k for rank in ranks) / questions for k in HIT_RANKS}
    return hits | {f"mrr@{RECIPROCAL_RANKS}": sum(1 / r for r in ranks if r <= RECIPROCAL_RANKS) / questions}


def auroc(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float | None:
    """Return the chance that a right one scores above a wrong one, ties counting half; None without one of each.

    `scores` and `labels` have the shape (n,).
    From the rank sum (Hanley & McNeil, The Meaning and Use of the Area under a ROC Curve, 1982).
    """
    right, wrong = int(labels.sum()), int((~labels).sum())
    if not right or not wrong:
        return None
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[labels].sum() - right * (right + 1) / 2) / (right * wrong))


@dataclass(frozen=True, slots=True)
class Bin:
    """The `count` answers whose confidence lies in one bin: its mean, and the share that was right."""

    confidence: float
    right: float
    count: int


def calibration(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, list[Bin]]:
    """Return the expected calibration error over BINS equal-width bins of [0, 1], and the bins that are not empty.

    Guo et al., On Calibration of Modern Neural Networks, 2017: the mean over all n answers of the distance
    between their bin's mean confidence and its share of right ones.
    """
    number = np.minimum((scores * BINS).astype(np.int64), BINS - 1)
    members = [number == each for each in np.unique(number)]
    bins = [Bin(float(scores[m].mean()), float(labels[m].mean()), int(m.sum())) for m in members]
    error = sum(each.count * abs(each.confidence - each.right) for each in bins) / len(scores)
    return error, bins


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A threshold of the confidence: the share that is answered from it on, and the share of those that is wrong."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, list[CurvePoint]]:
    """Return the area under the risk-coverage curve, and the curve at each different score, highest first.

    Geifman & El-Yaniv, Selective Classification for Deep Neural Networks, 2017. The area is the mean of the
    risk over the n coverages 1/n … 1; answers with equal scores share their errors evenly.
    """
    order = np.argsort(-scores, kind="stable")
    sorted_scores, errors = scores[order], np.cumsum(~labels[order])
    n = len(scores)
    last = np.append(np.flatnonzero(np.diff(sorted_scores)), n - 1)
    answered = last + 1
    points = [CurvePoint(float(sorted_scores[i]), (i + 1) / n, float(errors[i] / (i + 1))) for i in last.tolist()]
    every = np.arange(1, n + 1)
    expected = np.interp(every, np.append(0, answered), np.append(0, errors[last]))
    return float((expected / every).mean()), points


def widest(points: Sequence[CurvePoint], risk: float) -> CurvePoint | None:
    """Return the point of the greatest coverage whose risk is at most `risk`; None if there is none."""
    return max((p for p in points if p.risk <= risk), key=lambda p: p.coverage, default=None)


def thinned(points: Sequence[CurvePoint]) -> list[CurvePoint]:
    """Return about CURVE_POINTS of the points at most, the first and the last among them."""
    step = max(1, len(points) // CURVE_POINTS)
    kept = list(points[::step])
    return kept if not points or kept[-1] is points[-1] else [*kept, points[-1]]


def sign_test(gained: int, lost: int) -> float:
    """Return the chance of a split at least as uneven if both are as likely: exact, two-sided (McNemar, 1947)."""
    n = gained + lost
    tail = sum(comb(n, i) for i in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << n))


def _length(place: TextRange) -> int:
    return place.span.end - place.span.start
