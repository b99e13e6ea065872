"""The lines of a text, and where each of them stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from corpus.documents import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029\x85]*(?:\r\n|[\r\n\u2028\u2029\x85]|\Z)")


@dataclass(frozen=True)
class MarkupLine:
    """A line without white space at its end: where it begins, and what stands in it."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Return where its last character ends."""
        return self.start + len(self.text)

    @cached_property
    def indent(self) -> int:
        """Return the number of characters before the first that is no white space."""
        return len(self.text) - len(self.text.lstrip())

    def piece(self, start: int, end: int | None = None) -> Span | None:
        """Return the place of a part of the line, without white space around it; None for a blank one."""
        part = self.text[start:end]
        words = part.strip()
        if not words:
            return None
        first = self.start + min(start, len(self.text)) + len(part) - len(part.lstrip())
        return Span(first, first + len(words))


def lines_of(text: str, start: int) -> list[MarkupLine]:
    """Return the lines of a text from a place on where one begins."""
    return [MarkupLine(found.start(), found[0].rstrip()) for found in _LINE.finditer(text, start) if found[0]]
