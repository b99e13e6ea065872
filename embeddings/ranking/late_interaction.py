"""Late interaction (Khattab & Zaharia 2020, ColBERT): tokens of candidate passages beside the tokens of a question."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.store.token_quantization import TokenCode
from embeddings.store.token_vectors import parse_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embeddings.store.token_vectors import StoredTokens


@dataclass(frozen=True, slots=True)
class TokenMatches:
    """The cosines of n passages' stored tokens with the t tokens of a question, computed once for all uses.

    passages: what is stored of each passage's tokens; None without any, or with damaged ones
    lengths:  int64 (s,)       how many tokens each of the passages' sentences has
    cosines:  float32 (k, t)   of all k tokens, passage by passage
    """

    passages: tuple[StoredTokens | None, ...]
    lengths: NDArray[np.int64]
    cosines: NDArray[np.float32]

    def best_of_sentences(self) -> NDArray[np.float32]:
        """Return the highest cosine of each sentence with each question token: float32 (s, t).

        A sentence without stored tokens has zeros.
        """
        best = np.zeros((len(self.lengths), self.cosines.shape[1]), np.float32)
        filled = np.flatnonzero(self.lengths)
        if filled.size and best.size:
            begins = (np.cumsum(self.lengths) - self.lengths)[filled]
            best[filled] = np.maximum.reduceat(self.cosines, begins, axis=0)
        return best

    def of_passage(self, number: int) -> NDArray[np.float32]:
        """Return the cosines of one passage's tokens: float32 (m, t)."""
        sizes = [len(tokens) if tokens else 0 for tokens in self.passages[: number + 1]]
        end = sum(sizes)
        return self.cosines[end - sizes[-1] : end]


def match_tokens(
    question: NDArray[np.float32], blobs: Sequence[bytes | None], sentences: Sequence[int]
) -> TokenMatches:
    """Compare the stored tokens of n passages with the tokens of a question.

    Args:
        question: float32 (t, d), unit rows, projected as the stored ones are.
        blobs: What `encode_tokens` made of each passage; None without.
        sentences: How many sentences each passage has; tokens of another number of sentences, or of another
            dimension, are not used.
    """
    width = question.shape[1]
    passages = tuple(_parse(blob, expected, width) for blob, expected in zip(blobs, sentences, strict=True))
    lengths = [
        tokens.counts if tokens else np.zeros(expected, np.int64)
        for tokens, expected in zip(passages, sentences, strict=True)
    ]
    codes = [tokens.code for tokens in passages if tokens and len(tokens)]  # an empty one says nothing of its kind
    cosines = TokenCode.decode(*codes).cosines(question) if codes else np.zeros((0, len(question)), np.float32)
    return TokenMatches(passages, np.concatenate([np.zeros(0, np.int64), *lengths]), cosines)


def _parse(blob: bytes | None, sentences: int, dimension: int) -> StoredTokens | None:
    with suppress(ValueError, TypeError):
        tokens = parse_tokens(blob or b"")
        fits = not len(tokens) or TokenCode.dimension(tokens.code) == dimension
        if fits and len(tokens.counts) == sentences:
            return tokens
    return None
