"""The token vectors of a passage as they are stored: sentence by sentence, in fewer dimensions, one bit each.

A blob is, little-endian: the number of sentences (uint16) and of the tokens of each (uint16), where each token
begins in the passage and its length (uint8), then a token code (`TokenCode`) of all tokens in that order. Where a token
begins is a uint16. Where each begins at most 255 characters behind the end of the one before, it is those (uint8): then
the number of sentences has its highest bit set.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.store.token_quantization import QuantisedTokens, TokenCode
from embeddings.unit_vectors import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.documents import Span
    from embeddings.encoders.base import Encoding

COUNT = np.dtype("<u2")
"""Number type of counts and of characters in a blob."""
CODE = TokenCode(1)
"""Code of the vectors that are stored from now on; those with 4 or 8 bits, of before, can be read."""
FOLLOWING = 2**15
"""Bit of the number of sentences that says that places are counted from the one before."""
BEYOND_CHARACTERS = 2**16
"""Characters of a passage beyond which its tokens are left out."""

UNTELLING = frozenset({"the", "a", "an", "of", "and"})
"""Words that are not kept, nor is punctuation. Other stop words tell something: "in" stands before a place or year."""


@dataclass(frozen=True, slots=True)
class Projection:
    """How the token vectors of one encoder become signs: by a projection to fewer dimensions, then by a rotation.

    The columns of `matrix`, float32 (dimension, kept) or None for all, are the directions in which token vectors of
    English prose vary most (principal components about the origin), so that dot products of projected vectors come
    close to those of whole ones. `rotation`, float32 (kept, kept), is orthogonal and changes no dot product; it spreads
    what the vectors tell evenly over all numbers, so that their signs say as much as signs can (iterative quantisation,
    Gong & Lazebnik 2011). None stands for one that is drawn by lot.
    """

    matrix: NDArray[np.float32] | None = None
    rotation: NDArray[np.float32] | None = None

    def of(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        """Project and rotate `tokens` (n, dimension): float32 (n, kept), rows of unit length."""
        return self.rotate(tokens if self.matrix is None else normalize(tokens @ self.matrix))

    def rotate(self, projected: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rotate tokens that are projected already, to as many dimensions as are kept now, or to more: (n, kept)."""
        rotation = drawn_rotation(projected.shape[1]) if self.rotation is None else self.rotation
        kept = projected[:, : len(rotation)]
        rotated: NDArray[np.float32] = (kept if kept.shape == projected.shape else normalize(kept)) @ rotation
        return rotated

    def dimension_of(self, code: bytes | memoryview) -> int:
        """Return how many signs a row of a token code has: what was stored with more bits may have more dimensions."""
        stored = TokenCode.dimension(code)
        if self.rotation is None or TokenCode.bits_of(code) == CODE.bits:
            return stored
        return min(stored, len(self.rotation))

    def signs(self, code: bytes | memoryview) -> QuantisedTokens:
        """Decode a token code to signs; what was stored with more bits was not rotated then, and is now."""
        stored = TokenCode.decode(code)
        if TokenCode.bits_of(code) == CODE.bits:
            return stored
        return TokenCode.decode(CODE.encode(self.rotate(stored.vectors())))


def projection_path(encoder: str) -> Path:
    """Return the file of the projection for an encoder, if Besa has one; `training/projection.py` makes it."""
    return Path(__file__).with_name("projections") / f"{encoder.replace('/', '--')}.npz"


@lru_cache
def projection_for(encoder: str) -> Projection:
    """Load the projection that comes with Besa for an encoder; for others return one that keeps every dimension."""
    path = projection_path(encoder)
    if not path.exists():
        return Projection()
    with np.load(path, allow_pickle=False) as file:
        return Projection(file["matrix"].astype(np.float32), file["rotation"].astype(np.float32))


