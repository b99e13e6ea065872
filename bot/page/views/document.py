"""The documents as the page shows them: the library's list, and one document opened at a cited place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.page.views.marks import cite_id
from bot.page.views.verbatim import is_letter, is_printed, part_at, part_count, part_span, verbatim_html
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html, as_web_address, meta_line
from bot.wording.text_fragment import link_to_words
from corpus.documents import DOCUMENT_ID, Span
from corpus.text.markup.reading_form import reading_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.wording.labels import Labels
    from corpus.documents import Document, Metadata, Source

MOST_OTHERS = 50
_SHOWN = 90
_NUMBER = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Opening:
    """What an address asks to see: a document, the cited span, and the part (from 1) of a long document.

    `others` are further places of it that the same answer cites.
    """

    document: str
    mark: Span | None = None
    part: int | None = None
    others: tuple[Span, ...] = ()

    @classmethod
    def asked(cls, parameters: Mapping[str, str]) -> Opening | None:
        """Return the place that an address's parameters name; None without a well-formed document id.

        Numbers that make no sense are left out, never an error.
        """
        document = parameters.get("id", "")
        if not DOCUMENT_ID.fullmatch(document):
            return None
        start, end, part = (_number(parameters.get(name)) for name in ("start", "end", "part"))
        mark = Span(start, end) if start is not None and end is not None and start < end else None
        others = (_span(each) for each in parameters.get("others", "").split("_")[:MOST_OTHERS])
        return cls(document, mark, part or None, tuple(each for each in others if each is not None))

    def href(self) -> str:
        """Return the address of this place, relative to the chat's page, escaped for an `href`."""
        parameters: dict[str, str | int] = {"id": self.document}
        if self.mark is not None:
            parameters |= {"start": self.mark.start, "end": self.mark.end}
        if self.part is not None:
            parameters["part"] = self.part
        if self.others:
            parameters["others"] = "_".join(f"{each.start}-{each.end}" for each in self.others)
        return as_html(f"document?{urlencode(parameters)}")


def document_html(document: Document, opening: Opening, labels: Labels = ENGLISH) -> str:
    """Render a document, or the part of it that is asked for, marked at the cited places."""
    length = len(document.text)
    mark = _inside(opening.mark, length)
    others = [inside for each in opening.others if (inside := _inside(each, length)) is not None]
    marks = [*([mark] if mark else []), *(each for each in dict.fromkeys(others) if each != mark)]
    count = part_count(document.text)
    number = min(opening.part or part_at(document.text, mark.start if mark else 0), count)
    text = verbatim_html(document, part_span(document.text, number), marks, labels)
    here = Opening(opening.document, mark, number, tuple(marks[1:]))
    parts = _parts(here, count, labels)
    above = _head(document, marks, labels) + _cited_places(document, here, labels)
    language = as_html(document.metadata.language or "")
    kind = "document pages" if is_printed(document) else "document"
    return f'<article class="{kind}" lang="{language}">{above}{parts}{text}{parts}</article>'


def missing_html(labels: Labels = ENGLISH) -> str:
    """Render the document page for a document that is not there."""
    return (
        f'<article class="document"><header><h1>{labels.missing}</h1>'
        f'<p class="meta">{labels.missing_note}</p></header></article>'
    )


def _span(written: str) -> Span | None:
    start, end = (_number(digits) for digits in (written.split("-") if written.count("-") == 1 else ("", "")))
    return Span(start, end) if start is not None and end is not None and start < end else None


def _number(digits: str | None) -> int | None:
    return int(digits) if digits is not None and _NUMBER.fullmatch(digits) else None


def _inside(mark: Span | None, length: int) -> Span | None:
    return Span(mark.start, min(mark.end, length)) if mark is not None and mark.start < length else None


def _head(document: Document, marks: Sequence[Span], labels: Labels) -> str:
    about = document.metadata
    words = marks[0].of(document.text) if marks else ""
    address, there = as_web_address(about.url), link_to_words(about.url, words)
    accessed = f" · {labels.accessed.format(as_html(about.accessed[:10]))}" if about.accessed else ""
    link = f'<p class="meta">{_web_link(as_html(there), address)}{accessed}</p>' if address and there else ""
    name = document.file_name
    line = (
        meta_line(name)
        if is_letter(document)
        else meta_line(about.author, about.publication, about.publisher, about.date, name)
    )
    sources = "".join(f"<li>{_source(each)}</li>" for each in about.sources)
    drawn_from = f"<details><summary>{labels.facts_from}</summary><ul>{sources}</ul></details>"
    return (
        f'<header><h1 dir="auto">{as_html(about.title)}</h1><p class="meta">{line}</p>{link}'
        f"{_letterhead(about, labels) if is_letter(document) else ''}{drawn_from if sources else ''}</header>"
    )


def _letterhead(about: Metadata, labels: Labels) -> str:
    """Say who wrote a message, over which list, and when; its subject is the title above."""
    lines = (
        (labels.sent_by, about.author),
        (labels.sent_through, about.publisher),
        (labels.sent_on, about.date),
    )
    shown = "".join(f'<dt>{name}</dt><dd dir="auto">{as_html(value)}</dd>' for name, value in lines if value)
    return f'<dl class="letterhead">{shown}</dl>'


def _cited_places(document: Document, here: Opening, labels: Labels) -> str:
    """Links to all places that the answer cites, in the order of the text; nothing for a single one."""
    if here.mark is None or not here.others:
        return ""
    items = []
    for mark in sorted((here.mark, *here.others), key=lambda span: span.start):
        number = (here.mark, *here.others).index(mark)
        there = replace(here, part=part_at(document.text, mark.start)).href()
        words = as_html(" ".join(reading_form(document.content, mark).text[:_SHOWN].split()))
        items.append(f'<li><a href="{there}#{cite_id(number)}" dir="auto">{words}…</a></li>')
    name = labels.cited_places
    return f'<nav class="cited" aria-label="{name}"><h2>{name}</h2><ol>{"".join(items)}</ol></nav>'


def _source(source: Source) -> str:
    address = as_web_address(source.url)
    words = meta_line(source.publisher, source.title, source.author, source.date)
    return _web_link(address, words) if address else words


def _web_link(address: str, words: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{words}</a>'


def _parts(here: Opening, count: int, labels: Labels) -> str:
    number = here.part or 1
    if count == 1:
        return ""
    earlier, later = (
        f'<a href="{replace(here, part=to).href()}">{words}</a>' if 1 <= to <= count else "<span></span>"
        for to, words in ((number - 1, labels.earlier_part), (number + 1, labels.later_part))
    )
    place = f"<span>{labels.part_of.format(labels.number(number), labels.number(count))}</span>"
    return f'<nav class="parts" aria-label="{labels.parts}">{earlier}{place}{later}</nav>'
