"""The blocks of a story: the body of a Word document, a header, a note, a cell, a text box."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.readers.common.blocks import BlockKind, TextBlock
from corpus.readers.common.grid import table_blocks
from corpus.readers.office.drawing.frames import FRAMES
from corpus.readers.office.names import W, is_element
from corpus.readers.office.word.notes import NOTES
from corpus.readers.office.word.runs import ParagraphText, RunReader, is_prompt, shape_words
from corpus.readers.office.word.styles import PLAIN
from corpus.readers.office.word.tables import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.readers.office.drawing.frames import Frames
    from corpus.readers.office.word.notes import Notes
    from corpus.readers.office.word.numbering import Numbering
    from corpus.readers.office.word.styles import Style, Styles

_LEFT_OUT = frozenset({f"{W}{name}" for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "sectPr")})
_DELETED_MARKS = (f"{W}rPr/{W}del", f"{W}rPr/{W}moveFrom")


@dataclass(frozen=True, slots=True)
class Shared:
    """What the stories of one document share."""

    styles: Styles
    numbering: Numbering
    frames: Frames
    notes: Notes


class StoryReader:
    """Reads one story, which is in the part of a name, in the order of its XML."""

    def __init__(self, story: etree._Element, part: str, shared: Shared, *, running: bool = False) -> None:
        """Prepare to read; `running` is for headers and footers."""
        self._part, self._shared, self._styles = part, shared, shared.styles
        self._runs = RunReader(shared.styles, story, running=running)
        self._story = story

    def blocks(self) -> Iterator[TextBlock]:
        """Yield the blocks of the story; what hangs on a paragraph comes after it."""
        yield from self._blocks_in(self._story)

    def _blocks_in(self, container: etree._Element) -> Iterator[TextBlock]:
        line = ParagraphText()
        for each in _flow(container):
            if each.tag == f"{W}tbl":
                yield from self._paragraph(line, PLAIN)
                line = ParagraphText()
                yield from table_blocks(list(table_rows(each, lambda cell: list(self._blocks_in(cell)))))
                continue
            properties = each.find(f"{W}pPr")
            style = self._styles.of_paragraph(properties)
            self._runs.read(each, line, hidden=style.hidden)
            if properties is not None and any(properties.find(mark) is not None for mark in _DELETED_MARKS):
                continue  # where its end was deleted, a paragraph goes on in the next
            label = "" if style.hidden else self._shared.numbering.label(properties)
            yield from self._paragraph(line, style, label, alone=container.tag == f"{W}tc")
            line = ParagraphText()
        yield from self._paragraph(line, PLAIN)

    def _paragraph(
        self, line: ParagraphText, style: Style, label: str = "", *, alone: bool = False
    ) -> Iterator[TextBlock]:
        """Yield a paragraph and what hangs on it; one without words is its label, if that may stand `alone`."""
        text = line.text.strip()
        if text:
            kind = BlockKind.HEADING if style.level else BlockKind.ITEM if style.listed else BlockKind.PARAGRAPH
            yield TextBlock(text, kind, style.level or 0, line.in_contents or style.in_contents, label)
        elif label and alone:
            yield TextBlock(label)
        for each in line.hanging:
            yield from self._hanging(each)

    def _hanging(self, element: etree._Element) -> Iterator[TextBlock]:
        """Yield what stands beside a paragraph: a box, a chart or diagram, a note, a comment."""
        if element.tag == f"{W}txbxContent":
            yield from self._blocks_in(element)
        elif element.tag in FRAMES:
            labels, rows = self._shared.frames.labels_and_rows(element, self._part)
            yield from (TextBlock(label, BlockKind.APART) for label in labels)
            yield from (TextBlock(row, BlockKind.ROW) for row in rows)
        elif kind := NOTES.get(element.tag):
            yield from self._note(kind, element.get(f"{W}id", ""))
        elif words := shape_words(element):
            yield TextBlock(words, BlockKind.APART)

    def _note(self, kind: str, id: str) -> Iterator[TextBlock]:
        note = self._shared.notes.take(kind, id)
        if note is None:
            return
        reader = StoryReader(note.element, note.part, self._shared)
        opening = note.opening
        for block in reader.blocks():
            apart = block if block.kind is BlockKind.ROW else TextBlock(block.labelled, BlockKind.APART)
            yield replace(apart, text=f"{opening}{apart.text}")
            opening = ""


def _flow(container: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs and tables of a container, also those in controls, insertions and other wrappings."""
    for each in container:
        if not is_element(each) or each.tag in _LEFT_OUT or is_prompt(each):
            continue
        if each.tag in (f"{W}p", f"{W}tbl"):
            yield each
        else:
            yield from _flow(each)
