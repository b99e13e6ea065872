"""How a stretch of a stored text is read: without markup, a row of a table with the names of its columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.text.markup.inline import MARKDOWN, RST, hidden_inline
from corpus.text.markup.markdown import scan_markdown
from corpus.text.markup.rst import scan_rst
from corpus.text.markup.structure import NONE, Markup
from corpus.text.raised import RAISED, is_set_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Content
    from corpus.text.markup.structure import MarkupRow

_SCANS = {MARKDOWN: scan_markdown, RST: scan_rst}
_REMEMBERED = 64
_RAISES = re.compile(r"<sup(?:\s[^<>]*)?>|:sup(?:erscript)?:", re.IGNORECASE)
_NUMBER = re.compile(r"`?[-+−]?\d")


def markup_of(content: Content) -> Markup:
    """Return the structure of a document's text; that of late texts is kept in memory."""
    return _markup_of(content.text, content.media_type, content.body.start) if content.media_type in _SCANS else NONE


@lru_cache(maxsize=_REMEMBERED)
def _markup_of(text: str, media_type: str, start: int) -> Markup:
    return _SCANS[media_type](text, start)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a reading form: where it begins in the document; `inserted` ones stand for what begins there."""

    text: str
    start: int
    inserted: bool = False


class ReadingForm:
    """What is read for a stretch of a document, and where each character of it stands.

    Attributes:
        text: What is read.
    """

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._starts: list[int] = []
        length = 0
        for piece in pieces:
            self._starts.append(length)
            length += len(piece.text)
        self.text = "".join(piece.text for piece in pieces)

    @property
    def is_verbatim(self) -> bool:
        """Return whether it is the text as it stands in the document."""
        return len(self._pieces) == 1 and not self._pieces[0].inserted

    def place(self, at: int) -> int:
        """Return where a character of the form stands in the document; of a column's name, where its cell begins."""
        nth = bisect_right(self._starts, at) - 1
        if nth < 0:
            return 0
        piece = self._pieces[nth]
        return piece.start + (0 if piece.inserted else at - self._starts[nth])

    def span(self, start: int, end: int) -> Span | None:
        """Return the stretch of the document that characters of the form stand for; None for a column's name."""
        nth = bisect_right(self._starts, start) - 1
        if start >= end or nth < 0 or self._pieces[nth].inserted:
            return None
        return Span(self.place(start), self.place(end - 1) + 1)

    def unread(self, span: Span) -> tuple[Span, ...]:
        """Return the parts of the stretch of the document, `span`, that are not read: its markup."""
        pieces = sorted((each.start, each.start + len(each.text)) for each in self._pieces if not each.inserted)
        edges = [span.start, *chain.from_iterable(pieces), span.end]
        return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)


def reading_form(content: Content, span: Span) -> ReadingForm:
    """Return how a stretch of a document is read.

    Example: of "See [the list](a.md)." in Markdown, "See the list."
    """
    if content.media_type not in _SCANS:
        return ReadingForm([_Piece(span.of(content.text), span.start)])
    markup = markup_of(content)
    row = markup.row_within(span)
    pieces = _row_pieces(content, row) if row else _prose_pieces(content, markup, span)
    return ReadingForm(list(pieces))


def _row_pieces(content: Content, row: MarkupRow) -> Iterator[_Piece]:
    """Yield a row as a table's row is written elsewhere: "City: Vlora", a line for each cell."""
    for nth, cell in enumerate(row.cells):
        start = cell.lines[0].start
        name = "".join(piece.text for piece in _visible(cell.name, 0, content.media_type)).strip()
        label = f"{name}{'' if name.endswith((':', '?')) else ':'} " if name else ""
        yield _Piece(("\n" if nth else "") + label, start, inserted=True)
        for number, line in enumerate(cell.lines):
            if number:
                yield _Piece(" ", line.start, inserted=True)
            yield from _visible(line.of(content.text), line.start, content.media_type)


def _prose_pieces(content: Content, markup: Markup, span: Span) -> Iterator[_Piece]:
    at = span.start
    for apart, is_code in _apart(markup, span):
        yield from _visible(content.text[at : apart.start], at, content.media_type)
        if is_code:
            yield _Piece(apart.of(content.text), apart.start)
        at = apart.end
    yield from _visible(content.text[at : span.end], at, content.media_type)


def _apart(markup: Markup, span: Span) -> list[tuple[Span, bool]]:
    """Return what of a stretch is hidden or code, in order, each with whether it is code."""
    found = []
    for kind in (markup.hidden, markup.code):
        for each in kind[bisect_right(kind, span.start, key=lambda other: other.end) :]:
            if each.start >= span.end:
                break
            found.append((Span(max(each.start, span.start), min(each.end, span.end)), kind is markup.code))
    return sorted(found, key=lambda each: each[0].start)


def _visible(text: str, start: int, media_type: str) -> Iterator[_Piece]:
    at, before = 0, ""
    for first, after in hidden_inline(text, media_type):
        if first > at:
            before = text[at:first]
            yield _Piece(before, start + at)
        at = max(at, after)
        if _RAISES.fullmatch(text[first:after]) and _NUMBER.match(text, after) and is_set_apart(before):
            yield _Piece(RAISED, start + at, inserted=True)
    if at < len(text):
        yield _Piece(text[at:], start + at)


def unread(content: Content, span: Span) -> tuple[Span, ...]:
    """Return what of a stretch of a document is markup; the marks between the cells of a table's row show."""
    if content.media_type not in _SCANS:
        return ()
    return ReadingForm(list(_prose_pieces(content, markup_of(content), span))).unread(span)
