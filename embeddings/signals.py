"""What a whole search says of its own success: from these the bot tells how sure it is (`bot.confidence`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from embeddings.evidence import maximum_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embeddings.evidence import Evidence

MATCHED = 0.5
"""A token of the question counts as matched from this cosine on."""
FAR = 20
"""How far down the ranking the best passage is compared."""


def signals(evidence: Evidence, scores: NDArray[np.float64], documents: Sequence[str]) -> dict[str, float]:
    """Named numbers of one search, for its sentences' `scores` (s,) and its passages' `documents` (n,).

    score: of the best passage, the log of its sentences' summed exponents. lead: over the passage that is FAR
    behind. entropy: of the passages' probabilities, in nats. document: the probability of the best passage's
    document. coverage, maxsim, best pair maxsim: of the best passage. unmatched: the weight of the question's tokens
    that match nothing there. weakest: the lowest cosine of a token that counts. None of them grows with
    the library or with the question.
    """
    shares = np.exp(scores - scores.max())
    passages = np.log(np.add.reduceat(shares, evidence.first)) + scores.max()
    best = int(passages.argmax())
    ranked = np.sort(passages)[::-1]
    probabilities = np.exp(passages - np.logaddexp.reduce(passages))
    own = np.array([document == documents[best] for document in documents])
    features = evidence.passage_features()
    tokens, weights = maximum_of_each(evidence.tokens, evidence.first)[best], evidence.token_weights
    telling = weights >= 0.5 / max(1, len(weights))
    return {
        "score": float(passages[best]),
        "lead": float(ranked[0] - ranked[min(FAR, len(ranked) - 1)]),
        "entropy": float(-(probabilities * np.log(probabilities + 1e-12)).sum()),
        "document": float(probabilities[own].sum()),
        **{name: float(features[name][best]) for name in ("coverage", "maxsim", "best pair maxsim")},
        "unmatched": float(weights[tokens < MATCHED].sum()),
        "weakest": float(tokens[telling].min(initial=1.0)),
    }
