"""What readers ask about bytes: their characters, the charset that a page names, whether they are text at all."""

from __future__ import annotations

import re

from corpus.readers.encodings.decoding import decode_text
from corpus.readers.encodings.names import codecs_of, decode_as
from corpus.readers.encodings.recognised import recognised_encoding

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_SAMPLE_BYTES = 65536
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", re.IGNORECASE)


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the characters of a text file; bytes that are UTF-8 as exactly their decoding, byte order mark and all.

    `declared` is the charset that the file or its sender names, which counts where the bytes are not UTF-8.

    Raises:
        DamagedFile: A byte order mark promises an encoding that the bytes break.

    Example:
        >>> decode("Tiranë".encode("cp1252"), "windows-1252")
        'Tiranë'
    """
    return decode_text(data, declared).text


def declared_charset(html: bytes) -> str | None:
    """Return the charset that the `meta` element of an HTML page names, or else its XML declaration; or None.

    Example:
        >>> declared_charset(b'<meta charset="utf-8">')
        'utf-8'
    """
    sample = html[:_SAMPLE_BYTES]
    found = _META_CHARSET.search(sample) or _XML_ENCODING.match(sample)
    return found[1].decode("ascii", "replace") if found else None


def is_binary(data: bytes, given: str = "") -> bool:
    """Return True if more than one, and more than 2 %, of the first 64 KiB are control characters that text lacks.

    They are those of `given`, the encoding that the person says it is in, if it is one.
    """
    sample = data[:_SAMPLE_BYTES]
    if codecs_of(given):
        sample = decode_as(sample, given)[0].encode("utf-8", "replace")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > 1 + len(sample) / 50 and recognised_encoding(data) is None
