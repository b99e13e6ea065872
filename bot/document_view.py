"""The documents as the page shows them: the library's list, and one document opened at a cited place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.markup import as_html, as_web_address, meta_line
from bot.verbatim import part_at, part_count, part_span, verbatim_html
from corpus.documents import Heading, Metadata, Place, Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LISTED = 200
"""A library's list names at most this many documents."""
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
    """A stored document, ready to be read. `body` is the text without front matter; the rest is in order."""

    id: str
    path: str
    text: str
    body: Span
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """What an address asks to see: a document, the cited span, and the part (from 1) of a long document."""

    document: str
    mark: Span | None = None
    part: int | None = None

    @classmethod
    def asked(cls, parameters: Mapping[str, str]) -> Opening | None:
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


def document_html(document: DocumentText, place: Opening) -> str:
    """What the document is, and its text or the asked part of it, marked at the cited place."""
    mark = _inside(place.mark, len(document.text))
    count = part_count(document.text)
    number = min(place.part or part_at(document.text, mark.start if mark else 0), count)
    text = verbatim_html(document, part_span(document.text, number), mark)
    parts = _parts(Opening(place.document, mark), number, count)
    article = f'<article class="document" lang="{as_html(document.metadata.language or "")}">'
    return f"{article}{_head(document)}{parts}{text}{parts}</article>"


def missing_html() -> str:
    """What the document page says where there is no such document."""
    return (
        '<article class="document"><header><h1>This document is not here</h1><p class="meta">It may have '
        "been removed from the library, or the address is incomplete. The library is listed beside the chat."
        "</p></header></article>"
    )


def library_html(documents: Sequence[DocumentSummary]) -> str:
    """The library's list, each title a link to the document; a collapsible block that starts open."""
    count = f"{len(documents):,} document{'' if len(documents) == 1 else 's'}"
    items = "".join(map(_listed, documents[:LISTED]))
    more = f'<p class="meta">and {len(documents) - LISTED:,} more</p>' if len(documents) > LISTED else ""
    empty = "" if documents else '<p class="meta">Nothing to ask yet: add documents with “besa add”.</p>'
    return (
        f'<details class="library" open><summary><h2>Library</h2><span class="count">{count}</span></summary>'
        f'<ul role="list">{items}</ul>{more}{empty}</details>'
    )


def _listed(document: DocumentSummary) -> str:
    facts = meta_line(document.publisher, document.date)
    return (
        f'<li><a href="{Opening(document.id).href()}" target="_blank" rel="noopener" dir="auto">'
        f'{as_html(document.title)}</a><span class="meta">{facts}</span></li>'
    )


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
    drawn_from = f"<details><summary>Where it has its facts from</summary><ul>{sources}</ul></details>"
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


def _parts(place: Opening, number: int, count: int) -> str:
    if count == 1:
        return ""
    earlier, later = (
        f'<a href="{Opening(place.document, place.mark, to).href()}">{words}</a>'
        if 1 <= to <= count
        else "<span></span>"
        for to, words in ((number - 1, "Earlier part"), (number + 1, "Later part"))
    )
    here = f"<span>Part {number:,} of {count:,}</span>"
    return f'<nav class="parts" aria-label="Parts">{earlier}{here}{later}</nav>'
