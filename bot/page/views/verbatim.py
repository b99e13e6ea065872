"""A document's text as HTML with places marked: without the tags it is the text again, to the letter."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.page.views.blocks import blocks_html
from bot.page.views.marks import CitedMarks, stretch_html
from bot.page.views.printed_pages import pages_to_show, printed_html
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html
from corpus.documents import Heading, Place, PlaceKind, Span
from corpus.readers import BY_SUFFIX, Format
from corpus.text.markup.blocks import has_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.wording.labels import Labels
    from corpus.documents import Document

WHOLE = 200_000
"""Up to this many characters a text is shown in one piece."""
PART = 100_000
"""A longer one is shown in parts of about this many characters, cut where a line ends."""
_LINE_AT_MOST = 2_000
_BOXES = {PlaceKind.ROW: "row", PlaceKind.SLIDE: "slide", PlaceKind.TIME: "cue"}
_TABLES = frozenset({each.media_type for each in (Format.CSV, Format.TSV, Format.XLSX, Format.ODS, Format.XLS)})
_PRINTED = frozenset(each.media_type for each in Format if each.is_printed)
_COLUMN = re.compile(r"^[^:\n]{1,200}:(?= )", re.MULTILINE)


def is_printed(document: Document) -> bool:
    """Return True if a document's pages can be drawn: a PDF or an image, and not one that came with an e-mail."""
    claimed = BY_SUFFIX.get(PurePath(document.path).suffix.lower(), Format.PDF)
    return document.content.media_type in _PRINTED and claimed.is_printed


def is_letter(document: Document) -> bool:
    """Return True for an e-mail message."""
    return document.content.media_type in (Format.MAIL.media_type, Format.MBOX.media_type)


