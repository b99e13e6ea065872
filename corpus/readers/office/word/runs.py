"""The words of a paragraph as a reader of the document sees them, changes accepted; and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.readers.office.drawing.equations import equation_text
from corpus.readers.office.drawing.frames import FRAMES
from corpus.readers.office.drawing.text import paragraph_text
from corpus.readers.office.names import A, M, V, W, is_element
from corpus.readers.office.word.fields import Fields
from corpus.readers.office.word.symbols import symbol
from corpus.text.raised import raised_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from corpus.readers.office.word.styles import Styles

_LEFT_OUT = frozenset(
    f"{W}{name}"
    for name in (
        *("del", "moveFrom", "delText", "delInstrText", "rt"),
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rubyPr"),
    )
)
"""What was deleted or moved away, and what is not text; the reading above a ruby is left out as in e-books."""
_WRITTEN = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_EQUATIONS = frozenset({f"{M}oMath", f"{M}oMathPara"})
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_REFERENCES = frozenset({f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentReference"})
_HANGING = FRAMES | {f"{W}txbxContent", f"{V}textpath", f"{A}p"}


@dataclass(slots=True)
class ParagraphText:
    """What has been read of one paragraph.

    Attributes:
        pieces: Its words, to be joined.
        hanging: What is shown beside it: references to notes and comments, boxes, charts and diagrams.
        in_contents: True if some of it is an entry of a generated table of contents.
        raised: What is read next is set raised.
    """

    pieces: list[str] = field(default_factory=list)
    hanging: list[etree._Element] = field(default_factory=list)
    in_contents: bool = False
    raised: bool = False
    _after_equation: bool = False
    _after_raised: bool = False

    @property
    def text(self) -> str:
        """Return the words so far."""
        return "".join(self.pieces)

    def add(self, words: str, *, is_equation: bool = False) -> None:
        """Append words; an equation stands apart from letters before and after it."""
        if self.raised and not self._after_raised and self.pieces:
            words = raised_words(words, self.pieces[-1])
        self._after_raised = self.raised
        touching = self.pieces and self.pieces[-1][-1:].isalnum() and words[:1].isalnum()
        self.pieces.append(f" {words}" if touching and (is_equation or self._after_equation) else words)
        self._after_equation = is_equation


class RunReader:
    """Reads paragraphs of one story (the body, a header, a note) in order; a field may begin in one and end later."""

    def __init__(self, styles: Styles, story: etree._Element, *, running: bool = False) -> None:
        """Prepare to read; `running` is for headers and footers, where the numbers of pages are no text."""
        self._styles = styles
        self._fields = Fields(story, running=running)

    def read(self, paragraph: etree._Element, line: ParagraphText, *, hidden: bool = False) -> None:
        """Append to `line` what a person sees of a paragraph; `hidden` if its style hides what does not say else."""
        for each in paragraph:
            self._read(each, line, hidden)

    def _read(self, element: etree._Element, line: ParagraphText, hidden: bool) -> None:
        tag = element.tag
        if not is_element(element) or tag in _LEFT_OUT:
            return
        if tag == f"{W}r":
            properties = element.find(f"{W}rPr")
            hides, line.raised = self._styles.hides(properties), self._styles.raises(properties)
            self.read(element, line, hidden=hidden if hides is None else hides)
            line.raised = False
        elif tag == f"{W}fldChar":
            self._write(self._fields.mark(element), line, hidden)
        elif tag == f"{W}instrText":
            self._fields.add_code(element.text or "")
        elif tag in _DRAWINGS:
            _hang(element, line, lambda: hidden or not self._fields.shown)
        elif tag in _REFERENCES:
            if not hidden and self._fields.shown:
                line.hanging.append(element)
        elif tag in _EQUATIONS:
            self._write(equation_text(element), line, hidden, is_equation=True)
        elif (words := _words(element)) is not None:
            self._write(words, line, hidden)
        elif tag == f"{W}fldSimple":
            self._read_simple_field(element, line, hidden)
        elif not is_prompt(element):
            self.read(element, line, hidden=hidden)

    def _read_simple_field(self, element: etree._Element, line: ParagraphText, hidden: bool) -> None:
        if self._fields.shows(element.get(f"{W}instr", "")):
            self.read(element, line, hidden=hidden)

    def _write(self, words: str, line: ParagraphText, hidden: bool, *, is_equation: bool = False) -> None:
        if words and not hidden and self._fields.shown:
            line.add(words, is_equation=is_equation)
            line.in_contents = line.in_contents or self._fields.in_contents


def is_prompt(element: etree._Element) -> bool:
    """Return True for a content control that shows what to enter, as nothing has been."""
    properties = element.find(f"{W}sdtPr") if element.tag == f"{W}sdt" else None
    return properties is not None and properties.find(f"{W}showingPlcHdr") is not None


def shape_words(element: etree._Element) -> str:
    """Return the words that a shape has without a text box: of WordArt, or of a paragraph in a drawing."""
    if element.tag == f"{V}textpath":
        return " ".join((element.get("string") or "").split())
    return paragraph_text(element)


def _words(element: etree._Element) -> str | None:
    if element.tag == f"{W}t":
        return element.text or ""
    if element.tag == f"{W}sym":
        return symbol(element.get(f"{W}char", ""), element.get(f"{W}font", ""))
    return _WRITTEN.get(element.tag)


def _hang(drawing: etree._Element, line: ParagraphText, is_hidden: Callable[[], bool]) -> None:
    """Note what a drawing holds, from the outside in: what stands in a text box is read with the box."""
    if is_hidden():
        return
    waiting = list(reversed(drawing))
    while waiting:
        each = waiting.pop()
        if not is_element(each):
            continue
        if each.tag in _HANGING:
            line.hanging.append(each)
        else:
            waiting += reversed(each)
