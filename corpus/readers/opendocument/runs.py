"""The words of a paragraph as a reader of the document sees them, and what hangs on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.readers.office.names import is_element
from corpus.readers.opendocument.names import DRAW, OFFICE, TEXT
from corpus.readers.opendocument.objects import inline_formula
from corpus.text.raised import raised_words

if TYPE_CHECKING:
    from lxml import etree

    from corpus.readers.opendocument.package import OpenDocument
    from corpus.readers.opendocument.styles import OdfStyles

_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
_MAX_SPACES = 100
"""Spaces that one element may stand for; a hostile one claims to be millions."""
_LEFT_OUT = frozenset(
    {
        *(
            f"{TEXT}{name}"
            for name in ("ruby-text", "hidden-text", "hidden-paragraph", "placeholder", "script", "number")
        ),
        *(f"{OFFICE}{name}" for name in ("annotation-end", "event-listeners", "binary-data")),
    }
)
"""What does not show, is a prompt, or the reading above a ruby, which is left out as in e-books."""
_COUNTED = frozenset(f"{TEXT}{name}" for name in ("page-number", "page-count", "page-continuation"))
_SHOWN_BESIDE = frozenset({f"{TEXT}note", f"{OFFICE}annotation"})


@dataclass(slots=True)
class OdfLine:
    """What has been read of one paragraph.

    Attributes:
        pieces: Its words, to be joined.
        hanging: What is shown beside it: notes, comments, frames and shapes.
        raised: What is read next is set raised.
    """

    pieces: list[str] = field(default_factory=list)
    hanging: list[etree._Element] = field(default_factory=list)
    raised: bool = False
    _after_raised: bool = False

    @property
    def text(self) -> str:
        """Return the words so far."""
        return "".join(self.pieces).strip()

    def add_text(self, text: str | None) -> None:
        """Append text of the XML, where white space of any length is one space."""
        words = _WHITE_SPACE.sub(" ", text or "")
        if words.startswith(" ") and (not self.pieces or self.pieces[-1][-1] in " \n\t"):
            words = words[1:]
        if words:
            signed = self.raised and not self._after_raised and self.pieces
            self.pieces.append(raised_words(words, self.pieces[-1]) if signed else words)
            self._after_raised = self.raised


class OdfRunReader:
    """Reads paragraphs; `running` ones, in headers and footers, without the numbers of pages."""

    def __init__(self, document: OpenDocument, styles: OdfStyles, *, running: bool = False) -> None:
        self._document, self._styles = document, styles
        self._left_out = _LEFT_OUT | _COUNTED if running else _LEFT_OUT

    def read(self, paragraph: etree._Element) -> OdfLine:
        """Return the words of a paragraph, and what hangs on it."""
        line = OdfLine()
        self._read_into(paragraph, line)
        return line

    def _read_into(self, element: etree._Element, line: OdfLine) -> None:
        line.add_text(element.text)
        for each in element:
            if is_element(each):
                self._read_child(each, line)
            line.add_text(each.tail)

    def _read_child(self, each: etree._Element, line: OdfLine) -> None:
        if each.tag in self._left_out:
            return
        if each.tag == f"{DRAW}frame" and (formula := inline_formula(each, self._document)):
            line.pieces.append(formula)
        elif each.tag in _SHOWN_BESIDE or (each.tag.startswith(DRAW) and each.tag != f"{DRAW}a"):
            line.hanging.append(each)
        elif each.tag == f"{TEXT}s":
            count = each.get(f"{TEXT}c", "1")
            line.pieces.append(" " * (min(int(count), _MAX_SPACES) if count.isdecimal() else 1))
        elif each.tag == f"{TEXT}tab":
            line.pieces.append("\t")
        elif each.tag == f"{TEXT}line-break":
            line.pieces.append("\n")
        elif each.tag != f"{TEXT}span":
            self._read_into(each, line)
        elif not self._styles.is_hidden("text", style := each.get(f"{TEXT}style-name")):
            around, line.raised = line.raised, line.raised or self._styles.is_raised(style)
            self._read_into(each, line)
            line.raised = around
