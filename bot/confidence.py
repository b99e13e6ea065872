"""How sure the bot is that the answer is among the excerpts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embeddings.retrieval import Retrieval

SIMILARITY, COVERAGE, BIAS = 9.0, 4.0, -5.5
"""Logistic weights (docs/decisions/0005-confidence.md)."""


def confidence(found: Retrieval) -> float:
    """A probability: 0 when nothing was found."""
    if not found.passages:
        return 0.0
    similarity = max(passage.best.features["passage similarity"] for passage in found.passages)
    coverage = max(passage.best.features["passage coverage"] for passage in found.passages)
    return 1.0 / (1.0 + math.exp(-(SIMILARITY * similarity + COVERAGE * coverage + BIAS)))
