"""The texts of the shapes on a slide, in the order in which they are drawn and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.office.drawing.frames import FRAMES
from corpus.readers.office.drawing.text import blocks, paragraphs
from corpus.readers.office.names import A, P, is_element
from corpus.readers.office.slides.tables import table_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

    from corpus.readers.office.drawing.frames import Frames
    from corpus.readers.office.drawing.text import DrawnParagraph

_TITLES = frozenset({"title", "ctrTitle"})
_BULLETED = frozenset({"body", "obj"})
"""Placeholders that have bullets unless they say otherwise; one without a type is an "obj"."""
_RUNNING = frozenset({"ftr", "hdr", "dt"})
"""Placeholders that say the same on every slide."""
_CHANGING = frozenset({"slidenum", *("datetime", *(f"datetime{number}" for number in range(1, 14)))})
"""Fields that the program fills in anew each time."""
_PROPERTIES = frozenset({f"{P}nvSpPr", f"{P}nvGrpSpPr", f"{P}nvGraphicFramePr", f"{P}nvCxnSpPr", f"{P}nvPicPr"})


@dataclass(frozen=True, slots=True)
class ShapeText:
    """A block of text of a shape; `is_row`: it is a row of a table or of a chart's data."""

    text: str
    is_row: bool = False


class SlideShapes:
    """The shapes of a slide, of its notes, or of what it is laid out on: a part of the package."""

    def __init__(self, root: etree._Element, part: str, frames: Frames) -> None:
        self._part, self._frames = part, frames
        self._tree = root.find(f"{P}cSld/{P}spTree")
        self._title = self._find(lambda kind: kind in _TITLES)

    @property
    def title(self) -> str:
        """Return the title of the slide on one line; "" if it has none."""
        return " ".join(each.words for each in _body_paragraphs(self._title))

    def texts(self) -> Iterator[ShapeText]:
        """Yield all but the title, the number, and what is the same on every slide."""
        yield from self._of_all(lambda shape, kind: shape is not self._title and kind not in (*_RUNNING, "sldNum"))

    def running(self) -> list[str]:
        """Return what is the same on every slide: footers, and dates that stand fast."""
        return [each.text for each in self._of_all(lambda _, kind: kind in _RUNNING)]

    def loose(self) -> list[str]:
        """Return what stands in no placeholder: the text that a layout adds to its slides."""
        return [each.text for each in self._of_all(lambda _, kind: kind is None)]

    def notes(self) -> Iterator[str]:
        """Yield the blocks of a page of notes."""
        for shape in self._shapes(self._tree):
            if _placeholder(shape) in ("body", None):
                yield from blocks(_body_paragraphs(shape), bulleted=False)

    def _find(self, wanted: Callable[[str | None], bool]) -> etree._Element | None:
        return next((each for each in self._shapes(self._tree) if wanted(_placeholder(each))), None)

    def _of_all(self, wanted: Callable[[etree._Element, str | None], bool]) -> Iterator[ShapeText]:
        for shape in self._shapes(self._tree):
            kind = _placeholder(shape)
            if wanted(shape, kind):
                yield from self._texts_of(shape, kind)

    def _shapes(self, tree: etree._Element | None) -> Iterator[etree._Element]:
        """Yield the shapes that are not hidden; those of a group in its place."""
        for each in tree if tree is not None else ():
            if not is_element(each) or each.tag in _PROPERTIES or _is_hidden(each):
                continue
            if each.tag in (f"{P}sp", f"{P}graphicFrame", f"{P}cxnSp"):
                yield each
            else:
                yield from self._shapes(each)

    def _texts_of(self, shape: etree._Element, kind: str | None) -> Iterator[ShapeText]:
        if shape.tag != f"{P}graphicFrame":
            yield from map(ShapeText, blocks(_body_paragraphs(shape), bulleted=kind in _BULLETED))
            return
        for each in shape.iter(f"{A}tbl", *sorted(FRAMES)):
            if each.tag == f"{A}tbl":
                yield from (ShapeText(row, is_row=True) for row in table_rows(each))
                continue
            labels, rows = self._frames.labels_and_rows(each, self._part)
            yield from map(ShapeText, labels)
            yield from (ShapeText(row, is_row=True) for row in rows)


def _body_paragraphs(shape: etree._Element | None) -> Iterator[DrawnParagraph]:
    body = shape.find(f"{P}txBody") if shape is not None else None
    return paragraphs(body, _CHANGING) if body is not None else iter(())


def _placeholder(shape: etree._Element) -> str | None:
    """Return the type of the placeholder that a shape fills; None if it fills none."""
    for properties in shape:
        if properties.tag in _PROPERTIES:
            found = properties.find(f"{P}nvPr/{P}ph")
            return None if found is None else found.get("type", "obj")
    return None


def _is_hidden(shape: etree._Element) -> bool:
    said = (name for each in shape if each.tag in _PROPERTIES for name in each.iterchildren(f"{P}cNvPr"))
    return any(each.get("hidden") in ("1", "true") for each in said)
