"""Presentations: what stands on each slide, its notes and the comments on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Place, PlaceKind, Span
from corpus.errors import DamagedFile, EmptyFile
from corpus.messages import Message
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.office.core_properties import ooxml_metadata
from corpus.readers.office.drawing.frames import Frames
from corpus.readers.office.names import P, is_on
from corpus.readers.office.package import BROKEN, OfficePackage, relation_id
from corpus.readers.office.slides.comments import SlideComments
from corpus.readers.office.slides.shapes import ShapeText, SlideShapes
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

    from corpus.documents import Content

_BROKEN = Message("this is not a valid PPTX file; open it in PowerPoint or LibreOffice and save it as PPTX again")


def read_pptx(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the slides in order; a slide's title is a heading.

    What stands on a slide, its notes and the comments on it are places: "slide 3", "slide 3, notes" and "slide 3,
    comments".

    Raises:
        DamagedFile: It is not a valid PPTX file.
        EmptyFile: No slide has text.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much.
    """
    try:
        package = OfficePackage(data)
        show = _Presentation(package)
        show.write()
        metadata = ooxml_metadata(package, untitled=show.builder.title(path))
    except BROKEN as error:
        raise DamagedFile(_BROKEN) from error
    if not show.places:
        raise EmptyFile(
            Message("its slides hold pictures only, or nothing; save it as PDF and run text recognition (OCR) on it")
        )
    return show.builder.content(metadata, options.media_type, show.places)


class _Presentation:
    """A presentation while it is read: its text so far, and the places in it."""

    def __init__(self, package: OfficePackage) -> None:
        self.builder = TextBuilder()
        self.places: list[Place] = []
        self._package = package
        self._frames, self._comments = Frames(package), SlideComments(package)
        self._said: set[str] = set()
        self._layouts: set[str] = set()

    def write(self) -> None:
        """Append all slides. Raises one of `BROKEN` if the main part, or all slides, are damaged."""
        parts = list(_slide_parts(self._package))
        found = [(number, part, self._package.parse_or_none(part)) for number, part in enumerate(parts, start=1)]
        if parts and all(root is None for _, _, root in found):
            self._package.parse(parts[0])
        for number, part, root in found:
            if root is not None:
                self._write_slide(number, part, root)

    def _write_slide(self, number: int, part: str, root: etree._Element) -> None:
        hidden = "" if root.get("show") is None or is_on(root, "show") else " (hidden slide)"
        shapes = SlideShapes(root, part, self._frames)
        written = (
            (self._write_shapes(shapes, part), ""),
            (self._add_all(map(ShapeText, self._notes(part))), ", notes"),
            (self._add_all(map(ShapeText, self._comments.of_slide(part))), ", comments"),
        )
        for span, label in written:
            if span:
                self.places.append(Place(PlaceKind.SLIDE, number, span, f"slide {number}{label}{hidden}"))

    def _write_shapes(self, shapes: SlideShapes, part: str) -> Span | None:
        """Append what is drawn on a slide and return its span; a title that stands alone is a paragraph."""
        texts = [*shapes.texts(), *map(ShapeText, self._running(shapes, part))]
        first = self.builder.add_heading(shapes.title, 1) if texts else self.builder.add(shapes.title)
        return self._add_all(texts, first)

    def _running(self, shapes: SlideShapes, part: str) -> list[str]:
        """Return the footers of a slide, and the text of its layout, that no slide before it has shown."""
        texts = [*shapes.running(), *self._of_layouts(part)]
        new = [text for text in dict.fromkeys(texts) if text not in self._said]
        self._said.update(new)
        return new

    def _of_layouts(self, part: str) -> Iterator[str]:
        for layout in self._package.targets(part, "slideLayout"):
            for name in (layout, *self._package.targets(layout, "slideMaster")):
                if name not in self._layouts:
                    self._layouts.add(name)
                    root = self._package.parse_or_none(name)
                    yield from SlideShapes(root, name, self._frames).loose() if root is not None else ()

    def _notes(self, part: str) -> Iterator[str]:
        for name in self._package.targets(part, "notesSlide"):
            root = self._package.parse_or_none(name)
            yield from SlideShapes(root, name, self._frames).notes() if root is not None else ()

    def _add_all(self, texts: Iterable[ShapeText], first: Span | None = None) -> Span | None:
        add = (self.builder.add_row(each.text) if each.is_row else self.builder.add(each.text) for each in texts)
        spans = [span for span in (first, *add) if span]
        return Span(spans[0].start, spans[-1].end) if spans else None


def _slide_parts(package: OfficePackage) -> Iterator[str]:
    """Yield the names of the slides' parts in the order of the presentation, each once."""
    root = package.parse(package.main)
    if root.tag != f"{P}presentation":
        raise ValueError(f"the main part is no presentation: {root.tag!r}")
    ids = (relation_id(each) for each in root.iterfind(f"{P}sldIdLst/{P}sldId"))
    yield from dict.fromkeys(name for each in ids if (name := package.target(package.main, each)))
