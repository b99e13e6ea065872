"""Documents of Pages, Keynote and Numbers: the PDF of itself that such a file may hold is read.

The text proper is in a format that Apple does not describe and changes with its programs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.messages import Message, MessageParts
from corpus.readers.common.zip_package import check_package, part_bytes, part_names
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Part

_PREVIEWS = ("QuickLook/Preview.pdf", "preview.pdf", "Preview.pdf")
_MAX_BYTES = 200 * 2**20
_PDF = b"%PDF-"
_WITHOUT = Message(
    "this document of Pages, Keynote or Numbers holds no PDF of itself; export it as PDF there and add that"
)

_FROM_PREVIEW = MessageParts.of(
    Message("read from the PDF preview in it, which may lack pages or the last changes; export it as PDF to be sure")
)


def read_preview(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read the PDF preview in a document of Pages, Keynote or Numbers.

    Raises:
        ReadError: It has none.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much.
    """
    check_package(data)
    names = part_names(data)
    preview = next((name for name in _PREVIEWS if name in names), None)
    pdf = part_bytes(data, preview, _MAX_BYTES) if preview else b""
    if not pdf.startswith(_PDF):
        raise ReadError(_WITHOUT)
    inside = replace(options, depth=options.depth + 1)
    for part in options.read(pdf, path, inside):
        warnings = (*part.content.warnings, _FROM_PREVIEW)
        yield replace(part, content=replace(part.content, media_type=options.media_type, warnings=warnings), printed=())
