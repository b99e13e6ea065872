"""Text with markup as it is meant to be seen: all of its characters are there, in order, but markup does not show."""

from __future__ import annotations

from itertools import groupby, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.page.views.marks import stretch_html
from corpus.documents import Span
from corpus.text.markup.blocks import MarkupBlockKind, blocks_of
from corpus.text.markup.inline import emphasised, hidden_inline
from corpus.text.markup.reading_form import unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.page.views.marks import CitedMarks, Styled
    from corpus.documents import Document
    from corpus.text.markup.blocks import MarkupBlock

_DEEPEST = 5
_ROLES = {MarkupBlockKind.ITEM: ' role="listitem"', MarkupBlockKind.QUOTE: ' role="blockquote"'}


def blocks_html(document: Document, span: Span, marks: CitedMarks, places: Mapping[int, str]) -> Iterator[str]:
    """Render a stretch of a document that is stored with its markup."""
    writer = _BlockWriter(document, marks, places)
    grouped = _grouped(list(blocks_of(document.content, span)), document.text)
    for kind, group in groupby(grouped, key=itemgetter(0)):
        blocks = [block for _, block in group]
        if kind.startswith("table"):
            yield from writer.table(blocks)
        elif kind == "grid":
            yield from writer.as_it_is(Span(blocks[0].span.start, blocks[-1].span.end))
        elif kind == "list":
            items = "".join("".join(writer.block(each)) for each in blocks)
            yield f'<span class="list" role="list">{items}</span>'
        else:
            for each in blocks:
                yield from writer.block(each)


def _grouped(blocks: Sequence[MarkupBlock], text: str) -> Iterator[tuple[str, MarkupBlock]]:
    """Yield each block with a name for the list or table that it is part of, "" for one that is in none.

    What has no words goes with the row or item after it: it may hold the names of a table's columns. A table with a
    row whose cells share their lines stays as it is drawn.
    """
    tables = 0
    drawn: dict[str, bool] = {}
    named: list[tuple[str, MarkupBlock]] = []
    for block, after in zip_longest(blocks, blocks[1:]):
        kind = block.kind
        if kind is MarkupBlockKind.SYNTAX and after:
            kind = after.kind
            tables += "\n\n" in block.span.of(text) or kind not in _ROWS
        name = f"table {tables}" if kind in _ROWS else "list" if kind is MarkupBlockKind.ITEM else ""
        drawn[name] = drawn.get(name, False) or kind is MarkupBlockKind.GRID
        named.append((name, block))
    for name, block in named:
        yield "grid" if drawn[name] else name, block


_ROWS = frozenset({MarkupBlockKind.ROW, MarkupBlockKind.GRID})


class _BlockWriter:
    def __init__(self, document: Document, marks: CitedMarks, places: Mapping[int, str]) -> None:
        self._document = document
        self._marks = marks
        self._places = places

    def block(self, block: MarkupBlock) -> Iterator[str]:
        """Render a block that is no row of a table."""
        if block.kind is MarkupBlockKind.SYNTAX:
            yield from self._syntax(block.span)
            return
        depth = f" d{min(block.depth, _DEEPEST)}" if block.depth else ""
        role = {MarkupBlockKind.ITEM: ' role="listitem"', MarkupBlockKind.QUOTE: ' role="blockquote"'}.get(
            block.kind, ""
        )
        if block.kind is MarkupBlockKind.HEADING:
            role = f' role="heading" aria-level="{min(max(block.level, 1), 5) + 1}"'
        bullet = " bullet" if block.kind is MarkupBlockKind.ITEM and not self._is_numbered(block) else ""
        yield f'<span class="{block.kind}{bullet}{depth}"{role}>'
        yield from self._words(block)
        yield "</span>"

    def as_it_is(self, span: Span) -> Iterator[str]:
        """Render a stretch with its lines and its markup."""
        yield '<span class="grid">'
        yield from stretch_html(self._document, span, self._marks, self._places)
        yield "</span>"

    def table(self, blocks: Sequence[MarkupBlock]) -> Iterator[str]:
        """Render rows with their cells in columns; the names of the columns stand in the text before them."""
        rows = [each for each in blocks if each.kind is MarkupBlockKind.ROW]
        names = list(dict.fromkeys(name for row in rows for name, _ in row.cells if name))
        columns = max([len(names), *(len(row.cells) for row in rows)])
        yield '<span class="table" role="table">'
        for nth, each in enumerate(blocks):
            if each.kind is MarkupBlockKind.ROW:
                yield from self._row(each.span, self._in_columns(each, names, columns), "cell")
            elif nth == 0 and names:
                yield from self._names(each.span, names)
            else:
                yield from self._syntax(each.span)
        yield "</span>"

    def _in_columns(self, row: MarkupBlock, names: Sequence[str], columns: int) -> list[Span | None]:
        cells: list[Span | None] = [None] * columns
        free = 0
        for name, span in row.cells:
            column = names.index(name) if name in names else free
            column = column if column >= free else min(free, columns - 1)
            cells[column] = span
            free = column + 1
        return cells

    def _names(self, span: Span, names: Sequence[str]) -> Iterator[str]:
        found: list[Span | None] = []
        at = span.start
        for name in names:
            start = self._document.text.find(name, at, span.end)
            if start < 0:
                yield from self._syntax(span)
                return
            at = start + len(name)
            found.append(Span(start, at))
        yield from self._row(span, found, "columnheader")

    def _row(self, span: Span, cells: Sequence[Span | None], role: str) -> Iterator[str]:
        yield '<span class="tr" role="row">'
        at = span.start
        last = max(nth for nth, cell in enumerate(cells) if cell)
        for nth, cell in enumerate(cells):
            yield f'<span class="td" role="{role}">'
            if cell:
                yield from self._syntax(Span(at, cell.start))
                yield from self._name(cell) if role == "columnheader" else self._inline(cell)
                at = cell.end
            if nth == last:
                yield from self._syntax(Span(at, span.end))
            yield "</span>"
        yield "</span>"

    def _words(self, block: MarkupBlock) -> Iterator[str]:
        if block.kind is MarkupBlockKind.CODE:
            yield from stretch_html(self._document, block.span, self._marks, self._places)
            return
        marker = block.marker
        if marker is None or self._is_numbered(block):
            yield from self._inline(block.span)
            return
        yield from self._syntax(Span(block.span.start, marker.end))
        yield from self._inline(Span(marker.end, block.span.end))

    def _inline(self, span: Span) -> Iterator[str]:
        yield from self._emphasised(span, unread(self._document.content, span))

    def _emphasised(self, span: Span, hidden: Sequence[Span]) -> Iterator[str]:
        text, media_type = span.of(self._document.text), self._document.content.media_type
        styled: list[Styled] = [
            (span.start + start, span.start + end, kind.value) for start, end, kind in emphasised(text, media_type)
        ]
        yield from stretch_html(self._document, span, self._marks, self._places, hidden, styled)

    def _name(self, span: Span) -> Iterator[str]:
        """Render the name of a column, which is read with each row and so counts as markup where it stands."""
        marks = hidden_inline(span.of(self._document.text), self._document.content.media_type)
        yield from self._emphasised(span, [Span(span.start + start, span.start + end) for start, end in marks])

    def _syntax(self, span: Span) -> Iterator[str]:
        if span.start < span.end:
            yield from stretch_html(self._document, span, self._marks, self._places, (span,))

    def _is_numbered(self, block: MarkupBlock) -> bool:
        return block.marker is not None and any(letter.isalnum() for letter in block.marker.of(self._document.text))
