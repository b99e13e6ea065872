"""Messages between Besa and its reading process, as MessagePack in frames (`corpus.processes.frames`).

What comes from the reading process is checked against these types before anything is made of it: a file may have taken
that process over.
"""

from __future__ import annotations

import msgspec

from corpus.documents import Metadata, Part
from corpus.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    PictureWithoutText,
    ReadError,
    TooLarge,
    UnsupportedFile,
)
from corpus.messages import MessageParts
from corpus.printed_layout import Rectangle
from corpus.processes.lockdown.confinement import Layer
from corpus.text.surrogates import replace_surrogates


class ReadRequest(msgspec.Struct, frozen=True, tag=True):
    """Read all documents of the file that follows, and prepare them; most fields are those of `ReadOptions`.

    That may take so many `seconds` of processor time and make so many `passages`; `said` is what its side-car says.
    """

    path: str
    pages: int
    languages: str
    ocr_seconds: float
    ocr_threads: int = 1
    encoding: str = ""
    seconds: float = 0.0
    passages: int = 0
    said: Metadata | None = None


class ImageRequest(msgspec.Struct, frozen=True, tag=True):
    """Draw a page (from 1) of the PDF or the image that follows, `width` pixels wide, with these rectangles marked."""

    page: int
    width: int
    rectangles: tuple[Rectangle, ...]


Request = ReadRequest | ImageRequest


class ScannedPages(msgspec.Struct, frozen=True, tag=True):
    """How many pages are pictures and take longer, and how many of them are read; the documents are still to come."""

    pages: int
    done: int = 0


class ReadPart(msgspec.Struct, frozen=True, tag=True):
    """One document of the file; others may follow."""

    part: Part


class DrawnPage(msgspec.Struct, frozen=True, tag=True):
    """The page that was asked for, as PNG. Nothing follows."""

    png: bytes


class End(msgspec.Struct, frozen=True, tag=True):
    """All documents of the file have been sent."""


class ReadFailure(msgspec.Struct, frozen=True, tag=True):
    """A `ReadError`: the name of its class, and its message. Nothing follows."""

    error: str
    reason: MessageParts

    @classmethod
    def of(cls, error: ReadError) -> ReadFailure:
        """Describe an error; what is no valid text in its message is replaced."""
        return cls(type(error).__name__, MessageParts.of(error.message, replace_surrogates))

    def exception(self) -> ReadError:
        """Return the error that was described."""
        return _ERRORS.get(self.error, ReadError)(self.reason.message())


class Unconfined(msgspec.Struct, frozen=True, tag=True):
    """Layers of its confinement that the system has and refused; told once, before anything else."""

    refused: tuple[Layer, ...]


Reply = ScannedPages | ReadPart | DrawnPage | End | ReadFailure | Unconfined

_ERRORS = {
    error.__name__: error
    for error in (UnsupportedFile, EmptyFile, PictureWithoutText, EncryptedFile, DamagedFile, TooLarge)
}
_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_replies = msgspec.msgpack.Decoder(Reply)


def encode(message: Request | Reply) -> bytes:
    """Return a message as bytes. Raises ValueError for text that is not valid Unicode."""
    return _encoder.encode(message)


def decode_request(data: bytes) -> Request:
    """Return the request in these bytes. Raises ValueError for anything else."""
    request: Request = _requests.decode(data)
    return request


def decode_reply(data: bytes) -> Reply:
    """Return the reply in these bytes, checked field by field. Raises ValueError for anything else."""
    try:
        reply: Reply = _replies.decode(data)
    except RecursionError as error:
        raise ValueError("the reply is nested too deeply") from error
    return reply
