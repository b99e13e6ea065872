"""OpenDocument texts: all that a person sees in them, changes accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.blocks import without_contents, write_blocks
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.office.package import BROKEN
from corpus.readers.opendocument.names import STYLE
from corpus.readers.opendocument.package import OpenDocument
from corpus.readers.opendocument.story import StoryReader
from corpus.readers.opendocument.styles import Styles
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    styles = Styles(document)
    body = list(StoryReader(document, styles).blocks(document.body("text")))
    running = StoryReader(document, styles, running=True)
    above = list(_running(document, running, "header", body))
    below = list(_running(document, running, "footer", [*above, *body]))
    return [*above, *without_contents(body), *below]


def _running(document: OpenDocument, reader: StoryReader, kind: str, known: Sequence[TextBlock]) -> Iterator[TextBlock]:
    """Yield the blocks of the headers or footers that stand nowhere else in the document, each once."""
    seen = {block.words for block in known}
    for part in _running_parts(document, kind):
        for block in reader.blocks(part):
            if block.words not in seen and any(map(str.isalpha, block.words)):
                seen.add(block.words)
                yield block


def _running_parts(document: OpenDocument, kind: str) -> Iterator[etree._Element]:
    for page in document.styles.iter(f"{STYLE}master-page") if document.styles is not None else ():
        for each in page.iterchildren(*(f"{STYLE}{kind}{part}" for part in _PARTS)):
            if each.get(f"{STYLE}display") != "false":
                yield each
