"""Compound files (OLE), in which Office kept its documents before 2007: which program's one is."""

from __future__ import annotations

import struct

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Bytes that every compound file begins with."""
_ENTRY_BYTES = 128
_NAME_LENGTH = struct.Struct("<H")
_FIRST_SECTOR = struct.Struct("<I")
_SHIFTS = (9, 12)
_MAX_ENTRIES = 4_000


def stream_names(data: bytes) -> set[str]:
    """Return names of the streams of a compound file, those at least that its directory begins with.

    A directory lies in one piece as programs write it; of one in several pieces, what follows the first is not looked
    for by its chain but simply read on. Names that are none come of it at worst.
    """
    if len(data) < 512:
        return set()
    shift = int.from_bytes(data[30:32], "little")
    sector = 1 << (shift if shift in _SHIFTS else _SHIFTS[0])
    (first,) = _FIRST_SECTOR.unpack_from(data, 48)
    start = (first + 1) * sector
    names = set()
    for at in range(start, min(len(data) - _ENTRY_BYTES + 1, start + _MAX_ENTRIES * _ENTRY_BYTES), _ENTRY_BYTES):
        (length,) = _NAME_LENGTH.unpack_from(data, at + 64)
        if 2 <= length <= 64 and length % 2 == 0:
            names.add(data[at : at + length - 2].decode("utf-16-le", "replace"))
    return names
