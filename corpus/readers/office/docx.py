"""Word documents: all that a person sees in them, changes accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.office.core_properties import ooxml_metadata
from corpus.readers.office.drawing.frames import Frames
from corpus.readers.office.names import W
from corpus.readers.office.package import BROKEN, OfficePackage
from corpus.readers.office.word.blocks import BlockKind
from corpus.readers.office.word.body import StoryReader
from corpus.readers.office.word.notes import Notes
from corpus.readers.office.word.running import running_parts
from corpus.readers.office.word.styles import Styles
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from corpus.documents import Content
    from corpus.readers.office.word.blocks import WordBlock

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
        _write(_blocks(package), builder)
        metadata = ooxml_metadata(package, untitled=builder.title(path))
    except BROKEN as error:
        raise DamagedFile(_BROKEN) from error
    return builder.content(metadata, options.media_type)


def _blocks(package: OfficePackage) -> list[WordBlock]:
    """Return the blocks of a document. Raises one of `BROKEN` if its main part is damaged."""
    document = package.parse(package.main)
    if document.tag != f"{W}document":
        raise ValueError(f"the main part is no document: {document.tag!r}")
    stories = _Stories(package)
    found = document.find(f"{W}body")
    body = list(stories.blocks(found, package.main)) if found is not None else []
    above = list(stories.running(document, "header", body))
    below = list(stories.running(document, "footer", [*above, *body]))
    return [*above, *_without_contents(body), *below]


class _Stories:
    """The stories of one document, with what they share."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self._frames, self._notes = Frames(package), Notes(package)
        self._styles = Styles(package.parse_or_none(next(iter(package.targets(package.main, "styles")), None)))

    def blocks(self, story: etree._Element, part: str, *, running: bool = False) -> Iterator[WordBlock]:
        return StoryReader(story, part, self._styles, self._frames, self._notes, running=running).blocks()

    def running(self, document: etree._Element, kind: str, known: Sequence[WordBlock]) -> Iterator[WordBlock]:
        """Yield the blocks of the headers or footers that stand nowhere else in the document, each once."""
        seen = {_words(block) for block in known}
        for part in running_parts(self._package, document, kind):
            root = self._package.parse_or_none(part)
            for block in self.blocks(root, part, running=True) if root is not None else ():
                if _words(block) not in seen:
                    seen.add(_words(block))
                    yield block


def _without_contents(blocks: Sequence[WordBlock]) -> Iterator[WordBlock]:
    """Yield the blocks but for generated entries of a table of contents whose words are those of another block."""
    known = {_words(block) for block in blocks if not block.in_contents}
    for block in blocks:
        entry = (" ".join(part.split()) for part in block.text.split("\t"))
        if not (block.in_contents and any(part in known for part in entry if part)):
            yield block


def _words(block: WordBlock) -> str:
    return " ".join(block.text.split())


def _write(blocks: Sequence[WordBlock], builder: TextBuilder) -> None:
    """Append the blocks; the items of a list stand line under line."""
    in_list = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            builder.add_heading(block.text, block.level)
        elif block.kind is BlockKind.ITEM:
            builder.add(f"- {_words(block)}", between="\n" if in_list else "\n\n")
        elif block.kind is BlockKind.ROW:
            builder.add_row(block.text)
        else:
            builder.add(block.text)
        in_list = block.kind is BlockKind.ITEM
