"""The structure of a text with markup: what holds no words, what is code, and the rows of its tables."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from corpus.documents import Span


@dataclass(frozen=True, slots=True)
class MarkupCell:
    """A cell of a table: the name of its column, "" if it has none, and where its lines stand."""

    name: str
    lines: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class MarkupRow:
    """A row of a table that has cells with text."""

    cells: tuple[MarkupCell, ...]

    @property
    def span(self) -> Span:
        """Return the stretch from its first cell to its last."""
        places = [line for cell in self.cells for line in cell.lines]
        return Span(min(each.start for each in places), max(each.end for each in places))


@dataclass(frozen=True)
class Markup:
    """Places in a text, each kind in order and without overlap.

    `hidden` is markup without words of its own: directives, comments, targets of links, rules, the fences of code, and
    the names of columns, which are read with each row. `code` are blocks of it, `rows` those of tables.
    """

    hidden: tuple[Span, ...] = ()
    code: tuple[Span, ...] = ()
    rows: tuple[MarkupRow, ...] = ()

    def masked(self, text: str) -> str:
        """Return the text with blanks for what is hidden, as long as it was and with the same lines."""
        parts, at = [], 0
        for span in self.hidden:
            parts += [text[at : span.start], "".join(c if c.isspace() else " " for c in span.of(text))]
            at = span.end
        return "".join([*parts, text[at:]]) if parts else text

    def is_code(self, at: int) -> bool:
        """Return whether a character is one of a block of code."""
        nth = bisect_right(self._code_starts, at) - 1
        return nth >= 0 and at < self.code[nth].end

    def row_within(self, span: Span) -> MarkupRow | None:
        """Return the row that a stretch of the text is, None where it is none."""
        nth = bisect_right(self._row_starts, span.start) - 1
        return self.rows[nth] if nth >= 0 and self.rows[nth].span == span else None

    @cached_property
    def _code_starts(self) -> list[int]:
        return [each.start for each in self.code]

    @cached_property
    def _row_starts(self) -> list[int]:
        return [each.span.start for each in self.rows]


NONE = Markup()
"""That of a text without markup."""


class MarkupBuilder:
    """What has been seen so far of a text that is read line by line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._hidden: list[Span] = []
        self._code: list[Span] = []
        self._rows: list[MarkupRow] = []

    def hide(self, start: int, end: int) -> None:
        """Note a stretch without words."""
        if start < end:
            self._hidden.append(Span(start, end))

    def add_code(self, start: int, end: int) -> None:
        """Note a block of code."""
        if start < end:
            self._code.append(Span(start, end))

    def add_row(self, cells: list[MarkupCell]) -> None:
        """Note a row; one without text is none."""
        if kept := tuple(cell for cell in cells if cell.lines):
            self._rows.append(MarkupRow(kept))

    def build(self) -> Markup:
        """Return all that was noted, in the order of the text; of what overlaps, the first."""
        rows = sorted(self._rows, key=lambda row: row.span.start)
        kept = _without_overlaps([row.span for row in rows])
        return Markup(
            tuple(_without_overlaps(self._hidden)),
            tuple(_without_overlaps(self._code)),
            tuple(row for row in rows if row.span in kept),
        )


def _without_overlaps(spans: list[Span]) -> dict[Span, None]:
    found: dict[Span, None] = {}
    end = 0
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.start >= end:
            found[span] = None
            end = span.end
    return found
