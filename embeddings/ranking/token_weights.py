"""What each token of a question counts in late interaction: much if its word is rare in the library."""

from __future__ import annotations

import json
from functools import lru_cache
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.text.terms import is_stop_word, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from embeddings.encoders.base import Encoding

OTHER_STOP_WORD_SHARE = 0.4
"""Share of a stop word that the table does not have."""


@lru_cache
def stop_word_shares() -> Mapping[str, float]:
    """Load what each stop word counts, as a share of a word that stands nowhere: its IDF in English prose.

    The library's word index has no stop words. "why" counts much and "the" nothing: a question word's vector carries
    what is asked for, a date, a person, a reason.
    """
    shares: dict[str, float] = json.loads(Path(__file__).with_name("stop_word_shares.json").read_text("utf-8"))
    return shares


def token_weights(
    text: str, encoding: Encoding, document_frequency: Mapping[str, int], documents: int
) -> NDArray[np.float64]:
    """Weigh each token of `encoding`, the encoding of the question `text`: float64 (t,), summing to one or to zero.

    A word weighs its inverse document frequency, spread over the square root of its pieces; punctuation nothing.
    """
    spans = [(word.start, word.end, word.term) for word in words(text)]
    rarest = log(documents + 1.0)
    weights = np.zeros(len(encoding.offsets))
    for number, (start, end) in enumerate(encoding.offsets.tolist()):
        piece = text[start:end].casefold()
        if not any(map(str.isalnum, piece)):
            continue
        if is_stop_word(text[start:end]):
            weights[number] = rarest * stop_word_shares().get(piece, OTHER_STOP_WORD_SHARE)
            continue
        covering = [span for span in spans if span[0] < end and start < span[1]]
        idf = [log((documents + 1.0) / (document_frequency.get(term, 0) + 0.5)) for _, _, term in covering]
        weights[number] = max([*idf, 0.0]) / max(1, _pieces(encoding, covering)) ** 0.5
    total = weights.sum()
    return weights / total if total else weights


def _pieces(encoding: Encoding, covering: list[tuple[int, int, str]]) -> int:
    """Count the tokens that the shortest of the words that cover a token is made of."""
    if not covering:
        return 1
    first, last, _ = min(covering, key=lambda span: span[1] - span[0])
    return int(((encoding.offsets[:, 0] < last) & (encoding.offsets[:, 1] > first)).sum())
