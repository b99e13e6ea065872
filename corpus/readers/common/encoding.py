"""Bytes to characters: byte order mark, strict UTF-8, declared charset, then a guess, in this order."""

from __future__ import annotations

import codecs
import re

from corpus.errors import DamagedFile

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_SAMPLE = 65536
_MOSTLY = 3
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def decode(data: bytes, declared: str | None = None) -> str:
    """The characters of a text file. Bytes that are UTF-8 come back as exactly their decoding, mark and all.

    Raises `DamagedFile` where a byte order mark promises an encoding that the bytes break.
    """
    wide = _wide_encoding(data)
    if wide:
        return _decode_wide(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data, declared)


def declared_charset(html: bytes) -> str | None:
    """What an HTML page's `meta` element says, if anything."""
    found = _META_CHARSET.search(html[:_SAMPLE])
    return found[1].decode("ascii", "replace") if found else None


def is_binary(data: bytes) -> bool:
    """Whether more than 2 % of the first 64 KiB, and more than one, are controls that text does not use."""
    if _wide_encoding(data):
        return False
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > 1 + len(sample) / 50


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, told by its mark, or by NULs in nearly every high byte of Latin text without one."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE]
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
            f"it is marked as {encoding.upper()} but breaks off or is mixed up at byte {error.start}; "
            "save it again as UTF-8"
        ) from error


def _decode_legacy(data: bytes, declared: str | None) -> str:
    mended = data.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    sound = len(mended) - broken - sum(byte < 128 for byte in data)
    if sound > _MOSTLY * broken:
        return mended
    for encoding in (*_likely(data, declared), "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def _likely(data: bytes, declared: str | None) -> list[str]:
    from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

    known = map_encoding_to_html5(declared, fallback_utf8=False) if declared else None
    return [name for name in (known, detect_encoding(data)) if name and name != "utf-8"]
