"""What goes between Besa and its reading process: a length and that many bytes, JSON inside; no pickle."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from corpus.documents import Content, Heading, Metadata, Page, Source, Span
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, TooLarge, UnsupportedFile

if TYPE_CHECKING:
    from collections.abc import Mapping

_LENGTH = struct.Struct(">Q")
_ERRORS = {error.__name__: error for error in (UnsupportedFile, EmptyFile, EncryptedFile, DamagedFile, TooLarge)}


def send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """The next frame. Raises `EOFError` where the other side went away."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, length)


def success(content: Content) -> bytes:
    return json.dumps({"content": asdict(content)}).encode("ascii")


def failure(error: ReadError) -> bytes:
    return json.dumps({"error": type(error).__name__, "reason": str(error)}).encode("ascii")


def content_of(reply: bytes) -> Content:
    """The content that a reply carries. Raises the `ReadError` that it carries instead."""
    message = json.loads(reply)
    if "error" in message:
        raise _ERRORS.get(message["error"], ReadError)(message["reason"])
    return _content(message["content"])


def _content(fields: Mapping[str, Any]) -> Content:
    metadata = dict(fields["metadata"])
    sources = tuple(Source(**source) for source in metadata.pop("sources"))
    return Content(
        text=fields["text"],
        metadata=Metadata(**metadata, sources=sources),
        media_type=fields["media_type"],
        body=Span(**fields["body"]),
        headings=tuple(
            Heading(span=Span(**each["span"]), level=each["level"], text=each["text"]) for each in fields["headings"]
        ),
        pages=tuple(Page(number=each["number"], span=Span(**each["span"])) for each in fields["pages"]),
    )


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError(f"{len(data)} of {length} bytes came before the other side went away")
    return data
