"""A question as it is searched for, and what each of its words and tokens counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.ranking.bm25 import inverse_document_frequency
from embeddings.ranking.token_weights import token_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.store.word_index import TermStatistics
    from corpus.text.query_terms import QueryTerms
    from embeddings.encoders.base import Encoding
    from embeddings.ranking.corrections import Correction
    from embeddings.store.encoder_records import EncoderRecord

    Array = NDArray[np.float64]

CONTEXT_SHARE = 0.5
"""What a word or token of the context counts, as a share of one that is asked."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for; `encoding` and `encoder` are None while the library has no vectors.

    What is asked are the first `focus` characters of `text`; what follows is the context that it leans on. `text` has
    the `corrections` made already.
    """

    text: str
    focus: int
    words: QueryTerms
    statistics: TermStatistics
    encoding: Encoding | None
    encoder: EncoderRecord | None
    corrections: tuple[Correction, ...] = ()

    def terms(self) -> frozenset[str]:
        """Return the terms by which the question's words are matched, those of phrases one by one."""
        return frozenset(each for term in self.words.columns for each in term.split())

    def idf(self) -> Array:
        """Compute the q words' inverse document frequency, float64 (q,), less for those of the context.

        A passage has the words of its title, headings and names too: what stands above all of them tells nothing.
        """
        counts = self.statistics.reach
        frequency = [max((counts.get(term, 0) for term in terms), default=0) for terms in self.words.terms]
        share = [1.0 if word in self.text[: self.focus] else CONTEXT_SHARE for word in self.words.words]
        idf: Array = inverse_document_frequency(frequency, self.statistics.passages) * np.array(share)
        return idf

    def named(self) -> NDArray[np.bool_]:
        """Return which of the q words are names or numbers, by the look of them: bool (q,)."""
        return np.array([_is_name(word, self.text) for word in self.words.words], bool)

    def numbered(self) -> NDArray[np.bool_]:
        """Return which of the q words have a digit: bool (q,)."""
        return np.array([any(map(str.isdigit, word)) for word in self.words.words], bool)

    def token_weights(self) -> Array:
        """Compute what each of the t tokens counts, less for those of the context.

        Returns float64 (t,) that sum to one, or to zero if no token counts; t is 0 without an encoding.
        """
        if self.encoding is None:
            return np.zeros(0)
        weights = token_weights(self.text, self.encoding, self.statistics.document_frequency, self.statistics.passages)
        weights *= np.where(self.encoding.offsets[:, 0] < self.focus, 1.0, CONTEXT_SHARE)
        weights /= max(weights.sum(), 1e-9)
        return weights


def _is_name(word: str, text: str) -> bool:
    """Return whether a word of `text` has a capital that does not begin the text, or a digit."""
    return any(map(str.isdigit, word)) or (word[0].isupper() and not text.lstrip("\"'“‘¿¡( ").startswith(word))
