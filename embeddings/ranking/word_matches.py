"""Where the words of a question stand in candidate passages, and what that says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.ranking.bm25 import bm25, count_terms
from embeddings.ranking.features import maximum_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embeddings.ranking.query import Query

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordMatches:
    """The q words of a question in n passages with s sentences in all.

    passages:  float64 (n,)  BM25 of each passage
    sentences: float64 (s,)  BM25 of each sentence, as a text of its own
    present:   bool (s, q)   which words stand in each sentence
    coverage:  float64 (s,)  the share of the words, by IDF, that stand in each sentence
    sizes:     int64 (n,)    how many sentences each passage has
    """

    passages: Array
    sentences: Array
    present: NDArray[np.bool_]
    coverage: Array
    sizes: NDArray[np.int64]

    @property
    def first(self) -> NDArray[np.int64]:
        """Return the index of each passage's first sentence: int64 (n,)."""
        return np.cumsum(self.sizes) - self.sizes

    def best_sentences(self) -> Array:
        """Return the BM25 of each passage's best sentence: float64 (n,)."""
        best: Array = maximum_of_each(self.sentences, self.first)
        return best

    def passage_coverage(self) -> Array:
        """Return the coverage of each passage's best sentence: float64 (n,)."""
        best: Array = maximum_of_each(self.coverage, self.first)
        return best

    def of_passages(self, kept: NDArray[np.int64]) -> WordMatches:
        """Return the matches in the passages `kept` (k,), indices in ascending order."""
        rows = np.isin(np.repeat(np.arange(len(self.sizes)), self.sizes), kept)
        return WordMatches(
            self.passages[kept], self.sentences[rows], self.present[rows], self.coverage[rows], self.sizes[kept]
        )


def match_words(query: Query, idf: Array, passages: Sequence[str]) -> WordMatches:
    """Match the words of a question, with weights `idf` (q,), in the `StoredPassage.terms` of n > 0 passages."""
    sizes = np.array([terms.count("\n") + 1 for terms in passages])
    first = np.cumsum(sizes) - sizes
    counts, lengths = count_terms(query.words.columns, len(idf), "\n".join(passages))
    of_passages = np.add.reduceat(counts, first, axis=0), np.add.reduceat(lengths, first)
    present = counts > 0
    return WordMatches(
        passages=bm25(*of_passages, query.statistics.mean_length, idf),
        sentences=bm25(counts, lengths, float(lengths.mean()), idf),
        present=present,
        coverage=present @ idf / max(idf.sum(), 1e-9),
        sizes=sizes,
    )
