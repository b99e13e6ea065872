"""One file's bytes in, its `Content` out. The bytes decide which reader takes them; the name only hints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.errors import EmptyFile
from corpus.readers.kinds import SUFFIXES, SUPPORTED, Kind, kind_of

if TYPE_CHECKING:
    from corpus.documents import Content

__all__ = ["SUFFIXES", "SUPPORTED", "Kind", "kind_of", "read"]

_VISIBLE = re.compile(r"[^\s\ufeff\u200b\u2060\0]")


def read(data: bytes, path: str) -> Content:
    """What the file says, with exact offsets into the text that is stored.

    Raises `ReadError`s whose message is the reason and the next step, without the file's name. Hostile bytes
    can take much time and memory, or end the process: `corpus.reading.Reader` reads under limits.
    """
    content = _read_as(kind_of(data, path), data, path)
    if not _VISIBLE.search(content.text, content.body.start, content.body.end):
        raise EmptyFile("there is no text in it; check that this is the file you meant")
    return content


def _read_as(kind: Kind, data: bytes, path: str) -> Content:
    """Imports the one reader that is needed, since each brings a library that takes time to load."""
    match kind:
        case Kind.TEXT:
            from corpus.readers.text import read_text

            return read_text(data, path)
        case Kind.MARKDOWN:
            from corpus.readers.markdown import read_markdown

            return read_markdown(data, path)
        case Kind.HTML:
            from corpus.readers.html import read_html

            return read_html(data, path)
        case Kind.PDF:
            from corpus.readers.pdf import read_pdf

            return read_pdf(data, path)
        case Kind.DOCX:
            from corpus.readers.docx import read_docx

            return read_docx(data, path)
