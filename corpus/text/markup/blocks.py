"""The blocks of a text with markup, as a reader sees them: headings, paragraphs, items, quotations, code and rows."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.text.markup.inline import MARKDOWN, RST
from corpus.text.markup.lines import lines_of
from corpus.text.markup.reading_form import markup_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.documents import Content, Heading
    from corpus.text.markup.lines import MarkupLine
    from corpus.text.markup.structure import MarkupRow


class MarkupBlockKind(StrEnum):
    """What a block is; SYNTAX holds no words, GRID is a row whose cells share their lines."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    ROW = "row"
    GRID = "grid"
    SYNTAX = "syntax"


@dataclass(frozen=True, slots=True)
class MarkupBlock:
    """Whole lines of a text. `depth` is how far a paragraph or an item is set in, `level` that of a heading, from 1.

    `marker` is the bullet or number of an item, or what a line of verse or a field begins with. `cells` are those of a
    row, with the names of their columns.
    """

    kind: MarkupBlockKind
    span: Span
    depth: int = 0
    level: int = 0
    marker: Span | None = None
    cells: tuple[tuple[str, Span], ...] = ()


_ITEM = re.compile(r"(?P<indent>\s*)(?P<marker>(?:[-*+•]|\d{1,9}[.)]|[#a-zA-Z][.)])\s+)(?=\S)")
_QUOTE = re.compile(r"\s*>")
_APART = re.compile(r"\|\s+|:(?=[^:\s][^:]{0,80}:(?:\s|\Z))")
"""The mark of a line of reStructuredText that is not filled up: of a line of verse, of a field."""


def has_blocks(media_type: str) -> bool:
    """Return whether texts of this kind are stored with their markup."""
    return media_type in (MARKDOWN, RST)


def blocks_of(content: Content, span: Span) -> Iterator[MarkupBlock]:
    """Yield the blocks of a stretch of a document with markup, one after the other without a gap."""
    reader = _BlockReader(content, span)
    at = 0
    while at < len(reader.lines):
        block, at = reader.block(at)
        yield block


class _BlockReader:
    def __init__(self, content: Content, span: Span) -> None:
        self.lines = lines_of(content.text[: span.end], span.start)
        self._span = span
        self._is_rst = content.media_type == RST
        self._markup = markup_of(content)
        self._masked = self._markup.masked(content.text)
        self._headings = content.headings
        self._heading_starts = [each.span.start for each in content.headings]
        self._row_starts = [each.span.start for each in self._markup.rows]
        self._indents: list[int] = []

    def block(self, at: int) -> tuple[MarkupBlock, int]:
        """Return the block that begins with a line, and the number of the line after it."""
        line = self.lines[at]
        if heading := self._heading_in(line):
            after = self._line_at(heading.span.end, at)
            return MarkupBlock(MarkupBlockKind.HEADING, self._lines(at, after), level=heading.level), after
        if row := self._row_in(line):
            after = self._line_at(row.span.end, at)
            return _row_block(row, self._lines(at, after)), after
        if self._is_empty(line):
            return self._run(MarkupBlockKind.SYNTAX, at, self._is_empty)
        if self._is_code(line):
            return self._run(MarkupBlockKind.CODE, at, self._is_code)
        return self._words(at)

    def _words(self, at: int) -> tuple[MarkupBlock, int]:
        line = self.lines[at]
        item = _ITEM.match(line.text)
        after = at + 1
        while after < len(self.lines) and self._goes_on(at, after, is_item=item is not None):
            after += 1
        span = self._lines(at, after)
        if item:
            marker = Span(line.start + item.start("marker"), line.start + item.end("marker"))
            return MarkupBlock(MarkupBlockKind.ITEM, span, self._item_depth(line.indent), marker=marker), after
        depth = self._depth(line.indent)
        if not self._is_rst and _QUOTE.match(line.text):
            return MarkupBlock(MarkupBlockKind.QUOTE, span, depth), after
        apart = _APART.match(line.text.lstrip()) if self._is_rst else None
        begins = line.start + line.indent
        sign = Span(begins, begins + apart.end()) if apart else None
        return MarkupBlock(MarkupBlockKind.PARAGRAPH, span, depth, marker=sign), after

    def _goes_on(self, first: int, nth: int, *, is_item: bool) -> bool:
        line, begun = self.lines[nth], self.lines[first]
        if self._is_empty(line) or self._heading_in(line) or self._row_in(line) or self._is_code(line):
            return False
        if _ITEM.match(line.text) or bool(_QUOTE.match(line.text)) != bool(_QUOTE.match(begun.text)):
            return False
        if not self._is_rst:
            return True
        deeper = line.indent > begun.indent
        if _APART.match(line.text.lstrip()):
            return False
        opens = is_item or _APART.match(begun.text.lstrip()) or begun.text.lstrip().startswith("..")
        return deeper if opens else line.indent == begun.indent

    def _item_depth(self, indent: int) -> int:
        while self._indents and self._indents[-1] > indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < indent:
            self._indents.append(indent)
        return len(self._indents) - 1

    def _depth(self, indent: int) -> int:
        if not indent:
            self._indents.clear()
        inside = sum(each < indent for each in self._indents)
        return inside or int(self._is_rst and indent > 0)

    def _run(self, kind: MarkupBlockKind, at: int, fits: Callable[[MarkupLine], bool]) -> tuple[MarkupBlock, int]:
        after = at + 1
        while after < len(self.lines) and fits(self.lines[after]) and not self._begins_another(self.lines[after]):
            after += 1
        return MarkupBlock(kind, self._lines(at, after)), after

    def _begins_another(self, line: MarkupLine) -> bool:
        return self._heading_in(line) is not None or self._row_in(line) is not None

    def _is_empty(self, line: MarkupLine) -> bool:
        return not self._masked[line.start : line.end].strip()

    def _is_code(self, line: MarkupLine) -> bool:
        return self._markup.is_code(line.start + line.indent)

    def _heading_in(self, line: MarkupLine) -> Heading | None:
        nth = bisect_left(self._heading_starts, line.start)
        heading = self._headings[nth] if nth < len(self._headings) else None
        return heading if heading and heading.span.start <= line.end and self._span.holds(heading.span) else None

    def _row_in(self, line: MarkupLine) -> MarkupRow | None:
        nth = bisect_left(self._row_starts, line.start)
        row = self._markup.rows[nth] if nth < len(self._row_starts) else None
        return row if row and row.span.start < line.end and self._span.holds(row.span) else None

    def _line_at(self, offset: int, at: int) -> int:
        """Return the number of the first line after the one with the character before an offset."""
        after = at + 1
        while after < len(self.lines) and self.lines[after].start < offset:
            after += 1
        return after

    def _lines(self, first: int, after: int) -> Span:
        end = self.lines[after].start if after < len(self.lines) else self._span.end
        return Span(self.lines[first].start, end)


def _row_block(row: MarkupRow, span: Span) -> MarkupBlock:
    cells = tuple((cell.name, Span(cell.lines[0].start, cell.lines[-1].end)) for cell in row.cells)
    apart = all(one.end <= other.start for (_, one), (_, other) in pairwise(cells))
    return MarkupBlock(MarkupBlockKind.ROW if apart else MarkupBlockKind.GRID, span, cells=cells)
