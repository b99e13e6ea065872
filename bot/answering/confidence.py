"""Estimate how sure the bot is that the answer is among the excerpts: a calibrated probability.

A logistic regression on the signals of the search, with the weights of `confidence.json`, learned by
`training/train.py` (docs/decisions/0005-confidence.md).
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.ranking.search_signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from embeddings.ranking.ranked_passage import Retrieval

LEARNED = Path(__file__).with_name("confidence.json")
"""File of the weights."""
BIAS = "bias"
"""Key of the intercept among the weights."""


@lru_cache
def learned_weights() -> tuple[Mapping[Signal, float], float]:
    """Load the weight of each signal, and the bias. Raises ValueError for a name that is no `Signal`."""
    weights: dict[str, float] = json.loads(LEARNED.read_text("utf-8"))
    bias = weights.pop(BIAS)
    return {Signal(name): weight for name, weight in weights.items()}, bias


def confidence(found: Retrieval) -> float:
    """Return the probability that one of the first five passages holds the answer; 0 when nothing was found."""
    if not found.passages:
        return 0.0
    weights, bias = learned_weights()
    score = bias + sum(weights[name] * value for name, value in found.signals.items())
    return 1.0 / (1.0 + math.exp(-score)) if score > -700 else 0.0
