"""A document's text as HTML with places marked: without the tags it is the text again, to the letter."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.labels import ENGLISH
from bot.markup import as_html
from corpus.documents import Heading, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.document_view import DocumentText
    from bot.labels import Labels

WHOLE = 200_000
"""Up to this many characters a text is shown in one piece."""
PART = 100_000
"""A longer one is shown in parts of about this many characters, cut where a line ends."""
_LINE_AT_MOST = 2_000


def part_count(text: str) -> int:
    """In how many parts a text is shown: one up to `WHOLE` characters."""
    return 1 if len(text) <= WHOLE else -(-len(text) // PART)


def part_span(text: str, number: int) -> Span:
    """The part with this number, from 1. The parts follow each other without a gap and make up the text."""
    count = part_count(text)
    return Span(
        _line_start(text, (number - 1) * PART) if number > 1 else 0,
        _line_start(text, number * PART) if number < count else len(text),
    )


def part_at(text: str, offset: int) -> int:
    """The number of the part in which this character of the text is shown."""
    number = min(offset // PART + 1, part_count(text))
    return number + 1 if number < part_count(text) and offset >= part_span(text, number).end else number


def _line_start(text: str, offset: int) -> int:
    line_break = text.rfind("\n", max(0, offset - _LINE_AT_MOST), offset)
    return line_break + 1 if line_break != -1 else offset


def cite_id(number: int) -> str:
    """The id of a cited place, 0 for the one that was opened."""
    return f"cite-{number + 1}" if number else "cite"


def verbatim_html(document: DocumentText, window: Span, marks: Sequence[Span], labels: Labels = ENGLISH) -> str:
    """The text of the window: front matter collapsed, headings and pages told, the cited `marks` marked."""
    body = Span(max(window.start, min(document.body.start, window.end)), window.end)
    return _front_matter(document, Span(window.start, body.start), marks, labels) + _body(document, body, marks)


def _front_matter(document: DocumentText, span: Span, marks: Sequence[Span], labels: Labels) -> str:
    shown = "".join(_stretch(document, span, marks, {}))
    if not span.of(document.text).strip():
        return f'<div class="verbatim">{shown}</div>' if shown else ""
    opened = " open" if any(mark.start < span.end for mark in marks) else ""
    return (
        f'<details class="front"{opened}><summary>{labels.front_matter}</summary>'
        f'<div class="verbatim">{shown}</div></details>'
    )


def _body(document: DocumentText, span: Span, marks: Sequence[Span]) -> str:
    at = span.start
    places = {each.span.start: each.label for each in document.places if at <= each.span.start < span.end}
    written: list[str] = []
    for heading in document.headings[bisect_left(document.headings, at, key=_heading_start) :]:
        if heading.span.end > span.end:
            break
        if heading.span.start >= at:
            written += _stretch(document, Span(at, heading.span.start), marks, places)
            written += _heading(document, heading, marks, places)
            at = heading.span.end
    written += _stretch(document, Span(at, span.end), marks, places)
    return f'<div class="verbatim" dir="auto">{"".join(written)}</div>'


def _heading_start(heading: Heading) -> int:
    return heading.span.start


def _heading(
    document: DocumentText, heading: Heading, marks: Sequence[Span], places: Mapping[int, str]
) -> Iterator[str]:
    """The heading's line; its words stand out, the markup before them does not."""
    words = max(document.text.find(heading.text, heading.span.start, heading.span.end), heading.span.start)
    yield f'<span class="heading" role="heading" aria-level="{min(max(heading.level, 1), 5) + 1}">'
    if words > heading.span.start:
        yield '<span class="syntax">'
        yield from _stretch(document, Span(heading.span.start, words), marks, places)
        yield "</span>"
    yield from _stretch(document, Span(words, heading.span.end), marks, places)
    yield "</span>"


def _stretch(document: DocumentText, span: Span, marks: Sequence[Span], places: Mapping[int, str]) -> Iterator[str]:
    """A stretch of text, cut where a place begins and where a mark begins or ends."""
    edges = {span.start, span.end, *(at for at in places if span.start <= at < span.end)}
    edges |= {at for mark in marks for at in (mark.start, mark.end) if span.start < at < span.end}
    for start, end in pairwise(sorted(edges)):
        if start in places:
            label = as_html(places[start][:1].upper() + places[start][1:])
            yield f'<span class="page" role="separator" aria-label="{label}" data-label="{label}"></span>'
        shown = as_html(document.text[start:end])
        number = next((n for n, mark in enumerate(marks) if mark.start <= start < mark.end), None)
        if number is not None:
            first = f' id="{cite_id(number)}" tabindex="-1"' if start == marks[number].start else ""
            other = ' class="other"' if number else ""
            yield f"<mark{first}{other}>{shown}</mark>"
        else:
            yield shown
