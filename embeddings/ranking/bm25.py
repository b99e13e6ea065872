"""Okapi BM25 (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009) over counted terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

K1 = 1.2
"""Saturation: how soon further occurrences of a term stop counting."""
B = 0.75
"""Length normalization: how much a text is held to account for its length: 0 not at all, 1 fully."""


def inverse_document_frequency(document_frequency: Sequence[int], documents: int) -> NDArray[np.float64]:
    """Compute ln(1 + (N - df + 0.5) / (df + 0.5)) for q words that stand in df of N documents: float64 (q,), >= 0."""
    df = np.array(document_frequency, np.float64)
    idf: NDArray[np.float64] = np.log(1.0 + (np.maximum(documents - df, 0.0) + 0.5) / (df + 0.5))
    return idf


def count_terms(
    columns: Mapping[str, Sequence[int]], words: int, lines: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count each of the q `words` in each of n lines, float64 (n, q), and the terms of each line, float64 (n,).

    `columns` says which words a term stands for, by number; several terms may stand for one. A line is terms with a
    space between them, as the library stores a sentence; a term may be a phrase of such. They are looked for where they
    stand: to make a string of each of the ten thousand that a question's candidates have took twice as long.
    """
    lengths = np.array([line.count(" ") + 1 if line else 0 for line in lines.split("\n")], np.float64)
    text = lines.encode()
    spaced = b" %b " % text.replace(b"\n", b" ")  # what begins here at a place of `text` is a space and that place
    found: list[int] = []
    column_of: list[int] = []
    for term, numbers in columns.items():
        wanted = b" %b " % term.encode()
        at = spaced.find(wanted)
        while at >= 0:
            found += [at] * len(numbers)
            column_of += numbers
            at = spaced.find(wanted, at + len(wanted) - 1)
    counts = np.zeros((len(lengths), words))
    breaks = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
    np.add.at(counts, (np.searchsorted(breaks, found), np.array(column_of, np.int64)), 1.0)
    return counts, lengths


def bm25(
    counts: NDArray[np.float64],
    lengths: NDArray[np.float64],
    mean_length: float,
    idf: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Score n texts, float64 (n,), by their counts (n, q), lengths in terms (n,) and the weights idf (q,)."""
    norm = K1 * (1.0 - B + B * lengths / max(mean_length, 1.0))
    result: NDArray[np.float64] = (counts * (K1 + 1.0) / (counts + norm[:, None])) @ idf
    return result
