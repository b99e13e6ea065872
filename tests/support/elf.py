"""Which functions a shared library of Linux takes from others, read from the file: it is not loaded."""

from __future__ import annotations

import mmap
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_DYNAMIC_SYMBOLS = 11


def imported_functions(library: Path) -> frozenset[str]:
    """Return the names of the undefined dynamic symbols of a 64-bit little-endian ELF file; none for any other file."""
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:6] != b"\x7fELF\x02\x01":
            return frozenset()
        at, size, count = struct.unpack_from("<Q", data, 40)[0], *struct.unpack_from("<HH", data, 58)
        sections = [_SECTION.unpack_from(data, at + size * each) for each in range(count)]
        names: set[str] = set()
        for _, kind, _, _, start, length, link, _, _, _ in sections:
            if kind == _DYNAMIC_SYMBOLS:
                strings = sections[link][4]
                for name, _, _, defined_in, _, _ in _SYMBOL.iter_unpack(data[start : start + length]):
                    if not defined_in and name:
                        end = data.find(b"\0", strings + name)
                        names.add(data[strings + name : end].decode("ascii", "replace"))
        return frozenset(names)
