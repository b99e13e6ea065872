"""Sources that say the same: the sentence that a card leads with, and the later cards that only have it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.text.sentences import sentences
from corpus.text.terms import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, Citation

ALIKE = 0.9
"""Share of their words that two sentences have in common from which on they say the same."""


def lead_of(answer: Answer, citation: Citation) -> list[Span]:
    """Return what a card leads with: what is quoted, in the order of the text, or the sentence that matches most."""
    quoted = sorted(answer.quoted_from(citation), key=lambda span: span.start)
    if quoted:
        return quoted
    return [max(_sentences(citation), key=lambda span: _matched(citation, span))]


def repeated_in(answer: Answer) -> dict[int, list[Citation]]:
    """Return, by the number of a citation, those of other documents that are shown for nothing but its sentence."""
    quoted = {each.citation for each in answer.sentences}
    found: dict[int, list[Citation]] = {}
    seen: list[Citation] = []
    for citation in answer.citations:
        first = (
            None if citation.number in quoted else next((each for each in seen if _has(answer, citation, each)), None)
        )
        if first is None:
            seen.append(citation)
        else:
            found.setdefault(first.number, []).append(citation)
    return found


def _has(answer: Answer, citation: Citation, other: Citation) -> bool:
    """Return whether an excerpt of another document has all that a card leads with."""
    if citation.document == other.document:
        return False
    there = [_terms(citation.words_of(each)) for each in _sentences(citation)]
    wanted = [_terms(other.words_of(part)) for span in lead_of(answer, other) for part in _sentences(other, span)]
    return all(any(_are_alike(one, each) for each in there) for one in wanted)


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other) > 0


def _terms(text: str) -> frozenset[str]:
    return frozenset(word.term for word in words(text))


def _sentences(citation: Citation, within: Span | None = None) -> Sequence[Span]:
    span = within or Span(citation.start, citation.end)
    inside = Span(span.start - citation.start, span.end - citation.start)
    found = [
        Span(each.start + citation.start, each.end + citation.start) for each in sentences(citation.excerpt, inside)
    ]
    return found or [span]


def _matched(citation: Citation, span: Span) -> int:
    return sum(each.end - each.start for each in citation.highlights if span.holds(each))
