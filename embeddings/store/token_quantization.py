"""The bytes in which token vectors are kept: whole numbers of few bits, and the length of each vector is one."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER = struct.Struct("<4sBxHI")  # magic, bits a number, dimension, rows
MAGIC = b"BTV1"


@dataclass(frozen=True, slots=True)
class QuantisedTokens:
    """codes int8 (n, d): each row is the direction of a vector of unit length."""

    codes: NDArray[np.int8]

    def __post_init__(self) -> None:
        if self.codes.ndim != 2:
            raise ValueError(f"codes of shape {self.codes.shape} are no rows")

    def __len__(self) -> int:
        return len(self.codes)

    def vectors(self) -> NDArray[np.float32]:
        """Return the rows in unit length, float32 (n, d); one of zeros stays."""
        wide = self.codes.astype(np.float32)
        return wide / _lengths(wide)[:, None]

    def cosines(self, others: NDArray[np.float32]) -> NDArray[np.float32]:
        """Compute the cosines with the unit rows of `others` (t, d): float32 (n, t)."""
        wide = self.codes.astype(np.float32)
        cosines: NDArray[np.float32] = (wide @ others.T) / _lengths(wide)[:, None]
        return cosines


def _lengths(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.maximum(np.sqrt(np.einsum("nd,nd->n", rows, rows)), 1)
    return lengths


def quantise(tokens: NDArray[np.float32], levels: int = 127) -> QuantisedTokens:
    """Round each row of `tokens` (n, d) to whole numbers from -levels to levels; its largest becomes a bound."""
    peaks = np.abs(tokens).max(axis=1, keepdims=True, initial=0)
    return QuantisedTokens(np.rint(tokens * (levels / np.where(peaks > 0, peaks, 1))).astype(np.int8))


@dataclass(frozen=True, slots=True)
class TokenCode:
    """Token vectors as bytes: a header of 12 bytes, then the rows.

    Header, little-endian: b"BTV1", bits (uint8), an unused byte, dimension (uint16), rows (uint32). With 8
    bits a number is one int8. With 4 bits two numbers, from -7 to 7 and stored plus 8, share a byte, the
    first one in its low half. A row says a direction only; `decode` gives it unit length.
    """

    bits: Literal[4, 8] = 8

    def encode(self, tokens: NDArray[np.float32]) -> bytes:
        """Encode tokens (n, d), d below 65,536. Raises ValueError if d is odd and the code has 4 bits."""
        rows, dimension = tokens.shape
        codes = quantise(tokens, 127 if self.bits == 8 else 7).codes
        body = codes if self.bits == 8 else _pack(codes)
        return HEADER.pack(MAGIC, self.bits, dimension, rows) + body.tobytes()

    @staticmethod
    def decode(*parts: bytes | memoryview) -> QuantisedTokens:
        """Decode the rows of all `parts`, one after another, which `encode` made with equal bits and dimensions.

        Raises ValueError for anything else.
        """
        kinds = {_kind(part)[:2] for part in parts}
        if len(kinds) != 1:
            raise ValueError(f"token vectors of {len(kinds)} kinds cannot be decoded together")
        ((bits, dimension),) = kinds
        body = np.frombuffer(b"".join(part[HEADER.size :] for part in parts), np.uint8)
        codes = body.view(np.int8) if bits == 8 else _unpack(body)
        return QuantisedTokens(codes.reshape(-1, dimension))

    @staticmethod
    def rows(data: bytes | memoryview) -> int:
        """Return how many rows `data` has. Raises ValueError for what `encode` did not make."""
        return _kind(data)[2]

    @staticmethod
    def dimension(data: bytes | memoryview) -> int:
        """Return how many numbers a row of `data` has. Raises ValueError for what `encode` did not make."""
        return _kind(data)[1]


def _kind(data: bytes | memoryview) -> tuple[int, int, int]:
    """Parse bits, dimension and rows. Raises ValueError."""
    if len(data) < HEADER.size:
        raise ValueError(f"token vectors take at least {HEADER.size} bytes, not {len(data)}")
    magic, bits, dimension, rows = HEADER.unpack_from(data)
    expected = HEADER.size + rows * dimension * bits // 8
    if magic != MAGIC or bits not in (4, 8) or not dimension or len(data) != expected:
        raise ValueError(f"{len(data)} bytes that begin with {bytes(data[:12])!r} are no token vectors")
    return bits, dimension, rows


def _pack(codes: NDArray[np.int8]) -> NDArray[np.uint8]:
    if codes.shape[1] % 2:
        raise ValueError(f"4 bits need an even dimension, not {codes.shape[1]}")
    halves = (codes + 8).astype(np.uint8)
    low, high = halves[:, 0::2], halves[:, 1::2]
    return low | (high << np.uint8(4))


def _unpack(halves: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Unpack `halves` (n,) to int8 (2 n,), in half the time of looking up what each byte holds."""
    spread = halves.astype("<u2")
    spread |= spread << 4
    spread &= 0x0F0F  # each half in a byte of its own, the low one first
    codes = spread.view(np.int8)
    codes -= 8
    return codes
