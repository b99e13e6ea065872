"""What a whole search says of its own success: from these the bot tells how sure it is (`bot.answering.confidence`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from embeddings.ranking.features import maximum_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embeddings.ranking.features import CandidateFeatures

FAR = 20
"""How far down the ranking the best passage is compared."""


def signals(evidence: CandidateFeatures, scores: NDArray[np.float64], documents: Sequence[str]) -> dict[str, float]:
    """Named numbers of one search, for its sentences' `scores` (s,) and its passages' `documents` (n,).

    lead: of the best passage over the one that is FAR behind, each by the log of its sentences' summed exponents.
    entropy: of the passages' probabilities, in nats. document: the probability of the best passage's document.
    nearest: the highest cosine of a passage. nearness: how far above the candidates' mean the best one's lies. Of the
    best passage: best pair maxsim as it is ranked by; words and names: the share of the question's words, and of those
    that look like names or numbers, that stand there, 1 without any. None grows with the library or the question.
    """
    shares = np.exp(scores - scores.max())
    passages = np.log(np.add.reduceat(shares, evidence.first)) + scores.max()
    best = int(passages.argmax())
    ranked = np.sort(passages)[::-1]
    probabilities = np.exp(passages - np.logaddexp.reduce(passages))
    own = np.array([document == documents[best] for document in documents])
    features = evidence.passage_features()
    present = maximum_of_each(evidence.present, evidence.first)[best]
    return {
        "lead": float(ranked[0] - ranked[min(FAR, len(ranked) - 1)]),
        "entropy": float(-(probabilities * np.log(probabilities + 1e-12)).sum()),
        "document": float(probabilities[own].sum()),
        "nearest": float(evidence.similarity.max()),
        "nearness": float(evidence.similarity[best] - evidence.similarity.mean()),
        "best pair maxsim": float(features["best pair maxsim"][best]),
        "words": _share(present),
        "names": _share(present[evidence.named]),
    }


def _share(present: NDArray[np.bool_]) -> float:
    """The share that is true; 1 of nothing."""
    return float(present.mean()) if present.size else 1.0
