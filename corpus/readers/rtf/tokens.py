"""RTF as a sequence of tokens: group marks, control words, bytes and text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    rb"(?P<group>[{}])"
    rb"|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<text>[^\\{}\r\n]+)"
    rb"|[\r\n]+",
    re.DOTALL,
)
_BINARY = "bin"


class Token(NamedTuple):
    """A token; one of the fields is set.

    Attributes:
        group: "{" or "}".
        word: A control word, or a control symbol such as "~"; `number` goes with it.
        text: Bytes of text, in whatever encoding holds there.
        is_byte: The text is one byte that was written as two digits.
    """

    group: str = ""
    word: str = ""
    number: int | None = None
    text: bytes = b""
    is_byte: bool = False


def tokens(data: bytes) -> Iterator[Token]:
    r"""Yield the tokens of a file; binary data and a backslash at its end are left out.

    Example:
        >>> [token.word or token.text or token.group for token in tokens(rb"{\b0 caf\'e9}")]
        ['{', 'b', b'caf', b'\xe9', '}']
    """
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        if found["text"]:
            yield Token(text=found["text"])
        elif found["group"]:
            yield Token(group=found["group"].decode())
        elif found["byte"]:
            yield Token(text=bytes.fromhex(found["byte"].decode()), is_byte=True)
        elif found["word"]:
            word, number = found["word"].decode(), int(found["number"]) if found["number"] else None
            if word == _BINARY:
                at += max(0, number or 0)
            else:
                yield Token(word=word, number=number)
        elif found["symbol"]:
            yield Token(word=found["symbol"].decode("latin-1"))
