"""What goes between Besa and its reading process: a length and that many bytes, JSON inside; no pickle."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from corpus.documents import Content, Heading, Metadata, Part, Place, PlaceKind, PrintedPage, Source, Span
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


def success(part: Part) -> bytes:
    """A document of the file; others may follow."""
    printed = [[page.number, base64.b64encode(page.words).decode("ascii")] for page in part.printed]
    return json.dumps({"content": asdict(part.content), "name": part.name, "printed": printed}).encode("ascii")


def end() -> bytes:
    """After the last document of a file."""
    return b"{}"


def failure(error: ReadError) -> bytes:
    return json.dumps({"error": type(error).__name__, "reason": str(error)}).encode("ascii")


def is_last(reply: bytes) -> bool:
    """Whether nothing comes after this reply."""
    return not reply.startswith(b'{"content"')


def part_of(reply: bytes) -> Part | None:
    """The document that a reply carries, None at the end. Raises the `ReadError` that it carries instead."""
    message = json.loads(reply)
    if "error" in message:
        raise _ERRORS.get(message["error"], ReadError)(message["reason"])
    if not message:
        return None
    printed = tuple(PrintedPage(number, base64.b64decode(words)) for number, words in message["printed"])
    return Part(_content(message["content"]), message["name"], printed)


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
        places=tuple(
            Place(PlaceKind(each["kind"]), each["number"], Span(**each["span"]), each["label"])
            for each in fields["places"]
        ),
    )


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError(f"{len(data)} of {length} bytes came before the other side went away")
    return data
