"""DOC, XLS and PPT: converted by LibreOffice, and then read like the files of today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.messages import Message
from corpus.readers.legacy import libreoffice
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Part


def read_doc(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read a Word document of an old format. Raises ReadError if LibreOffice is not installed, or fails."""
    return _converted(data, path, ".doc", ".docx", options)


def read_xls(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read a spreadsheet of an old format. Raises ReadError if LibreOffice is not installed, or fails."""
    return _converted(data, path, ".xls", ".xlsx", options)


def read_ppt(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read a presentation of an old format. Raises ReadError if LibreOffice is not installed, or fails."""
    return _converted(data, path, ".ppt", ".pptx", options)


def _converted(data: bytes, path: str, old: str, new: str, options: ReadOptions) -> Iterator[Part]:
    if libreoffice.program() is None:
        raise ReadError(
            Message(
                "this is in the old Office format (before 2007); install LibreOffice and add it again, or save it as "
                "{format} and add that",
                format=new[1:].upper(),
            )
        )
    made = libreoffice.convert(data, old, new)
    for part in options.read(made, path, replace(options, depth=options.depth + 1)):
        yield replace(part, content=replace(part.content, media_type=options.media_type))
