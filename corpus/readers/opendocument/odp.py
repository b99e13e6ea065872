"""OpenDocument presentations: what stands on each slide, its notes and the comments on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Place, PlaceKind, Span
from corpus.errors import DamagedFile, EmptyFile
from corpus.messages import Message
from corpus.readers.common.blocks import BlockKind, TextBlock, write_blocks
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.office.names import is_element
from corpus.readers.office.package import BROKEN
from corpus.readers.opendocument.names import DRAW, OFFICE, SHOW
from corpus.readers.opendocument.odt import BROKEN_FILE
from corpus.readers.opendocument.package import OpenDocument
from corpus.readers.opendocument.story import OdfStoryReader
from corpus.readers.opendocument.styles import OdfStyles
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from corpus.documents import Content

_TITLE = "title"
_RUNNING = frozenset({"header", "footer", "date-time", "page-number", "page"})
_DECLARED = ("header", "footer")


def read_odp(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the slides in order; a slide's title is a heading.

    What stands on a slide, its notes and the comments on it are places, as in a presentation of PowerPoint.

    Raises:
        DamagedFile: It is not a valid OpenDocument presentation.
        EmptyFile: No slide has text.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much.
    """
    try:
        document = OpenDocument(data)
        show = _Show(document)
        show.write()
        metadata = document.metadata(show.builder.title(path))
    except BROKEN as error:
        raise DamagedFile(BROKEN_FILE) from error
    if not show.places:
        raise EmptyFile(
            Message("its slides hold pictures only, or nothing; save it as PDF and run text recognition (OCR) on it")
        )
    return show.builder.content(metadata, options.media_type, show.places)


class _Show:
    """A presentation while it is read: its text so far, and the places in it."""

    def __init__(self, document: OpenDocument) -> None:
        self.builder = TextBuilder()
        self.places: list[Place] = []
        self._body = document.body("presentation")
        self._styles = OdfStyles(document)
        self._reader = OdfStoryReader(document, self._styles)
        self._said: set[str] = set()

    def write(self) -> None:
        """Append all slides."""
        for number, page in enumerate(self._body.iterchildren(f"{DRAW}page"), start=1):
            style = page.get(f"{DRAW}style-name")
            hidden = " (hidden slide)" if self._styles.of_page(style, f"{SHOW}visibility") == "hidden" else ""
            for blocks, label in (
                (list(self._on_slide(page)), ""),
                (list(self._notes(page)), ", notes"),
                (list(self._comments(page)), ", comments"),
            ):
                if span := self._add_all(blocks):
                    self.places.append(Place(PlaceKind.SLIDE, number, span, f"slide {number}{label}{hidden}"))

    def _on_slide(self, page: etree._Element) -> Iterator[TextBlock]:
        """Yield the title and what else is drawn on a slide; a title that stands alone is a paragraph."""
        shapes = list(_shapes(page))
        title = next((each for each in shapes if each.get(f"{SHOW}class") == _TITLE), None)
        words = " ".join(block.words for block in self._blocks_of(title)) if title is not None else ""
        rest = [
            block
            for each in shapes
            if each is not title and each.get(f"{SHOW}class") not in _RUNNING
            for block in self._blocks_of(each)
        ]
        rest += self._running(page)
        if words:
            yield TextBlock(words, BlockKind.HEADING if rest else BlockKind.PARAGRAPH, 1)
        yield from rest

    def _blocks_of(self, shape: etree._Element) -> list[TextBlock]:
        return list(self._reader.shape_blocks(shape))

    def _running(self, page: etree._Element) -> Iterator[TextBlock]:
        """Yield the header and footer of a slide that no slide before it has shown."""
        for kind in _DECLARED:
            name = page.get(f"{SHOW}use-{kind}-name")
            for each in self._body.iterchildren(f"{SHOW}{kind}-decl") if name else ():
                words = " ".join("".join(map(str, each.itertext())).split())
                if each.get(f"{SHOW}name") == name and words and words not in self._said:
                    self._said.add(words)
                    yield TextBlock(words)

    def _notes(self, page: etree._Element) -> Iterator[TextBlock]:
        for notes in page.iterchildren(f"{SHOW}notes"):
            for shape in _shapes(notes):
                if shape.get(f"{SHOW}class") not in _RUNNING:
                    yield from self._reader.shape_blocks(shape)

    def _comments(self, page: etree._Element) -> Iterator[TextBlock]:
        for each in page.iterchildren(f"{OFFICE}annotation"):
            yield from self._reader.comment_blocks(each)

    def _add_all(self, blocks: Sequence[TextBlock]) -> Span | None:
        written = TextBuilder()
        write_blocks(blocks, written)
        return self.builder.extend(written)


def _shapes(page: etree._Element) -> Iterator[etree._Element]:
    """Yield what is drawn on a page, without empty placeholders, which show a prompt."""
    for each in page:
        if is_element(each) and each.tag.startswith(DRAW) and each.get(f"{SHOW}placeholder") != "true":
            yield each
