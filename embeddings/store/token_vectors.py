"""The token vectors of a passage as they are stored: sentence by sentence, in fewer dimensions and few bits.

A blob is, little-endian: the number of sentences (uint16) and of the tokens of each (uint16), where each token
begins in the passage (uint16) and its length (uint8), then a token code (`token_code.TokenCode`) of all tokens in that
order.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.store.token_quantization import TokenCode
from embeddings.unit_vectors import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.documents import Span
    from embeddings.encoders.base import Encoding
    from embeddings.store.token_quantization import QuantisedTokens

COUNT = np.dtype("<u2")
CODE = TokenCode(4)


@dataclass(frozen=True, slots=True)
class Projection:
    """Fewer dimensions for the token vectors of one encoder; `matrix` is float32 (dimension, kept), or None for all.

    The columns are the directions in which token vectors of English prose vary most (principal components about
    the origin), so that dot products of projected vectors come close to those of whole ones.
    """

    matrix: NDArray[np.float32] | None = None

    def of(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 (n, kept), rows of unit length, of `tokens` (n, dimension)."""
        if self.matrix is None:
            return tokens
        return normalize(tokens @ self.matrix)


def projection_path(encoder: str) -> Path:
    """Where the projection for an encoder lies, if Besa has one; `training/projection.py` makes it."""
    return Path(__file__).with_name("projections") / f"{encoder.replace('/', '--')}.npy"


@lru_cache
def projection_for(encoder: str) -> Projection:
    """The projection that comes with Besa for an encoder; one that keeps every dimension for others."""
    path = projection_path(encoder)
    return Projection(np.load(path, allow_pickle=False).astype(np.float32)) if path.exists() else Projection()


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """n tokens of a passage of s sentences.

    counts int64 (s,): how many each sentence has. places int64 (n, 2): each one's characters in the passage.
    vectors: those of all n.
    """

    counts: NDArray[np.int64]
    places: NDArray[np.int64]
    vectors: QuantisedTokens


def encode_tokens(encoding: Encoding, sentences: Sequence[Span], projection: Projection) -> bytes:
    """The blob of a passage; `sentences` are spans of the text that was encoded, in order.

    A token belongs to the sentence in which it begins; one between sentences (a list marker) is left out, and so is
    one beyond 65,535 characters.
    """
    starts = np.array([sentence.start for sentence in sentences], np.int64)
    ends = np.array([sentence.end for sentence in sentences], np.int64)
    begins = encoding.offsets[:, 0]
    at = np.searchsorted(starts, begins, side="right") - 1
    inside = (at >= 0) & (begins < np.append(ends, 0)[at]) & (begins < 2**16)
    counts = np.bincount(at[inside], minlength=len(sentences))
    places = encoding.offsets[inside]
    header = [
        np.array([len(sentences)], COUNT).tobytes(),
        counts.astype(COUNT).tobytes(),
        places[:, 0].astype(COUNT).tobytes(),
        np.clip(places[:, 1] - places[:, 0], 0, 255).astype(np.uint8).tobytes(),
    ]
    return b"".join(header) + CODE.encode(projection.of(encoding.tokens[inside]))


def decode_tokens(blob: bytes) -> StoredTokens:
    """What `encode_tokens` made. Raises ValueError for anything else."""
    counts, code = _parts(blob)
    tokens = TokenCode.decode(code)
    total, at = len(tokens), COUNT.itemsize * (1 + len(counts))
    starts = np.frombuffer(blob, COUNT, total, at).astype(np.int64)
    lengths = np.frombuffer(blob, np.uint8, total, at + 2 * total).astype(np.int64)
    return StoredTokens(counts, np.stack([starts, starts + lengths], axis=1), tokens)


def _parts(blob: bytes) -> tuple[NDArray[np.int64], memoryview]:
    """int64 (s,): how many tokens each sentence has; and their token code. Raises ValueError."""
    if len(blob) < COUNT.itemsize:
        raise ValueError("a blob of token vectors begins with the number of its sentences")
    sentences = int.from_bytes(blob[: COUNT.itemsize], "little")
    at = COUNT.itemsize * (1 + sentences)
    if len(blob) < at:
        raise ValueError(f"{len(blob)} bytes hold no token vectors of {sentences} sentences")
    counts = np.frombuffer(blob, COUNT, sentences, COUNT.itemsize).astype(np.int64)
    total = int(counts.sum())
    code = memoryview(blob)[at + 3 * total :]
    if TokenCode.rows(code) != total:
        raise ValueError(f"{TokenCode.rows(code)} token vectors do not make sentences of {counts.tolist()}")
    return counts, code


def decoded(blob: bytes | None) -> StoredTokens | None:
    """The stored tokens; None where there are none, or damaged ones."""
    if blob:
        with suppress(ValueError):
            return decode_tokens(blob)
    return None


def sentence_similarities(
    question: NDArray[np.float32], blobs: Sequence[bytes | None], sentences: Sequence[int]
) -> NDArray[np.float32]:
    """For each sentence, the highest cosine of its tokens with each question token: float32 (sum of sentences, t).

    question (t, d): unit rows, projected as the stored ones are. `blobs` and `sentences`, the number of each one's
    sentences, run in step. A sentence without stored tokens, or with damaged ones, has zeros.
    """
    counts, codes = [np.zeros(0, np.int64)], []
    for blob, expected in zip(blobs, sentences, strict=True):
        counts.append(np.zeros(expected, np.int64))
        with suppress(ValueError):
            found, code = _parts(blob or b"")
            if len(found) == expected:
                counts[-1] = found
                codes.append(code)
    lengths = np.concatenate(counts)
    best = np.zeros((len(lengths), len(question)), np.float32)
    filled = np.flatnonzero(lengths)
    if filled.size and len(question):
        begins = (np.cumsum(lengths) - lengths)[filled]
        best[filled] = np.maximum.reduceat(TokenCode.decode(*codes).cosines(question), begins, axis=0)
    return best
