"""The header of a message, however broken it is.

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
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.readers.common.placeholders import publication_date
from corpus.readers.encodings.decoding import Decoded, decode_text
from corpus.readers.encodings.names import decode_as
from corpus.web_address import web_address

if TYPE_CHECKING:
    from email.message import Message

_MAX_FIELD = 4000
_MAX_AUTHORS = 10
_DEFAULT_CHARSET = "windows-1252"
"""Too short to guess from: what programs mostly meant that sent headers neither in UTF-8 nor encoded."""
_SEVEN_BIT_CHARSET = re.compile(r"iso-2022-(?:jp|kr)[\w-]*|hz(?:-gb-2312)?|utf-?7", re.IGNORECASE)
"""Charsets whose bytes look like ASCII, so that nothing but their name tells them."""
_LIST_ID = re.compile(r'\s*"?([^"<]*?)"?\s*<([^<>\s]+)>')
_MAIL_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]++@[^\s<>()\[\]\",;:@]+")
_ADDRESS = re.compile(r"<\s*(https?://[^<>\s]+)\s*>")


def decode_leniently(data: bytes, charset: str | None) -> Decoded:
    """Return what `decode_text` does and, where that fails, characters with U+FFFD for what is broken."""
    try:
        if charset and _SEVEN_BIT_CHARSET.fullmatch(charset):
            return Decoded(decode_as(data, charset)[0])
        return decode_text(data, charset)
    except (ReadError, LookupError):
        return Decoded(data.decode("utf-8", "replace"))


def header_field(message: Message, name: str) -> str | None:
    """Return the first field of this name (in lower case), its encoded words decoded; None if there is none."""
    raw = next((value for field, value in message.raw_items() if field.lower() == name), None)
    if raw is None:
        return None
    sent = decode_leniently(str(raw)[:_MAX_FIELD].encode("utf-8", "surrogateescape"), _DEFAULT_CHARSET).text
    try:
        return "".join(_decode_piece(*piece) for piece in decode_header(re.sub(r"\r?\n(?=[ \t])", "", sent)))
    except (HeaderParseError, ValueError):
        return sent


def _decode_piece(words: str | bytes, charset: str | None) -> str:
    if isinstance(words, str):
        return words
    return decode_leniently(words, charset).text if charset else words.decode("raw-unicode-escape", "replace")


def author_of(message: Message) -> str | None:
    """Return the names of the senders with commas between them, the address of one without a name; or None."""
    people = _people(header_field(message, "from") or header_field(message, "sender") or "")
    names = (line_or_none(name) or line_or_none(address) for name, address in people[:_MAX_AUTHORS])
    return line_or_none(", ".join(name.strip("'\" ") for name in names if name))


def _people(written: str) -> list[tuple[str, str]]:
    """Return (name, address) of each person; addresses alone where comments or groups are nested too deeply."""
    try:
        return getaddresses([written])
    except RecursionError:
        return [("", address) for address in _MAIL_ADDRESS.findall(written)]


def publisher_of(message: Message) -> str | None:
    """Return the name of the mailing list, or of the organisation that the sender writes for; or None."""
    listed = header_field(message, "list-id")
    found = _LIST_ID.match(listed) if listed else None
    name = (found[1] or found[2]) if found else listed
    return line_or_none(name or header_field(message, "organization") or header_field(message, "organisation"))


def date_of(message: Message) -> str | None:
    """Return the day on which the message was sent, by its sender's clock, in ISO form; or None."""
    written = header_field(message, "date")
    if day := iso_date(written):
        return publication_date(day)
    parsed = parsedate_tz(written) if written else None
    return publication_date("{:04}-{:02}-{:02}".format(*parsed[:3])) if parsed else None


def web_address_of(message: Message) -> str | None:
    """Return the message's address in an archive, or None."""
    found = _ADDRESS.search(header_field(message, "archived-at") or "")
    return web_address(found[1]) if found else None


def language_of(message: Message) -> str | None:
    """Return the first language code that the message names, or None."""
    said = header_field(message, "content-language")
    return line_or_none(said.split(",")[0]) if said else None
