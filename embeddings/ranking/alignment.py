"""Which words of a passage answer to which words of a question in meaning: the pairs behind MaxSim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_COSINE = 0.6
"""Cosine from which a pair of tokens is a match: most such pairs are words of one meaning."""
LEAST_WEIGHT = 0.5
"""Weight from which a token of a question counts here, as a share of the average one's."""


def aligned_spans(
    cosines: NDArray[np.float32], places: NDArray[np.int64], weights: NDArray[np.float64], start: int
) -> tuple[Span, ...]:
    """Locate the tokens of a passage that surely match a token of the question, and do so best, in order.

    Args:
        cosines: float32 (n, t), of the passage's tokens with the question's.
        places: int64 (n, 2), the characters of each token in the passage.
        weights: float64 (t,), what each token of the question counts.
        start: Where the passage begins in its document, as the spans that are returned do.
    """
    heavy = weights >= LEAST_WEIGHT / max(1, len(weights))
    if not len(places) or not heavy.any():
        return ()
    weighty = cosines[:, heavy]
    best = weighty.argmax(axis=0)
    sure = best[weighty.max(axis=0) >= LEAST_COSINE]
    return tuple(Span(start + int(first), start + int(last)) for first, last in places[np.unique(sure)])
