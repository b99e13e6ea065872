"""Okapi BM25 (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009) over counted terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

K1 = 1.2
"""How soon further occurrences of a term stop counting."""
B = 0.75
"""How much a text is held to account for its length: 0 not at all, 1 fully."""


def inverse_document_frequency(document_frequency: Sequence[int], documents: int) -> NDArray[np.float64]:
    """ln(1 + (N - df + 0.5) / (df + 0.5)) for each of q words that stand in df of N documents: float64 (q,), >= 0."""
    df = np.array(document_frequency, np.float64)
    idf: NDArray[np.float64] = np.log(1.0 + (np.maximum(documents - df, 0.0) + 0.5) / (df + 0.5))
    return idf


def count_terms(columns: Mapping[str, int], words: int, texts: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """How often each of the q `words` stands in each of the n texts: float64 (n, q).

    `columns` says which word a term stands for; several terms may stand for one.
    """
    counts = np.zeros((len(texts), words))
    for row, text in enumerate(texts):
        for column in map(columns.get, text):
            if column is not None:
                counts[row, column] += 1.0
    return counts


def bm25(
    counts: NDArray[np.float64],
    lengths: NDArray[np.float64],
    mean_length: float,
    idf: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Scores float64 (n,) of n texts from counts (n, q), lengths in terms (n,) and weights idf (q,)."""
    norm = K1 * (1.0 - B + B * lengths / max(mean_length, 1.0))
    result: NDArray[np.float64] = (counts * (K1 + 1.0) / (counts + norm[:, None])) @ idf
    return result
