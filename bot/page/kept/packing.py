"""What a visitor's browser sends of what it keeps, unpacked within limits: JSON, compressed where the browser can."""

from __future__ import annotations

import zlib
from base64 import b64decode
from typing import Any

from bot.formats.answer_json import with_spans
from bot.formats.typed_json import InvalidJson, parse
from corpus.messages import Message

PACKED = "z:"
"""What compressed JSON begins with, in base64; JSON itself never does."""
LONGEST_SENT = 900_000
"""Characters of what is sent."""
LONGEST_JSON = 2_000_000
"""Bytes of JSON that are drawn: fifty answers have a quarter of that."""
LONGEST_FILE = 10_000_000
"""Bytes of JSON that are only looked at."""


def unpacked(sent: str, most: int = LONGEST_JSON) -> Any:
    """Return the value that was sent, in at most so many bytes of JSON, its spans as `convert` wants them.

    Raises InvalidJson.
    """
    if len(sent) > LONGEST_SENT:
        raise _too_large(most)
    return parse(_inflated(sent.removeprefix(PACKED), most) if sent.startswith(PACKED) else sent, with_spans)


def _inflated(written: str, most: int) -> str:
    """Inflate raw DEFLATE, no further than the limit: a few bytes can stand for gigabytes."""
    try:
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        text = inflating.decompress(b64decode(written, validate=True), most)
        if inflating.unconsumed_tail:
            raise _too_large(most)
        if not inflating.eof:
            raise zlib.error("it ends too early")
        return text.decode()
    except InvalidJson:
        raise
    except (ValueError, zlib.error) as error:
        raise InvalidJson(Message("it was damaged on its way")) from error


def _too_large(most: int) -> InvalidJson:
    return InvalidJson(Message("it is larger than {most:,} bytes", most=most))