def part_count(text: str) -> int:
    """Return the number of parts that a text is shown in; one for a text of up to `WHOLE` characters."""
    return 1 if len(text) <= WHOLE else -(-len(text) // PART)


def part_span(text: str, number: int) -> Span:
    """Return the part with this number, from 1; the parts follow each other without a gap."""
    count = part_count(text)
    return Span(
        _line_start(text, (number - 1) * PART) if number > 1 else 0,
        _line_start(text, number * PART) if number < count else len(text),
    )


def part_at(text: str, offset: int) -> int:
    """Return the number of the part in which this character of the text is shown."""
    number = min(offset // PART + 1, part_count(text))
    return number + 1 if number < part_count(text) and offset >= part_span(text, number).end else number


def _line_start(text: str, offset: int) -> int:
    line_break = text.rfind("\n", max(0, offset - _LINE_AT_MOST), offset)
    return line_break + 1 if line_break != -1 else offset


def verbatim_html(document: Document, window: Span, marks: Sequence[Span], labels: Labels = ENGLISH) -> str:
    """Render a window of the text: front matter collapsed, headings and places shown, the cited `marks` marked.

    Rows, slides and cues have boxes of their own, and a printed page has its picture beside it.
    """
    body = Span(max(window.start, min(document.content.body.start, window.end)), window.end)
    cited = CitedMarks(marks)
    front = _front_matter(document, Span(window.start, body.start), cited, labels)
    text = (_printed if is_printed(document) else _body)(document, body, cited, labels)
    return front + cited.anchors() + text


def _front_matter(document: Document, span: Span, marks: CitedMarks, labels: Labels) -> str:
    shown = "".join(stretch_html(document, span, marks, {}))
    if not span.of(document.text).strip():
        return f'<div class="verbatim">{shown}</div>' if shown else ""
    opened = " open" if any(mark.start < span.end for mark in marks.spans) else ""
    return (
        f'<details class="front"{opened}><summary>{labels.front_matter}</summary>'
        f'<div class="verbatim">{shown}</div></details>'
    )


def _printed(document: Document, span: Span, marks: CitedMarks, labels: Labels) -> str:
    """Page by page, each with what shows it as it was printed.

    What a sentence of two pages pushed behind it goes on with a page whose picture is there already.
    """
    pages = [each for each in document.content.places if each.kind is PlaceKind.PAGE and each.span.start < span.end]
    shown = pages_to_show(pages, marks.spans)
    starts = [max(each.span.start, span.start) for each in pages]
    before = Span(span.start, min(starts, default=span.end))
    written = [_body(document, before, marks, labels)] if before.start < before.end else []
    drawn: set[int] = set()
    for place, (start, end) in zip(pages, pairwise([*starts, span.end]), strict=True):
        if start < end:
            marked = any(mark.start < end and start < mark.end for mark in marks.spans)
            again = place.number in drawn and not marked
            picture = (
                "" if again else printed_html(document.id, place, marks.spans, labels, opened=place.number in shown)
            )
            drawn.add(place.number)
            text = _body(document, Span(start, end), marks, labels)
            written.append(f'<section class="sheet">{picture}{text}</section>')
    return "".join(written) or _body(document, span, marks, labels)


def _body(document: Document, span: Span, marks: CitedMarks, labels: Labels) -> str:
    boxed = [each for each in document.content.places if each.kind in _BOXES and each.span.end > span.start]
    written: list[str] = []
    for place, piece in _pieces(boxed, span):
        if place is not None:
            written += _box(document, place, piece, marks)
        elif boxed and not piece.of(document.text).strip():
            broken = " break" if "\n\n" in piece.of(document.text) else ""
            written += [f'<span class="gap{broken}">', *stretch_html(document, piece, marks, {}), "</span>"]
        else:
            written += _run(document, piece, marks)
    return f'<div class="verbatim" dir="auto">{"".join(written)}</div>'


def _pieces(places: Sequence[Place], span: Span) -> Iterator[tuple[Place | None, Span]]:
    """Divide the span without a gap into what lies in one of the places, and what lies between them."""
    at = span.start
    for place in places:
        start, end = max(place.span.start, at), min(place.span.end, span.end)
        if start < end:
            if at < start:
                yield None, Span(at, start)
            yield place, Span(start, end)
            at = end
    if at < span.end:
        yield None, Span(at, span.end)


def _box(document: Document, place: Place, span: Span, marks: CitedMarks) -> Iterator[str]:
    """Render a row, a slide or a moment with its label; the names of a table's columns stand out."""
    label = as_html(_capitalised(place.label))
    role = f' role="group" aria-label="{label}"' if place.kind is PlaceKind.SLIDE else ""
    yield f'<span class="{_BOXES[place.kind]}"{role} data-label="{label}">'
    if document.content.media_type in _TABLES:
        at = span.start
        for found in _COLUMN.finditer(document.text, span.start, span.end):
            yield from stretch_html(document, Span(at, found.start()), marks, {})
            yield '<span class="column">'
            yield from stretch_html(document, Span(found.start(), found.end()), marks, {})
            yield "</span>"
            at = found.end()
        yield from stretch_html(document, Span(at, span.end), marks, {})
    else:
        yield from _run(document, span, marks)
    yield "</span>"


def _run(document: Document, span: Span, marks: CitedMarks) -> Iterator[str]:
    """Render running text: headings, and where pages begin, among the rest."""
    at = span.start
    places = _pages(document.content.places, span)
    if has_blocks(document.content.media_type):
        yield from blocks_html(document, span, marks, places)
        return
    for heading in document.content.headings[bisect_left(document.content.headings, at, key=_heading_start) :]:
        if heading.span.end > span.end:
            break
        if heading.span.start >= at:
            yield from stretch_html(document, Span(at, heading.span.start), marks, places)
            yield from _heading(document, heading, marks, places)
            at = heading.span.end
    yield from stretch_html(document, Span(at, span.end), marks, places)


def _pages(places: Sequence[Place], span: Span) -> dict[int, str]:
    first, last = (bisect_left(places, at, key=_place_start) for at in (span.start, span.end))
    return {each.span.start: _capitalised(each.label) for each in places[first:last] if each.kind is PlaceKind.PAGE}


def _place_start(place: Place) -> int:
    return place.span.start


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]


def _heading_start(heading: Heading) -> int:
    return heading.span.start


def _heading(document: Document, heading: Heading, marks: CitedMarks, places: Mapping[int, str]) -> Iterator[str]:
    """Render a heading's line; the markup before its words is not seen."""
    words = max(document.text.find(heading.text, heading.span.start, heading.span.end), heading.span.start)
    hidden = (Span(heading.span.start, words),) if words > heading.span.start else ()
    yield f'<span class="heading" role="heading" aria-level="{min(max(heading.level, 1), 5) + 1}">'
    yield from stretch_html(document, heading.span, marks, places, hidden)
    yield "</span>"
