"""The ranking model: a weighted sum of each sentence's features, and from that the passages' order.

The weights of `ranking.json` are learned by `training/train.py` (docs/decisions/0004-ranking.md): the
probability that a sentence answers is the softmax of the sums over all sentences of the candidates, and that of a
passage the sum of its sentences' probabilities.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.ranking.features import Feature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Weights = Mapping[Feature, float]

LEARNED = Path(__file__).with_name("ranking.json")


@lru_cache
def learned_weights() -> Weights:
    """Load the shipped weights. Raises ValueError for a name that is no `Feature`."""
    return {Feature(name): float(weight) for name, weight in json.loads(LEARNED.read_text("utf-8")).items()}


def weigh(features: Mapping[Feature, NDArray[np.float64]], weights: Weights) -> NDArray[np.float64]:
    """Return float64 (s,): the weighted sum of the features, (s,) each; those without a weight do not count."""
    total = np.zeros(len(next(iter(features.values()))))
    for name, weight in weights.items():
        total += weight * features[name]
    return total


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return float64 (s,): the exponentials of `scores` (s,), divided so that they sum to one."""
    shares: NDArray[np.float64] = np.exp(scores - scores.max())
    shares /= shares.sum()
    return shares
