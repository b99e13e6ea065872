"""How the evidence is weighed: a sum of features for each sentence, and from that the passages' order.

The weights of `ranking.json` are learned by `benchmarks/train_ranking.py` (docs/decisions/0004-ranking.md): the
probability that a sentence answers is the softmax of the sums over all sentences of the candidates, and that of a
passage the sum of its sentences' probabilities.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Weights = Mapping[str, float]

LEARNED = Path(__file__).with_name("ranking.json")


@lru_cache
def learned_weights() -> Weights:
    """What each feature of `CandidateFeatures.features` counts."""
    weights: dict[str, float] = json.loads(LEARNED.read_text("utf-8"))
    return weights


def weigh(features: Mapping[str, NDArray[np.float64]], weights: Weights) -> NDArray[np.float64]:
    """float64 (s,): the weighted sum of the features, (s,) each; those without a weight do not count."""
    total = np.zeros(len(next(iter(features.values()))))
    for name, weight in weights.items():
        total += weight * features[name]
    return total


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64 (s,): exp(scores) (s,), divided so that they sum to one."""
    shares: NDArray[np.float64] = np.exp(scores - scores.max())
    shares /= shares.sum()
    return shares
