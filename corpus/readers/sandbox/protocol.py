"""What goes between Besa and its reading process: JSON, in frames (`corpus.readers.sandbox.frames`)."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from corpus.documents import Content, Heading, Metadata, Part, Place, PlaceKind, PrintedPage, Source, Span
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, TooLarge, UnsupportedFile
from corpus.printed_layout import Rectangle

if TYPE_CHECKING:
    from collections.abc import Mapping

_PNG = b"\x89PNG"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """All documents of a file."""

    path: str
    pages: int
    languages: str
    ocr_seconds: float


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """A page of a PDF as PNG, with places marked."""

    page: int
    width: int
    rectangles: tuple[Rectangle, ...]


_ERRORS = {error.__name__: error for error in (UnsupportedFile, EmptyFile, EncryptedFile, DamagedFile, TooLarge)}


def request(asked: ReadRequest | ImageRequest) -> bytes:
    """What comes before a file's bytes."""
    return json.dumps({"kind": type(asked).__name__, **asdict(asked)}).encode("ascii")


def request_from(message: bytes) -> ReadRequest | ImageRequest:
    fields = json.loads(message)
    if fields.pop("kind") == ReadRequest.__name__:
        return ReadRequest(**fields)
    return ImageRequest(**{**fields, "rectangles": tuple(Rectangle(**each) for each in fields["rectangles"])})


def scanned(pages: int) -> bytes:
    """So many pages are pictures that take longer to read than text; the documents are still to come."""
    return json.dumps({"scanned": pages}).encode("ascii")


def scanned_in(reply: bytes) -> int:
    """How many pages `scanned` tells of; 0 in every other reply."""
    return int(json.loads(reply)["scanned"]) if reply.startswith(b'{"scanned"') else 0


def image_of(reply: bytes) -> bytes:
    """The PNG that a reply is. Raises the `ReadError` that it carries instead."""
    if not reply.startswith(_PNG):
        part_of(reply)
        raise DamagedFile("its reader gave no picture of the page; add it again")
    return reply


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
    return not reply.startswith((b'{"content"', b'{"scanned"'))


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
