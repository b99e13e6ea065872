"""What scores are worth on a kind: pure arithmetic over the groups of a token file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.reranker.token_file import Tokenised

    Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Figures:
    """questions: how many have an answer. sentence, passage: the share of them whose best sentence answers, and whose
    best sentence stands in a passage that holds the answer. auroc: how well the best score tells questions with an
    answer from those without; None without one of each.
    """

    questions: int
    sentence: float
    passage: float
    auroc: float | None


def figures(data: Tokenised, groups: NDArray[np.int64], scores: Array, passages: int) -> Figures:
    """Return the figures of these groups when the sentences of so many passages are read, by scores float32 (n,)."""
    best = np.array([best_candidate(data, int(group), scores, passages) for group in groups])
    answerable = data.answerable[groups]
    asked = best[answerable]
    return Figures(
        questions=len(asked),
        sentence=float(data.right[asked].mean()) if len(asked) else 0.0,
        passage=float(data.held[asked].mean()) if len(asked) else 0.0,
        auroc=auroc(scores[best], answerable),
    )


def best_candidate(data: Tokenised, group: int, scores: Array, passages: int) -> int:
    """Return the number of the candidate with the highest score among those of the first `passages`."""
    here = data.of(group)
    read = np.where(data.passage[here] < passages, scores[here], -np.inf)
    return int(data.first[group]) + int(read.argmax())


def auroc(scores: NDArray[np.floating], labels: NDArray[np.bool_]) -> float | None:
    """Return the chance that one with the label scores above one without, ties counting half; None without either."""
    if labels.all() or not labels.any():
        return None
    order = np.argsort(scores, kind="stable")
    _, number, count = np.unique(scores[order], return_inverse=True, return_counts=True)
    ranks = np.empty(len(scores))
    ranks[order] = (np.cumsum(count) - (count - 1) / 2)[number]
    yes = int(labels.sum())
    return float((ranks[labels].sum() - yes * (yes + 1) / 2) / (yes * (len(labels) - yes)))
