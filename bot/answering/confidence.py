"""How sure the bot is that the answer is among the excerpts: a calibrated probability.

A logistic regression on the signals of the search, with the weights of `confidence.json`, learned by
`training/train.py` (docs/decisions/0005-confidence.md).
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from embeddings.ranking.retriever import Retrieval

LEARNED = Path(__file__).with_name("confidence.json")


@lru_cache
def learned_weights() -> Mapping[str, float]:
    """What each of `embeddings.ranking.search_signals.signals` counts, and "bias"."""
    weights: dict[str, float] = json.loads(LEARNED.read_text("utf-8"))
    return weights


def confidence(found: Retrieval) -> float:
    """The probability that one of the first five passages holds the answer; 0 when nothing was found."""
    if not found.passages:
        return 0.0
    weights = learned_weights()
    score = weights["bias"] + sum(weights[name] * value for name, value in found.signals.items())
    return 1.0 / (1.0 + math.exp(-score)) if score > -700 else 0.0
