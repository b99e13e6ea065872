"""Late interaction (Khattab & Zaharia 2020, ColBERT): how well a passage's words match a question's words.

Pure arithmetic on unit vectors, and the bytes in which a passage's token vectors are kept.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

HEADER = struct.Struct("<4sBxHI")  # magic, bits a number, dimension, rows
MAGIC = b"BTV1"
NO_MATCH = -1


@dataclass(frozen=True, slots=True)
class MaxSim:
    """A question of q tokens against p passages.

    scores:       float32 (p,), the weighted sum of `similarities`.
    similarities: float32 (p, q), each question token's highest cosine in each passage; 0 in an empty one.
    matches:      int32 (p, q), the row of that token in its passage, the first of equals; -1 in an empty one.
    """

    scores: NDArray[np.float32]
    similarities: NDArray[np.float32]
    matches: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class QuantisedTokens:
    """codes int8 (n, d) and scales float32 (n,): `codes * scales[:, None]` are n vectors of unit length."""

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.codes.ndim != 2 or self.scales.shape != self.codes.shape[:1]:
            raise ValueError(f"codes of shape {self.codes.shape} do not go with scales of {self.scales.shape}")

    def __len__(self) -> int:
        return len(self.codes)


def maxsim(
    question: NDArray[np.float32],
    weights: NDArray[np.float32],
    passages: NDArray[np.float32],
    lengths: NDArray[np.int64],
) -> MaxSim:
    """S(Q, P) = Σ_i w_i · max_j (q_i · p_j), over tokens i of the question and j of the passage.

    question (q, d) and passages (n, d): unit rows; `lengths` (p,) says how many of them each passage has.
    weights (q,): not negative; when they sum to one, a score is a weighted mean of cosines.
    """
    _check_shapes(question, weights, passages, lengths)
    return _interaction(passages @ question.T, weights, lengths)


def maxsim_quantised(
    question: NDArray[np.float32], weights: NDArray[np.float32], passages: Sequence[QuantisedTokens]
) -> MaxSim:
    """`maxsim` with passages as they are stored, which spares making their rows unit vectors first."""
    lengths = np.array([len(tokens) for tokens in passages], np.int64)
    empty = np.empty((0, question.shape[1]), np.float32)
    codes = np.concatenate([empty, *(tokens.codes for tokens in passages)], dtype=np.float32)
    _check_shapes(question, weights, codes, lengths)
    scales = np.concatenate([np.empty(0, np.float32), *(tokens.scales for tokens in passages)])
    return _interaction((codes @ question.T) * scales[:, None], weights, lengths)


def _check_shapes(
    question: NDArray[np.float32],
    weights: NDArray[np.float32],
    passages: NDArray[np.float32],
    lengths: NDArray[np.int64],
) -> None:
    if weights.shape != question.shape[:1] or passages.shape[1] != question.shape[1]:
        raise ValueError(f"question {question.shape}, weights {weights.shape}, passages {passages.shape} do not fit")
    if lengths.sum() != len(passages):
        raise ValueError(f"the lengths sum to {lengths.sum()}, but there are {len(passages)} rows")


def _interaction(cosines: NDArray[np.float32], weights: NDArray[np.float32], lengths: NDArray[np.int64]) -> MaxSim:
    """cosines (n, q) of every passage token with every question token."""
    shape = (len(lengths), cosines.shape[1])
    similarities, matches = np.zeros(shape, np.float32), np.full(shape, NO_MATCH, np.int32)
    filled = np.flatnonzero(lengths)  # reduceat would give an empty passage its neighbour's first row
    if filled.size and shape[1]:
        starts = (np.cumsum(lengths) - lengths)[filled]
        best = np.maximum.reduceat(cosines, starts, axis=0)
        is_best = cosines == np.repeat(best, lengths[filled], axis=0)
        rows = np.where(is_best, np.arange(len(cosines), dtype=np.int64)[:, None], len(cosines))
        similarities[filled] = best
        matches[filled] = np.minimum.reduceat(rows, starts, axis=0) - starts[:, None]
    return MaxSim((similarities @ weights).astype(np.float32), similarities, matches)


def quantise(tokens: NDArray[np.float32], levels: int = 127) -> QuantisedTokens:
    """Each row of `tokens` (n, d) in whole numbers from -levels to levels; its largest becomes a bound."""
    peaks = np.abs(tokens).max(axis=1, keepdims=True, initial=0)
    return _with_scales(np.rint(tokens * (levels / np.where(peaks > 0, peaks, 1))).astype(np.int8))


def dequantise(tokens: QuantisedTokens) -> NDArray[np.float32]:
    """float32 (n, d), unit rows."""
    return tokens.codes * tokens.scales[:, None]


@dataclass(frozen=True, slots=True)
class TokenCode:
    """Token vectors as bytes: a header of 12 bytes, then the rows.

    Header, little-endian: b"BTV1", bits (uint8), an unused byte, dimension (uint16), rows (uint32). With 8
    bits a number is one int8. With 4 bits two numbers, from -7 to 7 and stored plus 8, share a byte, the
    first one in its low half. A row says a direction only; `decode` gives it unit length.
    """

    bits: Literal[4, 8] = 8

    def encode(self, tokens: NDArray[np.float32]) -> bytes:
        """tokens (n, d), d even for 4 bits and below 65,536."""
        rows, dimension = tokens.shape
        codes = quantise(tokens, 127 if self.bits == 8 else 7).codes
        body = codes if self.bits == 8 else _pack(codes)
        return HEADER.pack(MAGIC, self.bits, dimension, rows) + body.tobytes()

    @staticmethod
    def decode(data: bytes | memoryview) -> QuantisedTokens:
        """What `encode` of either kind made. Raises ValueError for anything else."""
        if len(data) < HEADER.size:
            raise ValueError(f"token vectors take at least {HEADER.size} bytes, not {len(data)}")
        magic, bits, dimension, rows = HEADER.unpack_from(data)
        expected = HEADER.size + rows * dimension * bits // 8
        if magic != MAGIC or bits not in (4, 8) or len(data) != expected:
            raise ValueError(f"{len(data)} bytes that begin with {bytes(data[:12])!r} are no token vectors")
        body = np.frombuffer(data, np.uint8, offset=HEADER.size)
        codes = body.view(np.int8).reshape(rows, dimension) if bits == 8 else _unpack(body, rows, dimension)
        return _with_scales(codes)


def _with_scales(codes: NDArray[np.int8]) -> QuantisedTokens:
    wide = codes.astype(np.float32)
    lengths = np.sqrt(np.einsum("nd,nd->n", wide, wide))
    return QuantisedTokens(codes, (1 / np.maximum(lengths, 1)).astype(np.float32))


def _pack(codes: NDArray[np.int8]) -> NDArray[np.uint8]:
    if codes.shape[1] % 2:
        raise ValueError(f"4 bits need an even dimension, not {codes.shape[1]}")
    halves = (codes + 8).astype(np.uint8)
    low, high = halves[:, 0::2], halves[:, 1::2]
    return low | (high << np.uint8(4))


def _unpack(body: NDArray[np.uint8], rows: int, dimension: int) -> NDArray[np.int8]:
    codes = np.empty((rows, dimension), np.int8)
    packed = body.reshape(rows, dimension // 2)
    codes[:, 0::2] = (packed & 0x0F).astype(np.int8) - 8
    codes[:, 1::2] = (packed >> 4).astype(np.int8) - 8
    return codes
