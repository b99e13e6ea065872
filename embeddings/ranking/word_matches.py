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

    from corpus.store.stored_passages import PassageTerms
    from embeddings.ranking.query import Query

    Array = NDArray[np.float64]


CONTEXT_WEIGHT = 0.5
"""What a word in title, headings or names counts in BM25F, as a share of one in the text."""


@dataclass(frozen=True, slots=True)
class WordMatches:
    """The q words of a question in n passages with s sentences in all.

    passages:   float64 (n,)  BM25 of each passage
    in_context: float64 (n,)  BM25F of each passage with its title, headings and names of files and folders
    sentences:  float64 (s,)  BM25 of each sentence, as a text of its own
    present:    bool (s, q)   which words stand in each sentence
    titled:     bool (n, q)   which words stand in each passage's title or names of files and folders
    headed:     bool (n, q)   which words stand in the headings above each passage
    coverage:   float64 (s,)  the share of the words, by IDF, that stand in each sentence or above it
    sizes:      int64 (n,)    how many sentences each passage has
    """

    passages: Array
    in_context: Array
    sentences: Array
    present: NDArray[np.bool_]
    titled: NDArray[np.bool_]
    headed: NDArray[np.bool_]
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
            passages=self.passages[kept],
            in_context=self.in_context[kept],
            sentences=self.sentences[rows],
            present=self.present[rows],
            titled=self.titled[kept],
            headed=self.headed[kept],
            coverage=self.coverage[rows],
            sizes=self.sizes[kept],
        )


def match_words(query: Query, idf: Array, passages: Sequence[PassageTerms]) -> WordMatches:
    """Match the words of a question, with weights `idf` (q,), in the terms of n > 0 passages."""
    sizes = np.array([each.sentences.count("\n") + 1 for each in passages])
    first = np.cumsum(sizes) - sizes
    columns, mean_length = query.words.columns, query.statistics.mean_length
    counts, lengths = count_terms(columns, len(idf), "\n".join(each.sentences for each in passages))
    above = "\n".join(f"{each.title} {each.names}\n{each.headings}" for each in passages)
    around, _ = count_terms(columns, len(idf), above)
    titles, headings = around[::2], around[1::2]
    of_passages, passage_lengths = np.add.reduceat(counts, first, axis=0), np.add.reduceat(lengths, first)
    present, titled, headed = counts > 0, titles > 0, headings > 0
    in_sight = present | np.repeat(titled | headed, sizes, axis=0)
    return WordMatches(
        passages=bm25(of_passages, passage_lengths, mean_length, idf),
        in_context=bm25(of_passages + CONTEXT_WEIGHT * (titles + headings), passage_lengths, mean_length, idf),
        sentences=bm25(counts, lengths, float(lengths.mean()), idf),
        present=present,
        titled=titled,
        headed=headed,
        coverage=in_sight @ idf / max(idf.sum(), 1e-9),
        sizes=sizes,
    )
