"""How a flipped bit in what is stored of a vector is noticed; light, for whoever only opens a library."""

from __future__ import annotations

import zlib


def checksum(encoder: int, passage: int, blob: bytes | None) -> int | None:
    """Return the CRC-32 of what is stored for a passage, with the numbers that it is stored under; None of nothing.

    It notices every flipped bit, and what was stored for another passage.
    """
    if not isinstance(blob, bytes):
        return None
    return zlib.crc32(blob, zlib.crc32(f"{encoder} {passage} ".encode()))
