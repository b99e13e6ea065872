"""A printed line as it is stored: its words with what stands between them, and the box of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from corpus.printed_layout import pack_columns
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN, ends_in_broken_word, mend_word
from corpus.readers.pdf.lines import space_between
from corpus.readers.pdf.scripts import between_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from corpus.readers.pdf.lines import Frame, Line
    from corpus.readers.pdf.paragraphs import PdfParagraph

_Box = tuple[float, float, float, float]


class WrittenLine(NamedTuple):
    """The text of a line and what parts it from the next, and where in it each of its words starts and ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def written_line(paragraph: PdfParagraph, at: int, known: Collection[str]) -> WrittenLine:
    """Return a line of a paragraph; of a word that the line's end broke, each line has its part.

    `known` are the words of the document.
    """
    line = paragraph.lines[at]
    words = [word.text for word in line.words]
    gaps = _gaps(line)
    last = words[-1]
    if LINE_END_HYPHEN in line.text:
        words = [word.replace(LINE_END_HYPHEN, "-") for word in words]
    if at + 1 < len(paragraph.lines):
        after = paragraph.lines[at + 1].cells[0][0].text
        if ends_in_broken_word(last) and after[0].isalnum():
            mended = mend_word(last, after, known)
            words[-1] = mended.rstrip()
            gaps[-1] = mended[len(words[-1]) :]
        else:
            gaps[-1] = between_words(last, after)
    pieces = list(map(add, words, gaps))
    starts = [0, *accumulate(map(len, pieces))]
    return WrittenLine("".join(pieces), starts[:-1], list(map(add, starts, map(len, words))))


def _gaps(line: Line) -> list[str]:
    """Return what stands after each word of a line, nothing after the last."""
    gaps: list[str] = []
    for cell in line.cells:
        if line.text.isascii():
            gaps += [" "] * (len(cell) - 1)
        else:
            gaps += map(space_between, cell, cell[1:])
        gaps.append(" ")
    gaps[-1] = ""
    return gaps


@dataclass(slots=True)
class PrintedColumns:
    """The places and boxes of a page's words, in the order of the text, a list for each of their fields."""

    counts: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    left: list[float] = field(default_factory=list)
    bottom: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    top: list[float] = field(default_factory=list)

    def add(self, line: Line, written: WrittenLine, offset: int, shown: Frame) -> None:
        """Add the words of a line that starts at `offset`: boxes as high as it or, if it is vertical, as wide."""
        words = line.words
        many = len(words)
        self.counts.append(many)
        self.starts += [offset + start for start in written.starts]
        self.ends += [offset + end for end in written.ends]
        if line.is_vertical:
            edges = [[line.left] * many, [w.bottom for w in words], [line.right] * many, [w.top for w in words]]
        else:
            edges = [[w.left for w in words], [line.low] * many, [w.right for w in words], [line.high] * many]
        if not shown.is_plain:
            edges = [list(edge) for edge in zip(*map(shown.shown, *edges), strict=True)]
        for column, edge in zip((self.left, self.bottom, self.right, self.top), edges, strict=True):
            column += edge

    def add_boxes(self, starts: Iterable[int], ends: Iterable[int], boxes: Sequence[_Box], shown: Frame) -> None:
        """Add the words of one printed line with the box of each."""
        self.counts.append(len(boxes))
        self.starts += starts
        self.ends += ends
        for box in boxes:
            for column, edge in zip((self.left, self.bottom, self.right, self.top), shown.shown(*box), strict=True):
                column.append(edge)

    def packed(self) -> bytes:
        """Return the words as `corpus.printed_layout` keeps them."""
        return pack_columns(self.counts, self.starts, self.ends, self.left, self.bottom, self.right, self.top)
