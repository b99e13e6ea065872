"""The token vectors of a passage as they are stored: sentence by sentence, in fewer dimensions and few bits.

A blob is, little-endian: the number of sentences (uint16) and of the tokens of each (uint16), where each token
begins in the passage (uint16) and its length (uint8), then a token code (`TokenCode`) of all tokens in that
order.
"""

from __future__ import annotations

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

COUNT = np.dtype("<u2")
"""Number type of counts and of characters in a blob."""
CODE = TokenCode(4)
"""Code of the vectors that are stored from now on; others can be read."""
BEYOND_CHARACTERS = 2**16
"""Characters of a passage beyond which its tokens are left out."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Fewer dimensions for the token vectors of one encoder; `matrix` is float32 (dimension, kept), or None for all.

    The columns are the directions in which token vectors of English prose vary most (principal components about
    the origin), so that dot products of projected vectors come close to those of whole ones.
    """

    matrix: NDArray[np.float32] | None = None

    def of(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        """Project `tokens` (n, dimension): float32 (n, kept), rows of unit length."""
        if self.matrix is None:
            return tokens
        return normalize(tokens @ self.matrix)


def projection_path(encoder: str) -> Path:
    """Return the file of the projection for an encoder, if Besa has one; `training/projection.py` makes it."""
    return Path(__file__).with_name("projections") / f"{encoder.replace('/', '--')}.npy"


@lru_cache
def projection_for(encoder: str) -> Projection:
    """Load the projection that comes with Besa for an encoder; for others return one that keeps every dimension."""
    path = projection_path(encoder)
    return Projection(np.load(path, allow_pickle=False).astype(np.float32)) if path.exists() else Projection()


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """n tokens of a passage of s sentences, as `encode_tokens` stores them.

    counts int64 (s,): how many tokens each sentence has. code: their vectors as a token code.
    """

    counts: NDArray[np.int64]
    code: memoryview
    _places: memoryview

    def __len__(self) -> int:
        return TokenCode.rows(self.code)

    def places(self) -> NDArray[np.int64]:
        """Return the characters of each token in the passage: int64 (n, 2), start and end."""
        starts = np.frombuffer(self._places, COUNT, len(self)).astype(np.int64)
        lengths = np.frombuffer(self._places, np.uint8, offset=COUNT.itemsize * len(self)).astype(np.int64)
        return np.stack([starts, starts + lengths], axis=1)


def encode_tokens(encoding: Encoding, sentences: Sequence[Span], projection: Projection) -> bytes:
    """Encode the tokens of a passage as a blob; `sentences` are spans of the text that was encoded, in order.

    A token belongs to the sentence in which it begins; one between sentences (a list marker) is left out, and so is
    one that begins beyond 65,535 characters.
    """
    starts = np.array([sentence.start for sentence in sentences], np.int64)
    ends = np.array([sentence.end for sentence in sentences], np.int64)
    begins = encoding.offsets[:, 0]
    at = np.searchsorted(starts, begins, side="right") - 1
    inside = (at >= 0) & (begins < np.append(ends, 0)[at]) & (begins < BEYOND_CHARACTERS)
    counts = np.bincount(at[inside], minlength=len(sentences))
    places = encoding.offsets[inside]
    header = [
        np.array([len(sentences)], COUNT).tobytes(),
        counts.astype(COUNT).tobytes(),
        places[:, 0].astype(COUNT).tobytes(),
        np.clip(places[:, 1] - places[:, 0], 0, 255).astype(np.uint8).tobytes(),
    ]
    return b"".join(header) + CODE.encode(projection.of(encoding.tokens[inside]))


def parse_tokens(blob: bytes) -> StoredTokens:
    """Parse what `encode_tokens` made; the vectors stay encoded. Raises ValueError for anything else."""
    if len(blob) < COUNT.itemsize:
        raise ValueError("a blob of token vectors begins with the number of its sentences")
    sentences = int.from_bytes(blob[: COUNT.itemsize], "little")
    at = COUNT.itemsize * (1 + sentences)
    if len(blob) < at:
        raise ValueError(f"{len(blob)} bytes hold no token vectors of {sentences} sentences")
    counts = np.frombuffer(blob, COUNT, sentences, COUNT.itemsize).astype(np.int64)
    total = int(counts.sum())
    code_at = at + (COUNT.itemsize + 1) * total
    code = memoryview(blob)[code_at:]
    if TokenCode.rows(code) != total:
        raise ValueError(f"{TokenCode.rows(code)} token vectors do not make sentences of {counts.tolist()}")
    return StoredTokens(counts, code, memoryview(blob)[at:code_at])
