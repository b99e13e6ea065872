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
LONGEST_JSON = 2_000_000
"""Characters of what is sent, and bytes of the JSON in it: fifty long answers have a quarter of that."""
_TOO_LARGE = Message("it is larger than {most:,} bytes", most=LONGEST_JSON)


def unpacked(sent: str) -> Any:
    """Return the value that was sent, its spans as `convert` wants them. Raises InvalidJson."""
    if len(sent) > LONGEST_SENT:
        raise InvalidJson(_TOO_LARGE)
    return parse(_inflated(sent.removeprefix(PACKED)) if sent.startswith(PACKED) else sent, with_spans)


def _inflated(written: str) -> str:
    """Inflate raw DEFLATE, no further than the limit: a few bytes can stand for gigabytes."""
    try:
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        text = inflating.decompress(b64decode(written, validate=True), LONGEST_JSON)
        if inflating.unconsumed_tail or not inflating.eof:
            raise InvalidJson(_TOO_LARGE)
        return text.decode()
    except (ValueError, zlib.error) as error:
        if isinstance(error, InvalidJson):
            raise
        raise InvalidJson(Message("it was damaged on its way")) from error
