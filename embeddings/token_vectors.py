"""The token vectors of a passage as they are stored: sentence by sentence, in fewer dimensions and few bits.

A blob is, little-endian: the number of sentences (uint16), the number of tokens of each (uint16), then a token
code (`maxsim.TokenCode`) of all tokens in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.maxsim import TokenCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.documents import Span
    from embeddings.encoder import Encoding

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
        projected = tokens @ self.matrix
        unit: NDArray[np.float32] = projected / np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-9)
        return unit


@lru_cache
def projection_for(encoder: str) -> Projection:
    """The projection that comes with Besa for an encoder; one that keeps every dimension for others."""
    path = Path(__file__).with_name("projections") / f"{encoder.replace('/', '--')}.npy"
    return Projection(np.load(path, allow_pickle=False).astype(np.float32)) if path.exists() else Projection()


def encode_tokens(encoding: Encoding, sentences: Sequence[Span], projection: Projection) -> bytes:
    """The blob of a passage; `sentences` are spans of the text that was encoded, in order.

    A token belongs to the sentence in which it begins; one between sentences (a list marker) is left out.
    """
    starts = np.array([sentence.start for sentence in sentences], np.int64)
    ends = np.array([sentence.end for sentence in sentences], np.int64)
    at = np.searchsorted(starts, encoding.offsets[:, 0], side="right") - 1
    inside = (at >= 0) & (encoding.offsets[:, 0] < ends[at]) if len(sentences) else np.zeros(len(at), bool)
    counts = np.bincount(at[inside], minlength=len(sentences)).astype(COUNT)
    header = np.array([len(sentences)], COUNT).tobytes() + counts.tobytes()
    return header + CODE.encode(projection.of(encoding.tokens[inside]))


def decode_tokens(blob: bytes) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.float32]]:
    """Token counts int64 (s,) of the sentences, codes int8 (n, d) and scales float32 (n,). Raises ValueError."""
    if len(blob) < COUNT.itemsize:
        raise ValueError("a blob of token vectors begins with the number of its sentences")
    sentences = int(np.frombuffer(blob, COUNT, 1)[0])
    body = COUNT.itemsize * (1 + sentences)
    counts = np.frombuffer(blob[COUNT.itemsize : body], COUNT).astype(np.int64)
    tokens = TokenCode.decode(memoryview(blob)[body:])
    if len(counts) != sentences or counts.sum() != len(tokens):
        raise ValueError(f"{len(tokens)} token vectors do not make sentences of {counts.tolist()}")
    return counts, tokens.codes, tokens.scales


def sentence_similarities(
    question: NDArray[np.float32], blobs: Sequence[bytes | None], sentences: Sequence[int]
) -> NDArray[np.float32]:
    """For each sentence, the highest cosine of its tokens with each question token: float32 (sum of sentences, q).

    question (q, d): unit rows, projected as the stored ones are. `blobs` and `sentences`, the number of each one's
    sentences, run in step. A sentence without stored tokens has zeros.
    """
    counts, codes, scales = [], [], []
    for blob, expected in zip(blobs, sentences, strict=True):
        of_each, code, scale = decode_tokens(blob) if blob else (None, None, None)
        if of_each is None or len(of_each) != expected or code is None or scale is None:
            counts.append(np.zeros(expected, np.int64))
            continue
        counts.append(of_each)
        codes.append(code)
        scales.append(scale)
    lengths = np.concatenate(counts) if counts else np.zeros(0, np.int64)
    best = np.zeros((len(lengths), len(question)), np.float32)
    filled = np.flatnonzero(lengths)
    if filled.size and len(question):
        cosines = (np.concatenate(codes).astype(np.float32) @ question.T) * np.concatenate(scales)[:, None]
        starts = (np.cumsum(lengths) - lengths)[filled]
        best[filled] = np.maximum.reduceat(cosines, starts, axis=0)
    return best
