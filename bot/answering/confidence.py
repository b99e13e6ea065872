"""Estimate how sure the bot is that the answer is among the excerpts: a calibrated probability.

A logistic regression on the signals of the search, with the weights of `confidence.json`, learned by
`training/train.py` (docs/decisions/0005-confidence.md) and, where a re-ranker has read, by `training/second_stage.py`
(docs/decisions/0033-second-stage.md).
"""

from __future__ import annotations

import json
import math
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.ranking.search_signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from embeddings.ranking.ranked_passage import Retrieval

LEARNED = Path(__file__).with_name("confidence.json")
"""File of the weights: a table for answers that a re-ranker read, and one for those that none did."""
BIAS = "bias"
"""Key of the intercept among the weights."""


class Stage(StrEnum):
    """How far a search went, by the names of the tables in the file."""

    FIRST = "first stage"
    SECOND = "second stage"


@lru_cache
def learned_weights(stage: Stage) -> tuple[Mapping[Signal, float], float]:
    """Load the weight of each signal, and the bias. Raises ValueError for a name that is no `Signal`."""
    weights: dict[str, float] = json.loads(LEARNED.read_text("utf-8"))[stage]
    bias = weights.pop(BIAS)
    return {Signal(name): weight for name, weight in weights.items()}, bias


def confidence(found: Retrieval) -> float:
    """Return the probability that one of the first five passages holds the answer; 0 when nothing was found."""
    if not found.passages:
        return 0.0
    weights, bias = learned_weights(Stage.SECOND if Signal.ANSWER in found.signals else Stage.FIRST)
    score = bias + sum(weight * found.signals[name] for name, weight in weights.items())
    return 1.0 / (1.0 + math.exp(-score)) if score > -700 else 0.0
