"""What speaks for each candidate passage and each of its sentences: measured here, weighed in `ranking`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.bm25 import bm25, count_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.document_store import StoredPassage

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """n candidate passages with s sentences in all (at least one each), and q distinct terms of the question.

    similarity:      float64 (n,)    cosine of question and passage, 0 where the passage has no vector yet
    words:           float64 (n,)    BM25 of the passage
    sentence_words:  float64 (s,)    BM25 of each sentence, as a text of its own
    counts:          float64 (s, q)  how often each term stands in each sentence
    idf:             float64 (q,)    the terms' inverse document frequency
    first:           int64 (n,)      the number of each passage's first sentence
    """

    similarity: Array
    words: Array
    sentence_words: Array
    counts: Array
    idf: Array
    first: NDArray[np.int64]

    def best_sentence_words(self) -> Array:
        """float64 (n,): BM25 of each passage's best sentence."""
        return maximum_of_each(self.sentence_words, self.first)

    def coverage(self) -> Array:
        """float64 (n,): the share of the question's terms, by IDF, that stand in each passage; 0 without terms."""
        present = np.add.reduceat(self.counts, self.first, axis=0) > 0
        total = self.idf.sum()
        covered: Array = (present @ self.idf) / total if total else np.zeros(len(self.first))
        return covered


def weigh_words(
    terms: Sequence[str],
    passages: Sequence[StoredPassage],
    idf: Array,
    mean_length: float,
    similarity: Array,
) -> Evidence:
    """The evidence on `passages` (not empty) for distinct question `terms`; `mean_length` is the library's."""
    sentences = [terms for passage in passages for terms in passage.sentence_terms]
    first = np.cumsum([0] + [len(passage.sentence_terms) for passage in passages])[:-1]
    counts = count_terms(terms, sentences)
    lengths = np.array([len(sentence) for sentence in sentences], np.float64)
    return Evidence(
        similarity=similarity,
        words=bm25(np.add.reduceat(counts, first, axis=0), np.add.reduceat(lengths, first), mean_length, idf),
        sentence_words=bm25(counts, lengths, float(lengths.mean()), idf),
        counts=counts,
        idf=idf,
        first=first,
    )


def maximum_of_each(values: Array, first: NDArray[np.int64]) -> Array:
    """float64 (n,): the maximum of each run of `values` (s,) that begins at `first` (n,)."""
    result: Array = np.maximum.reduceat(values, first)
    return result


def share_of_best(values: Array) -> Array:
    """`values` (n,) divided by their maximum; all zero where nothing is above zero."""
    best = values.max(initial=0.0)
    shares: Array = values / best if best > 0 else np.zeros_like(values)
    return shares
