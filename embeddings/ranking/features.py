"""What speaks for each sentence of the candidate passages: measured here, weighed in `ranking`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CandidateFeatures:
    """n candidate passages with s sentences in all (at least one each), and the question's q words and t tokens.

    similarity:      float64 (n,)    cosine of question and passage
    words:           float64 (n,)    BM25 of the passage
    sentence_words:  float64 (s,)    BM25 of each sentence, as a text of its own
    present:         bool (s, q)     which words of the question stand in each sentence
    idf:             float64 (q,)    the words' inverse document frequency
    named:           bool (q,)       which words are names or numbers, by the look of them
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
    idf: Array
    named: NDArray[np.bool_]
    tokens: Array
    token_weights: Array
    fitting: Array
    first: NDArray[np.int64]
    follows: NDArray[np.bool_]

    def features(self) -> dict[str, Array]:
        """Each float64 (s,): what a sentence shares with its passage ("passage …"), and what is its own.

        MaxSim is late interaction (Khattab & Zaharia 2020, ColBERT) with weighted tokens. It is taken of the
        passage, of the sentence, and of the sentence together with its neighbours in the document. BM25 has no
        upper bound, so it counts as a share of the best candidate's.
        """
        passage = self.passage_features()
        owner = np.repeat(np.arange(len(self.first)), np.diff([*self.first, len(self.tokens)]))
        own = self.sentence_features()
        return {**{f"passage {name}": values[owner] for name, values in passage.items()}, **own}

    def coverage(self) -> Array:
        """float64 (n,): the share of the question's words, by IDF, that stand in each passage."""
        return self._share(maximum_of_each(self.present, self.first))

    def passage_features(self) -> dict[str, Array]:
        before, after = self._neighbours()
        pairs = [np.maximum(self.tokens, other) @ self.token_weights for other in (before, after)]
        return {
            "similarity": self.similarity,
            "words": share_of_best(self.words),
            "coverage": self.coverage(),
            "maxsim": maximum_of_each(self.tokens, self.first) @ self.token_weights,
            "best sentence maxsim": maximum_of_each(self.tokens @ self.token_weights, self.first),
            "best pair maxsim": maximum_of_each(np.maximum(*pairs), self.first),
            "best sentence words": share_of_best(maximum_of_each(self.sentence_words, self.first)),
        }

    def sentence_features(self) -> dict[str, Array]:
        before, after = self._neighbours()
        with_before, with_after = np.maximum(self.tokens, before), np.maximum(self.tokens, after)
        return {
            "words": share_of_best(self.sentence_words),
            "coverage": self._share(self.present),
            "maxsim": self.tokens @ self.token_weights,
            "maxsim before": before @ self.token_weights,
            "maxsim after": after @ self.token_weights,
            "maxsim with before": with_before @ self.token_weights,
            "maxsim with after": with_after @ self.token_weights,
            "maxsim with both": np.maximum(with_before, after) @ self.token_weights,
            "fitting": self.fitting,
        }

    def _neighbours(self) -> tuple[Array, Array]:
        return neighbours(self.tokens, self.first[~self.follows])

    def _share(self, present: NDArray[np.bool_]) -> Array:
        """float64 (…,): the share of the question's words, by IDF, that are `present` (…, q); 0 without words."""
        total = self.idf.sum()
        share: Array = present @ self.idf / total if total else np.zeros(len(present))
        return share


def maximum_of_each(values: Any, first: NDArray[np.int64]) -> Any:
    """(n, …): the maximum of each run of `values` (s, …), numbers or truth values, that begins at `first` (n,)."""
    return np.maximum.reduceat(values, first, axis=0)


def neighbours(tokens: Array, first: NDArray[np.int64]) -> tuple[Array, Array]:
    """`tokens` (s, t) of the sentence before and of the one after; at the ends of a stretch the sentence's own.

    `first` are the numbers of the sentences with which stretches of text begin.
    """
    starts = np.zeros(len(tokens), bool)
    starts[first] = True
    before, after = tokens.copy(), tokens.copy()
    inner = np.flatnonzero(~starts)
    before[inner] = tokens[inner - 1]
    after[inner - 1] = tokens[inner]
    return before, after


def share_of_best(values: Array) -> Array:
    """`values` (n,) divided by their maximum; all zero where nothing is above zero."""
    best = values.max(initial=0.0)
    shares: Array = values / best if best > 0 else np.zeros_like(values)
    return shares
