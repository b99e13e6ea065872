"""The text of documents whose reader makes it: blocks with an empty line between them."""

from __future__ import annotations

from corpus.documents import Heading, Span

LONGEST_HEADING = 200
_BETWEEN = "\n\n"


class TextBuilder:
    """Collects paragraphs and headings in reading order and knows where each came to stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._headings: list[Heading] = []
        self.length = 0

    def add(self, block: str, *, between: str = _BETWEEN) -> Span | None:
        """Appends a block, stripped; returns its place, or `None` for a blank one, which is left out."""
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
        """Appends a heading; one too long to be a heading becomes a paragraph."""
        words = " ".join(block.split())
        place = self.add(words)
        if place and len(words) <= LONGEST_HEADING:
            self._headings.append(Heading(span=place, level=level, text=words))
        return place

    def extend(self, other: TextBuilder) -> Span | None:
        """Appends all blocks of another, its headings among them."""
        place = self.add(other.text)
        if place:
            self._headings += [
                Heading(Span(place.start + each.span.start, place.start + each.span.end), each.level, each.text)
                for each in other.headings
            ]
        return place

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(self._headings)
