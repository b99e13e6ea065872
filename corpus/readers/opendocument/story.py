"""The blocks of a story: the body of a text, a header, a note, a cell, a text box."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.readers.common.blocks import BlockKind, TextBlock
from corpus.readers.common.comments import comment_opening
from corpus.readers.common.grid import table_blocks
from corpus.readers.office.names import is_element
from corpus.readers.opendocument.names import DC, DRAW, OFFICE, TABLE, TEXT
from corpus.readers.opendocument.numbering import OdfNumbering, OpenList
from corpus.readers.opendocument.objects import object_blocks
from corpus.readers.opendocument.runs import OdfRunReader
from corpus.readers.opendocument.tables import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

    from corpus.readers.opendocument.package import OpenDocument
    from corpus.readers.opendocument.styles import OdfStyles

_INDEXES = frozenset(
    f"{TEXT}{name}"
    for name in (
        *("table-of-content", "illustration-index", "table-index", "object-index", "user-index"),
        *("alphabetical-index", "bibliography"),
    )
)
_GENERATED = frozenset({f"{TEXT}table-of-content"})
"""Indexes whose entries are words of the document itself."""
_LISTS = (f"{TEXT}list-item", f"{TEXT}list-header")
_WRAPPINGS = frozenset({f"{TEXT}section", f"{TEXT}numbered-paragraph", f"{TEXT}index-title", f"{DRAW}a"})
_MAX_LEVEL = 10


class OdfStoryReader:
    """Reads the stories of one document; `running` is for headers and footers."""

    def __init__(self, document: OpenDocument, styles: OdfStyles, *, running: bool = False) -> None:
        self._document, self._styles = document, styles
        self._numbering = OdfNumbering(document)
        self._runs = OdfRunReader(document, styles, running=running)

    def blocks(self, story: etree._Element) -> Iterator[TextBlock]:
        """Yield the blocks of a story; what hangs on a paragraph comes after it."""
        for each in story:
            if is_element(each):
                yield from self._block(each)

    def shape_blocks(self, shape: etree._Element) -> Iterator[TextBlock]:
        """Yield what stands in a frame, a shape or a group of them; of a frame's alternatives the first."""
        if shape.tag == f"{DRAW}frame":
            yield from self._frame(shape)
        elif shape.tag == f"{DRAW}g":
            for each in shape:
                if is_element(each) and each.tag.startswith(DRAW):
                    yield from self.shape_blocks(each)
        else:
            yield from self.blocks(shape)

    def comment_blocks(self, comment: etree._Element) -> Iterator[TextBlock]:
        """Yield the blocks of a comment, after who has made it."""
        return _apart(self.blocks(comment), comment_opening(comment.findtext(f"{DC}creator")))

    def _block(self, each: etree._Element) -> Iterator[TextBlock]:
        if each.tag in (f"{TEXT}p", f"{TEXT}h"):
            yield from self._paragraph(each)
        elif each.tag == f"{TEXT}list":
            yield from self._list(each)
        elif each.tag == f"{TABLE}table":
            yield from table_blocks(list(table_rows(each, lambda cell: tuple(self.blocks(cell)), self._styles)))
        elif each.tag in _INDEXES:
            for body in each.iterchildren(f"{TEXT}index-body"):
                found = self.blocks(body)
                yield from (replace(block, in_contents=True) for block in found) if each.tag in _GENERATED else found
        elif each.tag in _WRAPPINGS:
            if each.get(f"{TEXT}display") != "none" and each.get(f"{TEXT}is-hidden") != "true":
                yield from self.blocks(each)
        elif each.tag.startswith(DRAW) or each.tag == f"{OFFICE}annotation":
            yield from self._hanging(each)

    def _paragraph(
        self, element: etree._Element, kind: BlockKind = BlockKind.PARAGRAPH, label: str | None = None
    ) -> Iterator[TextBlock]:
        """Yield a paragraph and what hangs on it; `label` is None for one that is in no list."""
        style = element.get(f"{TEXT}style-name")
        if self._styles.is_hidden("paragraph", style):
            return
        line = self._runs.read(element)
        if line.text:
            level = _level(element) or int(self._styles.is_title(style))
            if label is None and element.tag == f"{TEXT}h" and not self._styles.is_in_no_list(style):
                label = self._numbering.heading_label(element, level - 1)
            yield TextBlock(line.text, BlockKind.HEADING if level else kind, level, label=label or "")
        for each in line.hanging:
            yield from self._hanging(each)

    def _list(self, element: etree._Element, held: OpenList | None = None, level: int = 0) -> Iterator[TextBlock]:
        """Yield the items of a list and of the lists in it; each paragraph of an item is one, its first with a number.

        `held` is the list that it is a deeper `level` of; None if it is in no other.
        """
        held = held or self._numbering.open(element)
        held = OpenList(element.get(f"{TEXT}style-name", held.style), held.counter)
        for item in element.iterchildren(*_LISTS):
            begins = item.tag == f"{TEXT}list-item"
            for each in item:
                if is_element(each) and each.tag in (f"{TEXT}p", f"{TEXT}h"):
                    label = self._numbering.label(held, level, item) if begins else ""
                    yield from self._paragraph(each, BlockKind.ITEM, label)
                    begins = False
                elif is_element(each) and each.tag == f"{TEXT}list":
                    yield from self._list(each, held, level + 1)
                elif is_element(each):
                    yield from self._block(each)

    def _hanging(self, element: etree._Element) -> Iterator[TextBlock]:
        """Yield what stands beside a paragraph: a note, a comment, a box, a chart."""
        if element.tag == f"{TEXT}note":
            for body in element.iterchildren(f"{TEXT}note-body"):
                yield from _apart(self.blocks(body))
        elif element.tag == f"{OFFICE}annotation":
            yield from self.comment_blocks(element)
        else:
            yield from self.shape_blocks(element)

    def _frame(self, frame: etree._Element) -> Iterator[TextBlock]:
        for each in frame:
            if not is_element(each):
                continue
            if each.tag == f"{DRAW}text-box":
                yield from self.blocks(each)
                return
            if each.tag == f"{TABLE}table":
                yield from self._block(each)
                return
            if each.tag == f"{DRAW}object" and (found := object_blocks(self._document.embedded(each))):
                yield from found
                return


def _level(element: etree._Element) -> int:
    if element.tag != f"{TEXT}h":
        return 0
    level = element.get(f"{TEXT}outline-level", "1")
    return min(max(int(level), 1), _MAX_LEVEL) if level.isdecimal() else 1


def _apart(blocks: Iterable[TextBlock], opening: str = "") -> Iterator[TextBlock]:
    """Yield blocks as what stands beside the text, the first after an opening."""
    for block in blocks:
        apart = block if block.kind is BlockKind.ROW else TextBlock(block.labelled, BlockKind.APART)
        yield replace(apart, text=f"{opening}{apart.text}")
        opening = ""
