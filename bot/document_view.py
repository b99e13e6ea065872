"""A document as it is stored, shown with the cited place marked. The text shown is the document's, to the letter."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.markup import as_html, as_web_address, meta_line
from corpus.documents import Heading, Metadata, Page, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WHOLE = 200_000
"""Up to this many characters a document is shown in one piece."""
PART = 100_000
"""A longer one is shown in parts of about this many characters, cut where a line ends."""
LISTED = 200
"""A library's list names at most this many documents."""
_LINE_AT_MOST = 2_000
_ID = re.compile(r"[0-9a-f]{12}")
_NUMBER = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of the library's list."""

    id: str
    title: str
    publisher: str | None
    date: str | None
    passages: int


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A stored document, ready to be read. `body` is the text without front matter; headings and pages in order."""

    id: str
    path: str
    text: str
    body: Span
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What an address asks to see: a document, the cited span, and the part (from 1) of a long document."""

    document: str
    mark: Span | None = None
    part: int | None = None

    @classmethod
    def asked(cls, parameters: Mapping[str, str]) -> Place | None:
        """The place that an address's parameters name; None without a well-formed document id.

        Numbers that make no sense are left out, never an error.
        """
        document = parameters.get("id", "")
        if not _ID.fullmatch(document):
            return None
        start, end, part = (_number(parameters.get(name)) for name in ("start", "end", "part"))
        mark = Span(start, end) if start is not None and end is not None and start < end else None
        return cls(document, mark, part or None)

    def href(self) -> str:
        """The address of this place, relative to the chat's page, escaped for an `href`."""
        parameters: dict[str, str | int] = {"id": self.document}
        if self.mark is not None:
            parameters |= {"start": self.mark.start, "end": self.mark.end}
        if self.part is not None:
            parameters["part"] = self.part
        return as_html(f"document?{urlencode(parameters)}")


def document_html(document: DocumentText, place: Place) -> str:
    """The document's page: what it is, its text or the asked part, and `<mark id="cite">` at the cited place."""
    mark = _inside(place.mark, len(document.text))
    count = parts(document.text)
    number = min(place.part or part_at(document.text, mark.start if mark else 0), count)
    window = part_span(document.text, number)
    elsewhere = _parts_nav(Place(place.document, mark), number, count)
    return (
        f'<article class="document" lang="{as_html(document.metadata.language or "")}">{_head(document)}'
        f"{elsewhere}{_front_matter(document, window, mark)}{_verbatim(document, window, mark)}{elsewhere}</article>"
    )


def missing_html() -> str:
    """What the document page says where there is no such document."""
    return (
        '<article class="document"><header><h1>This document is not here</h1><p class="meta">It may have been '
        'removed from the library, or the address is incomplete.</p></header><p><a href="./">Back to the chat</a>'
        "</p></article>"
    )


def library_html(documents: Sequence[DocumentSummary]) -> str:
    """The library's list, each title a link to the document; a collapsible block that starts open."""
    count = f"{len(documents):,} document{'' if len(documents) == 1 else 's'}"
    items = "".join(
        f'<li><a href="{Place(each.id).href()}" target="_blank" rel="noopener" dir="auto">{as_html(each.title)}</a>'
        f'<span class="meta">{meta_line(each.publisher, each.date)}</span></li>'
        for each in documents[:LISTED]
    )
    more = f'<p class="meta">and {len(documents) - LISTED:,} more.</p>' if len(documents) > LISTED else ""
    empty = (
        "" if documents else '<p class="meta">There is nothing to ask yet: add documents with “besa add”.</p>'
    )
    return (
        f'<details class="library" open><summary><h2>Library</h2><span class="count">{count}</span></summary>'
        f"<ul>{items}</ul>{more}{empty}</details>"
    )


