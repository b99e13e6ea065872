"""Web pages that a browser has saved in one file (MHTML): a message whose first page is read as any web page."""

from __future__ import annotations

from dataclasses import replace
from email.parser import BytesParser
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, EmptyFile
from corpus.messages import Message
from corpus.readers.common.encoding import declared_charset, decode
from corpus.readers.html.reader import read_html
from corpus.readers.mail.body import TOO_DEEP, declared_parameter, decoded_payload
from corpus.readers.mail.headers import header_field
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.web_address import web_address

if TYPE_CHECKING:
    from email.message import Message as Mail

    from corpus.documents import Content

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_ADDRESSES = ("snapshot-content-location", "content-location")


def read_mhtml(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the page that a file was saved of; its pictures, styles and frames are left out.

    Raises:
        DamagedFile: Its parts are nested too deeply.
        EmptyFile: There is no page in it.
    """
    try:
        message = BytesParser().parsebytes(data)
        pages = [part for part in message.walk() if part.get_content_type() in _PAGES]
    except RecursionError as error:
        raise DamagedFile(TOO_DEEP) from error
    if not pages:
        raise EmptyFile(Message("there is no web page in it; open the page and save it again"))
    page = _root(message, pages)
    held = decoded_payload(page)
    text = decode(held, declared_parameter(page, "charset") or declared_charset(held))
    content = read_html(text.encode("utf-8", "replace"), path, options)
    if content.metadata.url:
        return content
    return replace(content, metadata=replace(content.metadata, url=_address(message, page)))


def _root(message: Mail, pages: list[Mail]) -> Mail:
    """Return the page that the message names as its first, or else the first that comes."""
    start = declared_parameter(message, "start")
    return next(
        (page for page in pages if start and (header_field(page, "content-id") or "").strip() == start), pages[0]
    )


def _address(message: Mail, page: Mail) -> str | None:
    written = (header_field(each, name) for name in _ADDRESSES for each in (message, page))
    return next(filter(None, map(web_address, written)), None)
