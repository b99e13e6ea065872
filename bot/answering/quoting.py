"""What is quoted of a passage for one of its sentences, so that the quotation can be understood alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.text.sentence_forms import answers_nothing, is_heading, is_list_head
from embeddings.reranking.reading_text import needs_the_one_before

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONGEST_QUOTATION = 400
"""Characters of a quotation of several sentences."""
MOST_BEFORE = 3
"""Sentences that are quoted with the one that leans on them."""
_DENIES = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|only|cannot)\b|n['’]t\b", re.IGNORECASE)
_MARKER = re.compile(r"[-*+•‣◦▪●·–—]\s*\Z|[\s(](?:\d{1,3}|[a-z])[.)]\s*\Z")


@dataclass(frozen=True, slots=True)
class PassageSentences:
    """The sentences of a passage in order: places in a document, `texts`, and which of them are items of a list."""

    spans: tuple[Span, ...]
    texts: tuple[str, ...]
    items: tuple[bool, ...]

    @classmethod
    def of(cls, text: str, spans: Sequence[Span]) -> PassageSentences:
        """Return the sentences at these places of a document's text."""
        starts = [max(0, span.start - 8) for span in spans[:1]] + [span.end for span in spans[:-1]]
        items = (
            bool(_MARKER.search("\n" + text[start : span.start])) for start, span in zip(starts, spans, strict=True)
        )
        return cls(tuple(spans), tuple(span.of(text) for span in spans), tuple(items))

    def quotation(self, number: int) -> Span:
        """Return the place to quote for a sentence: with its list, or with what it leans on, where that is short.

        Example: of "The mill is old. It belongs to the parish." both are quoted for the second.
        """
        found = self._list_around(number) or self._with_leaned_on(number)
        return found or self.spans[number]

    def with_neighbours(self, place: Span, likely: Collection[int]) -> Span:
        """Return a place to quote with the sentence before it and the one after it, if `likely` and short together.

        What answers is often told by two sentences: "Rinse your mouth after use. Otherwise you may get thrush."
        """
        inside = [n for n, span in enumerate(self.spans) if place.start <= span.start and span.end <= place.end]
        for number in {inside[0] - 1, inside[-1] + 1}.intersection(likely):
            span = self.spans[number]
            joined = Span(min(place.start, span.start), max(place.end, span.end))
            place = joined if joined.end - joined.start <= LONGEST_QUOTATION else place
        return place

    def limited_by(self, number: int) -> set[int]:
        """Return the next sentence where that leans on this one, which denies nothing itself; nothing otherwise.

        It often is what decides a question for yes or no: "Bicycles are covered in the cellar. They are not covered in
        the street."
        """
        after = number + 1
        if after == len(self.texts) or self.items[after] or _DENIES.search(self.texts[number]):
            return set()
        return {after} if needs_the_one_before(self.texts[after]) else set()

    def _list_around(self, number: int) -> Span | None:
        """Return the list that the sentence is an item of, with its head; None where that is too long."""
        if not self.items[number]:
            return None
        first = number
        while first and self.items[first]:
            first -= 1
        if not is_list_head(self.texts[first]) or is_heading(self.texts[first]):
            return None
        last = number
        while last + 1 < len(self.items) and self.items[last + 1]:
            last += 1
        return self._short(first, last) or self._short(first, number)

    def _with_leaned_on(self, number: int) -> Span | None:
        """Return the sentence with those before it down to one that stands alone; None where it leans on nothing."""
        first = number
        while first and number - first < MOST_BEFORE and needs_the_one_before(self.texts[first]):
            if answers_nothing(self.texts[first - 1]):
                break
            first -= 1
        if first == number:
            return None
        return self._short(first, number) or self._short(number - 1, number)

    def _short(self, first: int, last: int) -> Span | None:
        span = Span(self.spans[first].start, self.spans[last].end)
        return span if span.end - span.start <= LONGEST_QUOTATION else None