def parts(text: str) -> int:
    """In how many parts a text is shown: one up to `WHOLE` characters."""
    return 1 if len(text) <= WHOLE else -(-len(text) // PART)


def part_span(text: str, number: int) -> Span:
    """The part with this number, from 1. The parts follow each other without a gap and make up the whole text."""
    count = parts(text)
    return Span(
        _line_start(text, (number - 1) * PART) if number > 1 else 0,
        _line_start(text, number * PART) if number < count else len(text),
    )


def part_at(text: str, offset: int) -> int:
    """The number of the part in which this character of the text is shown."""
    number = min(offset // PART + 1, parts(text))
    return number + 1 if offset >= part_span(text, number).end else number


def _line_start(text: str, offset: int) -> int:
    line_break = text.rfind("\n", max(0, offset - _LINE_AT_MOST), offset)
    return line_break + 1 if line_break != -1 else offset


def _number(digits: str | None) -> int | None:
    return int(digits) if digits is not None and _NUMBER.fullmatch(digits) else None


def _inside(mark: Span | None, length: int) -> Span | None:
    return Span(mark.start, min(mark.end, length)) if mark is not None and mark.start < length else None


def _head(document: DocumentText) -> str:
    about = document.metadata
    address = as_web_address(about.url)
    link = f'<p class="meta">{_web_link(address, address)}</p>' if address else ""
    line = meta_line(about.author, about.publisher, about.date, PurePath(document.path).name)
    sources = "".join(f"<li>{_source(each)}</li>" for each in about.sources)
    drawn_from = (
        f'<details class="drawn"><summary>Where it has its facts from</summary><ul>{sources}</ul></details>'
    )
    return (
        f'<header><h1 dir="auto">{as_html(about.title)}</h1><p class="meta">{line}</p>{link}'
        f"{drawn_from if sources else ''}</header>"
    )


def _source(source: Source) -> str:
    address = as_web_address(source.url)
    words = meta_line(source.publisher, source.title, source.author, source.date)
    return _web_link(address, words) if address else words


def _web_link(address: str, words: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{words}</a>'


def _parts_nav(place: Place, number: int, count: int) -> str:
    if count == 1:
        return ""
    earlier, later = (
        f'<a href="{Place(place.document, place.mark, to).href()}">{words}</a>'
        if 1 <= to <= count
        else "<span></span>"
        for to, words in ((number - 1, "Earlier part"), (number + 1, "Later part"))
    )
    return f'<nav class="parts" aria-label="Parts">{earlier}<span>Part {number:,} of {count:,}</span>{later}</nav>'


def _front_matter(document: DocumentText, window: Span, mark: Span | None) -> str:
    end = min(document.body.start, window.end)
    if end <= window.start:
        return ""
    shown = "".join(_stretch(document, Span(window.start, end), mark, {}))
    if not document.text[window.start : end].strip():
        return f'<div class="verbatim">{shown}</div>'
    opened = " open" if mark is not None and mark.start < end else ""
    return f'<details class="front"{opened}><summary>Front matter</summary><div class="verbatim">{shown}</div></details>'


def _verbatim(document: DocumentText, window: Span, mark: Span | None) -> str:
    at = max(window.start, min(document.body.start, window.end))
    pages = {each.span.start: each.number for each in document.pages if at <= each.span.start < window.end}
    written: list[str] = []
    for heading in document.headings[bisect_left(document.headings, at, key=_heading_start) :]:
        if heading.span.end > window.end:
            break
        if heading.span.start >= at:
            written += _stretch(document, Span(at, heading.span.start), mark, pages)
            written += _heading(document, heading, mark, pages)
            at = heading.span.end
    written += _stretch(document, Span(at, window.end), mark, pages)
    return f'<div class="verbatim" dir="auto">{"".join(written)}</div>'


def _heading_start(heading: Heading) -> int:
    return heading.span.start


def _heading(
    document: DocumentText, heading: Heading, mark: Span | None, pages: Mapping[int, int]
) -> Iterator[str]:
    """The heading's line; its words stand out, the markup before them does not."""
    words = max(document.text.find(heading.text, heading.span.start, heading.span.end), heading.span.start)
    yield f'<span class="heading" role="heading" aria-level="{min(max(heading.level, 1), 5) + 1}">'
    if words > heading.span.start:
        yield '<span class="syntax">'
        yield from _stretch(document, Span(heading.span.start, words), mark, pages)
        yield "</span>"
    yield from _stretch(document, Span(words, heading.span.end), mark, pages)
    yield "</span>"


def _stretch(
    document: DocumentText, span: Span, mark: Span | None, pages: Mapping[int, int]
) -> Iterator[str]:
    edges = {span.start, span.end, *(at for at in pages if span.start <= at < span.end)}
    if mark is not None:
        edges |= {at for at in (mark.start, mark.end) if span.start < at < span.end}
    ordered = sorted(edges)
    for start, end in zip(ordered, ordered[1:], strict=False):
        if start in pages:
            label = f"Page {pages[start]:,}"
            yield f'<span class="page" role="separator" aria-label="{label}" data-label="{label}"></span>'
        shown = as_html(document.text[start:end])
        if mark is not None and mark.start <= start < mark.end:
            cite = ' id="cite" tabindex="-1"' if start == mark.start else ""
            yield f"<mark{cite}>{shown}</mark>"
        else:
            yield shown
