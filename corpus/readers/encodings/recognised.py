"""Encodings that bytes show by themselves: marks, the zeros of UTF-16 and UTF-32, the escapes of 7-bit encodings."""

from __future__ import annotations

import codecs
from collections import Counter

from corpus.readers.encodings.alphabets import alphabets

_SAMPLE_BYTES = 65_536
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_CREDIBLE = 8.0
"""Nats that a character of text costs at most, on average: prose costs 1 to 6, ideographs at random 9.5."""
_SHIFTED = (
    (b"\x1b$)C", "iso-2022-kr"),
    (b"\x1b$", "iso-2022-jp"),
    (b"\x1b(J", "iso-2022-jp"),
    (b"\x1b(I", "iso-2022-jp"),
)
_HZ_SHIFT, _HZ_END = b"~{", b"~}"


def marked_encoding(data: bytes) -> str | None:
    """Return UTF-16 or UTF-32 if the bytes begin with its mark, else None."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def recognised_encoding(data: bytes) -> str | None:
    """Return the encoding that the bytes show by themselves, though they may be ASCII or UTF-8 by accident; or None.

    Example:
        >>> recognised_encoding("Një".encode("utf-16-be")), recognised_encoding("橋".encode("iso2022_jp"))
        ('utf-16-be', 'iso-2022-jp')
    """
    return marked_encoding(data) or _unmarked_wide(data) or _shifted(data)


def _unmarked_wide(data: bytes) -> str | None:
    """Return the one of UTF-16 and UTF-32 in which bytes with zeros make most sense; None if they make it in none."""
    if b"\0" not in data[:_SAMPLE_BYTES]:
        return None
    readings = [(_mean_cost(text), name) for name in _WIDE if (text := _decoded_start(data, name))]
    cost, name = min(readings, default=(_CREDIBLE, None))
    return name if cost < _CREDIBLE else None


def _decoded_start(data: bytes, name: str) -> str:
    """Return the first characters of bytes; nothing if they are not of this encoding, or hold controls."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        text = decoder.decode(data[:_SAMPLE_BYTES])
    except UnicodeDecodeError:
        return ""
    return "" if any(character < "\t" or "\r" < character < " " for character in text) else text


def _mean_cost(text: str) -> float:
    counts = Counter(character for character in text if character > "\x7f")
    return min(each.cost_of(counts) for each in alphabets()) / len(text)


def _shifted(data: bytes) -> str | None:
    """Return the 7-bit encoding whose escapes stand in ASCII bytes, and lead to letters of its language; or None."""
    if b"\x1b" not in data and _HZ_SHIFT not in data:
        return None
    if not data.isascii():
        return None
    if name := next((name for escape, name in _SHIFTED if escape in data), None):
        return name
    return "hz-gb-2312" if _HZ_END in data and _is_hz(data) else None


def _is_hz(data: bytes) -> bool:
    try:
        text = data.decode("hz")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= character <= "\u9fff" for character in text)
