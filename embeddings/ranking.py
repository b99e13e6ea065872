"""How the evidence is weighed: which passage comes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from embeddings.evidence import share_of_best

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from embeddings.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence counts beside a cosine similarity of 1 (docs/decisions/0004-ranking.md)."""

    words: float = 0.5
    best_sentence_words: float = 0.3


def scores(evidence: Evidence, weights: Weights) -> NDArray[np.float64]:
    """float64 (n,): higher is better; they compare the candidates of one question only."""
    total: NDArray[np.float64] = evidence.similarity + weights.words * share_of_best(evidence.words)
    return total + weights.best_sentence_words * share_of_best(evidence.best_sentence_words())
