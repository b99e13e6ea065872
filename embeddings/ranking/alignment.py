"""Which words of a passage answer to which words of a question in meaning: the pairs behind MaxSim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.store.token_vectors import StoredTokens

SURE = 0.6
"""A pair of tokens below this cosine is no match; above it, most pairs are words of one meaning."""
TELLING = 0.5
"""A token of a question counts here if it weighs at least this share of an average one."""


def aligned_spans(
    tokens: StoredTokens, question: NDArray[np.float32], weights: NDArray[np.float64], start: int
) -> tuple[Span, ...]:
    """The places of the passage's tokens that match a telling token of the question best and surely, in order.

    question (t, d): unit rows, projected as the stored ones are; weights (t,). `start` is where the passage begins.
    """
    telling = weights >= TELLING / max(1, len(weights))
    if not len(tokens.places) or not telling.any():
        return ()
    cosines = tokens.vectors.cosines(question[telling])
    best = cosines.argmax(axis=0)
    sure = best[cosines.max(axis=0) >= SURE]
    places = tokens.places[np.unique(sure)]
    return tuple(Span(start + int(first), start + int(last)) for first, last in places)