@lru_cache
def drawn_rotation(dimension: int) -> NDArray[np.float32]:
    """Return the same random rotation for a dimension each time, float32 (dimension, dimension)."""
    drawn = np.random.RandomState(dimension).standard_normal((dimension, dimension))
    rotation: NDArray[np.float32] = np.linalg.qr(drawn)[0].astype(np.float32)
    return rotation


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """n tokens of a passage of s sentences, as `encode_tokens` stores them.

    counts int64 (s,): how many tokens each sentence has. code: their vectors as a token code. follows: whether places
    are counted from the one before.
    """

    counts: NDArray[np.int64]
    code: memoryview
    _places: memoryview
    _follows: bool = False

    def __len__(self) -> int:
        return TokenCode.rows(self.code)

    def places(self) -> NDArray[np.int64]:
        """Return the characters of each token in the passage: int64 (n, 2), start and end."""
        first = np.dtype(np.uint8) if self._follows else COUNT
        begins = np.frombuffer(self._places, first, len(self)).astype(np.int64)
        lengths = np.frombuffer(self._places, np.uint8, offset=first.itemsize * len(self)).astype(np.int64)
        if self._follows:
            begins = np.cumsum(begins + lengths) - lengths
        return np.stack([begins, begins + lengths], axis=1)


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
    return _blob(counts, encoding.offsets[inside], projection.of(encoding.tokens[inside]))


def telling(text: str, places: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Return which tokens, at these places of `text` (n, 2), are kept: bool (n,).

    Example: of "The lamp burned in 1858." they are "lamp", "burned", "in" and "1858".
    """
    pieces = [text[start:end] for start, end in places.tolist()]
    return np.array([any(map(str.isalnum, piece)) and piece.lower() not in UNTELLING for piece in pieces], bool)


def _blob(counts: NDArray[np.int64], places: NDArray[np.integer[Any]], vectors: NDArray[np.float32]) -> bytes:
    """Join the tokens of each sentence, the places of all, and their vectors, which are rotated already."""
    begins, lengths = places[:, 0].astype(np.int64), np.clip(places[:, 1] - places[:, 0], 0, 255).astype(np.int64)
    gaps = np.diff(begins, prepend=0) - np.append(0, lengths)[:-1]
    follows = len(counts) < FOLLOWING and bool(((gaps >= 0) & (gaps <= 255)).all())
    header = [
        np.array([len(counts) | (FOLLOWING if follows else 0)], COUNT).tobytes(),
        counts.astype(COUNT).tobytes(),
        (gaps.astype(np.uint8) if follows else begins.astype(COUNT)).tobytes(),
        lengths.astype(np.uint8).tobytes(),
    ]
    return b"".join(header) + CODE.encode(vectors)


def parse_tokens(blob: bytes) -> StoredTokens:
    """Parse what `encode_tokens` made; the vectors stay encoded. Raises ValueError for anything else."""
    if len(blob) < COUNT.itemsize:
        raise ValueError("a blob of token vectors begins with the number of its sentences")
    sentences, follows = int.from_bytes(blob[: COUNT.itemsize], "little"), False
    if sentences & FOLLOWING:
        sentences, follows = sentences ^ FOLLOWING, True
    at = COUNT.itemsize * (1 + sentences)
    if len(blob) < at:
        raise ValueError(f"{len(blob)} bytes hold no token vectors of {sentences} sentences")
    counts = np.frombuffer(blob, COUNT, sentences, COUNT.itemsize).astype(np.int64)
    total = int(counts.sum())
    code_at = at + ((1 if follows else COUNT.itemsize) + 1) * total
    code = memoryview(blob)[code_at:]
    if TokenCode.rows(code) != total:
        raise ValueError(f"{TokenCode.rows(code)} token vectors do not make sentences of {counts.tolist()}")
    return StoredTokens(counts, code, memoryview(blob)[at:code_at], follows)


def compacted(blob: bytes, text: str, projection: Projection) -> bytes | None:
    """Return what is stored now of a passage with this text, from what was before; None where that is as now already.

    Raises ValueError for what `encode_tokens` did not make.
    """
    stored = parse_tokens(blob)
    if TokenCode.bits_of(stored.code) == CODE.bits:
        return None
    places = stored.places()
    kept = telling(text, places)
    owners = np.repeat(np.arange(len(stored.counts)), stored.counts)
    vectors = TokenCode.decode(stored.code).vectors()[kept]
    counts = np.bincount(owners[kept], minlength=len(stored.counts))
    return _blob(counts, places[kept], projection.rotate(vectors))
