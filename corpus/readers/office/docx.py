"""Word documents: all that a person sees in them, changes accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.blocks import without_contents, write_blocks
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.office.core_properties import ooxml_metadata
from corpus.readers.office.drawing.frames import Frames
from corpus.readers.office.names import W
from corpus.readers.office.package import BROKEN, OfficePackage
from corpus.readers.office.word.body import Shared, StoryReader
from corpus.readers.office.word.notes import Notes
from corpus.readers.office.word.numbering import Numbering
from corpus.readers.office.word.running import running_parts
from corpus.readers.office.word.styles import Styles
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from corpus.documents import Content
    from corpus.readers.common.blocks import TextBlock

_BROKEN = Message("this is not a valid DOCX file; open it in Word or LibreOffice and save it as DOCX again")


def read_docx(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read a Word document: headers, body with its notes and comments in their places, footers.

    Raises:
        DamagedFile: It is not a valid DOCX file.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much.
    """
    builder = TextBuilder()
    try:
        package = OfficePackage(data)
        write_blocks(_blocks(package), builder)
        metadata = ooxml_metadata(package, untitled=builder.title(path))
    except BROKEN as error:
        raise DamagedFile(_BROKEN) from error
    return builder.content(metadata, options.media_type)


def _blocks(package: OfficePackage) -> list[TextBlock]:
    """Return the blocks of a document. Raises one of `BROKEN` if its main part is damaged."""
    document = package.parse(package.main)
    if document.tag != f"{W}document":
        raise ValueError(f"the main part is no document: {document.tag!r}")
    stories = _Stories(package)
    found = document.find(f"{W}body")
    body = list(stories.blocks(found, package.main)) if found is not None else []
    above = list(stories.running(document, "header", body))
    below = list(stories.running(document, "footer", [*above, *body]))
    return [*above, *without_contents(body), *below]


class _Stories:
    """The stories of one document, with what they share."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self._frames, self._notes = Frames(package), Notes(package)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles)

    def blocks(self, story: etree._Element, part: str, *, running: bool = False) -> Iterator[TextBlock]:
        shared = Shared(self._styles, self._numbering, self._frames, self._notes)
        return StoryReader(story, part, shared, running=running).blocks()

    def _part(self, kind: str) -> etree._Element | None:
        return self._package.parse_or_none(next(iter(self._package.targets(self._package.main, kind)), None))

    def running(self, document: etree._Element, kind: str, known: Sequence[TextBlock]) -> Iterator[TextBlock]:
        """Yield the blocks of the headers or footers that stand nowhere else in the document, each once."""
        seen = {block.words for block in known}
        for part in running_parts(self._package, document, kind):
            root = self._package.parse_or_none(part)
            for block in self.blocks(root, part, running=True) if root is not None else ():
                if block.words not in seen:
                    seen.add(block.words)
                    yield block
