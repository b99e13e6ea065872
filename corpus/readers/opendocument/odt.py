"""OpenDocument texts: all that a person sees in them, changes accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.blocks import without_contents, without_repeats, write_blocks
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.office.package import BROKEN
from corpus.readers.opendocument.names import STYLE
from corpus.readers.opendocument.package import OpenDocument
from corpus.readers.opendocument.story import OdfStoryReader
from corpus.readers.opendocument.styles import OdfStyles
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.documents import Content
    from corpus.readers.common.blocks import TextBlock

BROKEN_FILE = Message("this is not a valid OpenDocument file; open it in LibreOffice and save it again")
_PARTS = ("", "-left", "-first")


def read_odt(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read a text: headers, body with its notes and comments in their places, footers.

    Raises:
        DamagedFile: It is not a valid OpenDocument text.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much.
    """
    builder = TextBuilder()
    try:
        document = OpenDocument(data)
        write_blocks(_blocks(document), builder)
        metadata = document.metadata(builder.title(path))
    except BROKEN as error:
        raise DamagedFile(BROKEN_FILE) from error
    return builder.content(metadata, options.media_type)


def _blocks(document: OpenDocument) -> list[TextBlock]:
    styles = OdfStyles(document)
    body = list(OdfStoryReader(document, styles).blocks(document.body("text")))
    running = OdfStoryReader(document, styles, running=True)
    headers, footers = (
        (block for part in _running_parts(document, kind) for block in running.blocks(part))
        for kind in ("header", "footer")
    )
    above = list(without_repeats(headers, body))
    below = list(without_repeats(footers, [*above, *body]))
    return [*above, *without_contents(body), *below]


def _running_parts(document: OpenDocument, kind: str) -> Iterator[etree._Element]:
    for page in document.styles.iter(f"{STYLE}master-page") if document.styles is not None else ():
        for each in page.iterchildren(*(f"{STYLE}{kind}{part}" for part in _PARTS)):
            if each.get(f"{STYLE}display") != "false":
                yield each
