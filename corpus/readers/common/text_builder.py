"""The text of documents whose reader makes it: blocks with an empty line between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Content, Heading, Metadata, Place, Span
from corpus.readers.common.metadata import title_from
from corpus.readers.common.placeholders import headline

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_HEADING = 200
"""Characters that a heading may have; a longer one is a paragraph."""
_HEADLINES = 5
"""Headings among which the headline stands."""
_BETWEEN = "\n\n"


class TextBuilder:
    r"""Blocks of text in reading order, paragraphs and headings, and where each of them stands.

    Attributes:
        length: Characters of the text so far.

    Example:
        >>> builder = TextBuilder()
        >>> builder.add_heading("Bees", 1)
        Span(start=0, end=4)
        >>> builder.add(" They dance. ")
        Span(start=6, end=17)
        >>> builder.text
        'Bees\n\nThey dance.'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._headings: list[Heading] = []
        self._rows: list[Span] = []
        self.length = 0

    def add(self, block: str, *, between: str = _BETWEEN) -> Span | None:
        """Append a block, stripped, and return its span; leave out a blank one and return None."""
        block = block.strip()
        if not block:
            return None
        if self._parts:
            self._parts.append(between)
            self.length += len(between)
        self._parts.append(block)
        self.length += len(block)
        return Span(self.length - len(block), self.length)

    def add_heading(self, block: str, level: int) -> Span | None:
        """Append a heading of a level (1 is the highest) on one line, and return its span; None for a blank one.

        One of more than `MAX_HEADING` characters becomes a paragraph.
        """
        words = " ".join(block.split())
        place = self.add(words)
        if place and len(words) <= MAX_HEADING:
            self._headings.append(Heading(span=place, level=level, text=words))
        return place

    def add_row(self, block: str) -> Span | None:
        """Append a row of a table, a sentence whatever stands in its cells; leave out a blank one and return None."""
        place = self.add(block)
        if place:
            self._rows.append(place)
        return place

    def extend(self, other: TextBuilder) -> Span | None:
        """Append all blocks, headings and rows of another builder; return their span, None if it is empty."""
        place = self.add(other.text)
        if place:
            self._headings += [
                Heading(_moved(each.span, place.start), each.level, each.text) for each in other.headings
            ]
            self._rows += [_moved(each, place.start) for each in other._rows]
        return place

    def content(self, metadata: Metadata, media_type: str, places: Iterable[Place] = ()) -> Content:
        """Return the text and its headings as the content of a document, with its places if it has any."""
        return Content(
            self.text, metadata, media_type, Span(0, self.length), self.headings, tuple(places), tuple(self._rows)
        )

    def title(self, path: str) -> str:
        """Return a title for a document that names none: its headline, or else its file's name as words."""
        return headline(each.text for each in self._headings[:_HEADLINES]) or title_from(path)

    @property
    def text(self) -> str:
        """Return all blocks so far as one string."""
        return "".join(self._parts)

    @property
    def rows(self) -> tuple[Span, ...]:
        """Return the rows of tables so far, in order."""
        return tuple(self._rows)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Return the headings so far, in order."""
        return tuple(self._headings)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
