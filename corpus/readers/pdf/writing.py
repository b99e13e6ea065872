"""A printed line as it is stored: its words with what stands between them, and the box of each."""

from __future__ import annotations

from itertools import pairwise, starmap
from operator import add
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.printed_layout import pack_columns
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN, ends_in_broken_word, mend_word
from corpus.readers.pdf.lines import space_between
from corpus.readers.pdf.scripts import between_words, has_ideographs

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from corpus.readers.pdf.lines import Frame, Line
    from corpus.readers.pdf.paragraphs import PdfParagraph
    from corpus.readers.pdf.printed_words import WordColumns


class WrittenLine(NamedTuple):
    """The text of a line and what parts it from the next; characters of each word, and of what stands after it."""

    text: str
    lengths: Sequence[int]
    gaps: Sequence[int]


def written_line(paragraph: PdfParagraph, at: int, known: Container[str]) -> WrittenLine:
    """Return a line of a paragraph; of a word that the line's end broke, each line has its part.

    `known` are the words of the document.
    """
    line = paragraph.lines[at]
    below = paragraph.lines[at + 1] if at + 1 < len(paragraph.lines) else None
    after = below.columns.texts[0] if below else ""
    is_broken = below is not None and ends_in_broken_word(line.text) and after[0].isalnum()
    if not (is_broken or LINE_END_HYPHEN in line.text or has_ideographs(line.text)):
        return _plain_line(line, between_words(line.text, after) if below else "")
    words = [word.replace(LINE_END_HYPHEN, "-") for word in line.columns.texts]
    gaps = _gaps(line)
    last = line.columns.texts[-1]
    if is_broken:
        mended = mend_word(last, after, known)
        words[-1] = mended.rstrip()
        gaps[-1] = mended[len(words[-1]) :]
    elif below:
        gaps[-1] = between_words(last, after)
    return WrittenLine("".join(map(add, words, gaps)), list(map(len, words)), list(map(len, gaps)))


def _plain_line(line: Line, after: str) -> WrittenLine:
    """Return a line of words with single spaces between them."""
    lengths = list(map(len, line.columns.texts))
    return WrittenLine(line.text + after, lengths, [1] * (len(lengths) - 1) + [len(after)])


def _gaps(line: Line) -> list[str]:
    """Return what stands after each word of a line, nothing after the last."""
    gaps: list[str] = []
    for cell in line.cells:
        gaps += [*starmap(space_between, pairwise(cell.words())), " "]
    gaps[-1] = ""
    return gaps


class PrintedColumns:
    """The places and boxes of a page's words, in the order of the text, a list for each of their fields.

    `shown` is how the page is turned to be shown.
    """

    def __init__(self, shown: Frame) -> None:
        self._shown = shown
        self._counts: list[int] = []
        self._offsets: list[int] = []
        self._lengths: list[int] = []
        self._gaps: list[int] = []
        self._edges: tuple[list[float], list[float], list[float], list[float]] = ([], [], [], [])

    def add(self, line: Line, written: WrittenLine, offset: int) -> None:
        """Add the words of a line that starts at `offset`: boxes as high as it or, if it is vertical, as wide."""
        columns, count = line.columns, len(line.columns.texts)
        self._add_places(written.lengths, written.gaps, offset)
        left, bottom, right, top = self._edges
        if line.is_vertical:
            left += [line.left] * count
            bottom += columns.bottoms
            right += [line.right] * count
            top += columns.tops
        else:
            self._add_upright(columns, line.low, line.high)

    def add_words(self, words: WordColumns, lengths: Sequence[int], gaps: Sequence[int], offset: int) -> None:
        """Add the words of a cell's line that starts at `offset`, with boxes of one height."""
        self._add_places(lengths, gaps, offset)
        self._add_upright(words, min(words.bottoms), max(words.tops))

    def _add_upright(self, words: WordColumns, low: float, high: float) -> None:
        left, bottom, right, top = self._edges
        left += words.lefts
        bottom += [low] * len(words.texts)
        right += words.rights
        top += [high] * len(words.texts)

    def packed(self) -> bytes:
        """Return the words as `corpus.printed_layout` keeps them."""
        counts, lengths = np.array(self._counts), np.array(self._lengths)
        before = np.cumsum(np.append(0, lengths + self._gaps))[:-1]
        firsts = np.cumsum(counts) - counts
        starts = before + np.repeat(self._offsets - before[firsts], counts)
        left, bottom, right, top = map(np.array, self._edges)
        edges = self._shown.shown(left, bottom, right, top)
        return pack_columns(counts, starts, starts + lengths, *edges)

    def _add_places(self, lengths: Sequence[int], gaps: Sequence[int], offset: int) -> None:
        self._counts.append(len(lengths))
        self._offsets.append(offset)
        self._lengths += lengths
        self._gaps += gaps
