"""One file's bytes in, its documents out. The bytes decide which reader takes them; the name only hints."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.documents import Content, Part
from corpus.errors import DamagedFile, EmptyFile
from corpus.messages import Message
from corpus.readers.common.encoding import declared_charset
from corpus.readers.detection import detect_format
from corpus.readers.encodings.decoding import decode_text
from corpus.readers.encodings.warnings import with_encoding
from corpus.readers.formats import BY_SUFFIX, SUPPORTED, Format
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import TextEncoding

__all__ = ["BY_SUFFIX", "SUPPORTED", "Format", "ReadOptions", "detect_format", "read"]

_VISIBLE = re.compile(r"[^\s\ufeff\u200b\u2060\0]")


def read(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read the documents of a file, one at least, with exact offsets into the text that is stored.

    Leaves out parts without text. Hostile bytes can take much time and memory, or end the process:
    `corpus.readers.sandbox.reader.Reader` reads under limits.

    Raises:
        ReadError: The file cannot be read. The message is the reason and the next step, without the file's name.
        EmptyFile: No part of it has any text.
    """
    try:
        yield from _parts_with_text(data, path, options)
    except RecursionError as error:  # of a library that follows in calls how deeply things are nested
        raise DamagedFile(Message("it is nested too deeply to read; save it in a simpler form")) from error


def _parts_with_text(data: bytes, path: str, options: ReadOptions) -> Iterator[Part]:
    found = False
    file_format = detect_format(data, path, options.encoding)
    encoding = None
    if file_format.is_text:
        data, encoding = _to_utf_8(data, file_format, options.encoding)
    read_format = file_format.load()
    for part in _parts(read_format(data, path, replace(options, media_type=file_format.media_type, read=read))):
        if _VISIBLE.search(part.content.text, part.content.body.start, part.content.body.end):
            found = True
            yield part if encoding is None else replace(part, content=with_encoding(part.content, encoding))
    if not found:
        raise EmptyFile(Message("there is no text in it; check that this is the file you meant"))


def _to_utf_8(data: bytes, file_format: Format, given: str) -> tuple[bytes, TextEncoding | None]:
    """Return a text in UTF-8, which is what its reader takes it for, and the encoding that it was in."""
    decoded = decode_text(data, declared_charset(data) if file_format is Format.HTML else None, given)
    return (data if decoded.encoding is None else decoded.text.encode("utf-8", "replace")), decoded.encoding


def _parts(made: Content | Part | Iterator[Part]) -> Iterator[Part]:
    if isinstance(made, Content):
        yield Part(made)
    elif isinstance(made, Part):
        yield made
    else:
        yield from made
