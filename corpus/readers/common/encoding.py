"""Bytes to characters: byte order mark, strict UTF-8, declared charset, then a guess, in this order."""

from __future__ import annotations

import codecs
import re

from corpus.errors import DamagedFile
from corpus.messages import Message

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_SAMPLE_BYTES = 65536
_VALID_PER_BROKEN = 3
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the characters of a text file; bytes that are UTF-8 as exactly their decoding, byte order mark and all.

    `declared` is the charset that the file or its sender names, which counts where the bytes are not UTF-8.

    Raises:
        DamagedFile: A byte order mark promises an encoding that the bytes break.

    Example:
        >>> decode("Tiranë".encode("cp1252"), "windows-1252")
        'Tiranë'
    """
    wide = _wide_encoding(data)
    if wide:
        return _decode_wide(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data, declared)


def declared_charset(html: bytes) -> str | None:
    """Return the charset that the `meta` element of an HTML page names; None if none does.

    Example:
        >>> declared_charset(b'<meta charset="utf-8">')
        'utf-8'
    """
    found = _META_CHARSET.search(html[:_SAMPLE_BYTES])
    return found[1].decode("ascii", "replace") if found else None


def is_binary(data: bytes) -> bool:
    """Return True if more than one, and more than 2 %, of the first 64 KiB are control characters that text lacks."""
    if _wide_encoding(data):
        return False
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > 1 + len(sample) / 50


def _wide_encoding(data: bytes) -> str | None:
    """Return UTF-16 or UTF-32 by its mark, or UTF-16 by NULs in nearly every high byte of Latin text; else None."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[::2], sample[1::2]
    if odd and odd.count(0) * 10 >= len(odd) * 7 and not even.count(0):
        return "utf-16-le"
    if odd and even.count(0) * 10 >= len(even) * 7 and not odd.count(0):
        return "utf-16-be"
    return None


def _decode_wide(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DamagedFile(
            Message(
                "it is marked as {encoding} but is broken at byte {at:,}; save it again as UTF-8",
                encoding=encoding.upper(),
                at=error.start,
            )
        ) from error


def _decode_legacy(data: bytes, declared: str | None) -> str:
    replaced = data.decode("utf-8", "replace")
    broken = replaced.count("\ufffd")
    valid = len(replaced) - broken - sum(byte < 128 for byte in data)
    if valid > _VALID_PER_BROKEN * broken:
        return replaced
    for encoding in (*_candidate_encodings(data, declared), "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def _candidate_encodings(data: bytes, declared: str | None) -> list[str]:
    from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

    known = map_encoding_to_html5(declared, fallback_utf8=False) if declared else None
    return [name for name in (known, detect_encoding(data)) if name and name != "utf-8"]
