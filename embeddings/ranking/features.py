"""Features of each sentence of the candidate passages: measured here, weighed in `embeddings.ranking.model`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Feature(StrEnum):
    """One number of each sentence; the value is its name in `ranking.json`.

    Those of a passage are shared by its sentences. MaxSim is late interaction (Khattab & Zaharia 2020, ColBERT) with
    weighted tokens; "with" means that each token takes the best of the sentence and its neighbours in the document.
    Coverage is the share of the question's words, by IDF, that stand in a sentence or above it, in title, headings or
    the names of files and folders; "own" is that of the text alone, "title" counts the names too.
    """

    PASSAGE_SIMILARITY = "passage similarity"
    PASSAGE_WORDS = "passage words"
    PASSAGE_COVERAGE = "passage coverage"
    PASSAGE_OWN_COVERAGE = "passage own coverage"
    TITLE_COVERAGE = "title coverage"
    HEADING_COVERAGE = "heading coverage"
    PASSAGE_MAXSIM = "passage maxsim"
    PASSAGE_BEST_SENTENCE_MAXSIM = "passage best sentence maxsim"
    PASSAGE_BEST_PAIR_MAXSIM = "passage best pair maxsim"
    PASSAGE_BEST_SENTENCE_WORDS = "passage best sentence words"
    WORDS = "words"
    COVERAGE = "coverage"
    OWN_COVERAGE = "own coverage"
    MAXSIM = "maxsim"
    MAXSIM_BEFORE = "maxsim before"
    MAXSIM_AFTER = "maxsim after"
    MAXSIM_WITH_BEFORE = "maxsim with before"
    MAXSIM_WITH_AFTER = "maxsim with after"
    MAXSIM_WITH_BOTH = "maxsim with both"
    FITTING = "fitting"


@dataclass(frozen=True, slots=True)
class CandidateFeatures:
    """What is known of n candidate passages with s sentences in all, for a question of q words and t tokens.

    Each passage has at least one sentence.

    similarity:      float64 (n,)    cosine of question and passage
    words:           float64 (n,)    BM25 of the passage
    sentence_words:  float64 (s,)    BM25 of each sentence, as a text of its own
    present:         bool (s, q)     which words of the question stand in each sentence
    titled:          bool (n, q)     which stand in the passage's title, or in the names of its files and folders
    headed:          bool (n, q)     which stand in the headings above the passage
    idf:             float64 (q,)    the words' inverse document frequency
    named:           bool (q,)       which words are names or numbers, by the look of them
    numbered:        bool (q,)       which words have a digit
    tokens:          float64 (s, t)  the highest cosine of each token of the question in each sentence
    token_weights:   float64 (t,)    what each token counts; they sum to one, or to zero without tokens
    fitting:         float64 (s,)    1 where a sentence holds the kind of answer that is asked for
    first:           int64 (n,)      the number of each passage's first sentence
    follows:         bool (n,)       whether the passage goes on where the one before it in these arrays ends
    """

    similarity: Array
    words: Array
    sentence_words: Array
    present: NDArray[np.bool_]
    titled: NDArray[np.bool_]
    headed: NDArray[np.bool_]
    idf: Array
    named: NDArray[np.bool_]
    numbered: NDArray[np.bool_]
    tokens: Array
    token_weights: Array
    fitting: Array
    first: NDArray[np.int64]
    follows: NDArray[np.bool_]

    @property
    def above(self) -> NDArray[np.bool_]:
        """Return which words stand above each passage: bool (n, q)."""
        return self.titled | self.headed

    @property
    def present_in_passages(self) -> NDArray[np.bool_]:
        """Return which words stand in each passage or above it: bool (n, q)."""
        found: NDArray[np.bool_] = maximum_of_each(self.present, self.first) | self.above
        return found

    def features(self) -> dict[Feature, Array]:
        """Compute every feature, each float64 (s,). BM25 has no upper bound: it counts as a share of the best one's."""
        own = self._of_sentences()
        owner = self._owners()
        shared = {name: values[owner] for name, values in self._of_passages(own).items()}
        return {**shared, **own}

    def _of_sentences(self) -> dict[Feature, Array]:
        """Compute what is a sentence's own, each float64 (s,)."""
        before, after = neighbours(self.tokens, self.first[~self.follows])
        with_before, with_after = np.maximum(self.tokens, before), np.maximum(self.tokens, after)
        return {
            Feature.WORDS: share_of_best(self.sentence_words),
            Feature.COVERAGE: self._share(self.present | self.above[self._owners()]),
            Feature.OWN_COVERAGE: self._share(self.present),
            Feature.MAXSIM: self.tokens @ self.token_weights,
            Feature.MAXSIM_BEFORE: before @ self.token_weights,
            Feature.MAXSIM_AFTER: after @ self.token_weights,
            Feature.MAXSIM_WITH_BEFORE: with_before @ self.token_weights,
            Feature.MAXSIM_WITH_AFTER: with_after @ self.token_weights,
            Feature.MAXSIM_WITH_BOTH: np.maximum(with_before, after) @ self.token_weights,
            Feature.FITTING: self.fitting,
        }

    def _of_passages(self, own: dict[Feature, Array]) -> dict[Feature, Array]:
        """Compute what the sentences of a passage share, each float64 (n,), from what is their own."""
        best_pair = np.maximum(own[Feature.MAXSIM_WITH_BEFORE], own[Feature.MAXSIM_WITH_AFTER])
        return {
            Feature.PASSAGE_SIMILARITY: self.similarity,
            Feature.PASSAGE_WORDS: share_of_best(self.words),
            Feature.PASSAGE_COVERAGE: self._share(self.present_in_passages),
            Feature.PASSAGE_OWN_COVERAGE: self._share(maximum_of_each(self.present, self.first)),
            Feature.TITLE_COVERAGE: self._share(self.titled),
            Feature.HEADING_COVERAGE: self._share(self.headed),
            Feature.PASSAGE_MAXSIM: maximum_of_each(self.tokens, self.first) @ self.token_weights,
            Feature.PASSAGE_BEST_SENTENCE_MAXSIM: maximum_of_each(own[Feature.MAXSIM], self.first),
            Feature.PASSAGE_BEST_PAIR_MAXSIM: maximum_of_each(best_pair, self.first),
            Feature.PASSAGE_BEST_SENTENCE_WORDS: share_of_best(maximum_of_each(self.sentence_words, self.first)),
        }

    def _owners(self) -> NDArray[np.int64]:
        """Return the number of each sentence's passage: int64 (s,)."""
        return np.repeat(np.arange(len(self.first)), np.diff([*self.first, len(self.tokens)]))

    def _share(self, present: NDArray[np.bool_]) -> Array:
        """Return float64 (…,): the share of the question's words, by IDF, that are `present` (…, q); 0 without any."""
        total = self.idf.sum()
        share: Array = present @ self.idf / total if total else np.zeros(len(present))
        return share


def maximum_of_each(values: Any, first: NDArray[np.int64]) -> Any:
    """Return (n, …): the maximum of each run of `values` (s, …), numbers or booleans, that begins at `first` (n,)."""
    return np.maximum.reduceat(values, first, axis=0)


def neighbours(tokens: Array, first: NDArray[np.int64]) -> tuple[Array, Array]:
    """Shift `tokens` (s, t) to the sentence before and to the one after; keep its own at the ends of a stretch.

    `first` holds the indices of the sentences with which stretches of text begin.
    """
    starts = np.zeros(len(tokens), bool)
    starts[first] = True
    before, after = tokens.copy(), tokens.copy()
    inner = np.flatnonzero(~starts)
    before[inner] = tokens[inner - 1]
    after[inner - 1] = tokens[inner]
    return before, after


def share_of_best(values: Array) -> Array:
    """Divide `values` (n,) by their maximum; return zeros if nothing is above zero."""
    best = values.max(initial=0.0)
    shares: Array = values / best if best > 0 else np.zeros_like(values)
    return shares
