"""What the header of a message says, however broken it is.

The fields are taken as they were sent: the email package's own parser of them (`policy.default`) fails on some that
are out in the world, and takes longer than all the rest.
"""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_tz
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.web_address import web_address

if TYPE_CHECKING:
    from email.message import Message

_LONGEST_FIELD = 4000
_MOST_AUTHORS = 10
_UNDECLARED = "windows-1252"
"""Too short to guess from: what programs mostly meant that sent headers neither in UTF-8 nor encoded."""
_SEVEN_BIT = re.compile(r"iso-2022-(?:jp|kr)[\w-]*|hz(?:-gb-2312)?|utf-?7", re.IGNORECASE)
"""Charsets whose bytes look like ASCII, so that nothing but their name tells them."""
_LIST = re.compile(r'\s*"?([^"<]*?)"?\s*<([^<>\s]+)>')
_ADDRESS = re.compile(r"<\s*(https?://[^<>\s]+)\s*>")


def text_of(data: bytes, charset: str | None) -> str:
    """Bytes as characters: as `encoding.decode`, and where that gives up, with U+FFFD for what is broken."""
    try:
        if charset and _SEVEN_BIT.fullmatch(charset):
            return data.decode(charset, "replace")
        return decode(data, charset)
    except (ReadError, LookupError):
        return data.decode("utf-8", "replace")


def header(message: Message, name: str) -> str | None:
    """The first field of this name, its encoded words decoded; None where there is none."""
    raw = next((value for field, value in message.raw_items() if field.lower() == name), None)
    if raw is None:
        return None
    sent = text_of(str(raw)[:_LONGEST_FIELD].encode("utf-8", "surrogateescape"), _UNDECLARED)
    try:
        return "".join(_piece(*piece) for piece in decode_header(re.sub(r"\r?\n(?=[ \t])", "", sent)))
    except (HeaderParseError, ValueError):
        return sent


def _piece(words: str | bytes, charset: str | None) -> str:
    if isinstance(words, str):
        return words
    return text_of(words, charset) if charset else words.decode("raw-unicode-escape", "replace")


def author_of(message: Message) -> str | None:
    """The names of those whom it is from; an address where there is no name."""
    people = getaddresses([header(message, "from") or header(message, "sender") or ""])
    names = (line_or_none(name) or line_or_none(address) for name, address in people[:_MOST_AUTHORS])
    return line_or_none(", ".join(name.strip("'\" ") for name in names if name))


def publisher_of(message: Message) -> str | None:
    """The mailing list that it went over, or the organisation that its sender writes for."""
    listed = header(message, "list-id")
    found = _LIST.match(listed) if listed else None
    name = (found[1] or found[2]) if found else listed
    return line_or_none(name or header(message, "organization") or header(message, "organisation"))


def date_of(message: Message) -> str | None:
    """The day on which it was sent, by its sender's clock."""
    written = header(message, "date")
    if day := iso_date(written):
        return day
    parsed = parsedate_tz(written) if written else None
    return iso_date("{:04}-{:02}-{:02}".format(*parsed[:3])) if parsed else None


def web_address_of(message: Message) -> str | None:
    """Where it stands in an archive."""
    found = _ADDRESS.search(header(message, "archived-at") or "")
    return web_address(found[1]) if found else None


def language_of(message: Message) -> str | None:
    said = header(message, "content-language")
    return line_or_none(said.split(",")[0]) if said else None
