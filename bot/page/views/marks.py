"""The cited places of a document as its text is written out: what lies in one is marked, and can be gone to."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus.documents import Document, Span

Styled = tuple[int, int, str]
"""Where a stretch begins and ends that is set apart, and the HTML element for it."""


def cite_id(number: int) -> str:
    """Return the id of a cited place; 0 is the one that was opened."""
    return f"cite-{number + 1}" if number else "cite"


class CitedMarks:
    """The cited places, the opened one first. The first piece of each that is seen bears its id.

    Attributes:
        spans: Where they are in the document.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = tuple(spans)
        self._begun: set[int] = set()
        self._unseen: set[int] = set()

    def edges(self, span: Span) -> set[int]:
        """Return where a mark begins or ends inside of a stretch."""
        return {at for mark in self.spans for at in (mark.start, mark.end) if span.start < at < span.end}

    def marked(self, shown: str, at: int, *, is_seen: bool) -> str:
        """Return a piece of HTML that begins at `at`, marked if it lies in a cited place; `is_seen` if it shows."""
        number = next((nth for nth, mark in enumerate(self.spans) if mark.start <= at < mark.end), None)
        if number is None:
            return shown
        first = ""
        if is_seen and number not in self._begun:
            self._begun.add(number)
            first = f' id="{cite_id(number)}" tabindex="-1"'
        elif not is_seen:
            self._unseen.add(number)
        other = ' class="other"' if number else ""
        return f"<mark{first}{other}>{shown}</mark>"

    def anchors(self) -> str:
        """Return an empty mark for each place of which only white space or markup has been written out."""
        missing = sorted(self._unseen - self._begun)
        return "".join(f'<mark id="{cite_id(number)}" tabindex="-1"></mark>' for number in missing)


def stretch_html(
    document: Document,
    span: Span,
    marks: CitedMarks,
    places: Mapping[int, str],
    hidden: Sequence[Span] = (),
    styled: Sequence[Styled] = (),
) -> Iterator[str]:
    """Render a stretch of text, cut where a place, a mark, markup or emphasis begins or ends.

    `hidden` is markup, `styled` are the stretches that are set apart; both are in order.
    """
    edges = {span.start, span.end, *(at for at in places if span.start <= at < span.end)} | marks.edges(span)
    inside = [(each.start, each.end) for each in hidden] + [(start, end) for start, end, _ in styled]
    edges |= {at for pair in inside for at in pair if span.start < at < span.end}
    starts = [each.start for each in hidden]
    for start, end in pairwise(sorted(edges)):
        if start in places:
            label = as_html(places[start])
            yield f'<span class="page" role="separator" aria-label="{label}" data-label="{label}"></span>'
        text = document.text[start:end]
        nth = bisect_right(starts, start) - 1
        is_hidden = nth >= 0 and start < hidden[nth].end
        piece = marks.marked(as_html(text), start, is_seen=not is_hidden and not text.isspace())
        yield f'<span class="syntax">{piece}</span>' if is_hidden else _set_apart(piece, start, styled)


def _set_apart(piece: str, at: int, styled: Sequence[Styled]) -> str:
    for start, end, element in styled:
        if start <= at < end:
            piece = f"<{element}>{piece}</{element}>"
    return piece
