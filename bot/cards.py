"""The sources of an answer as numbered cards, in HTML. Everything that comes from a document is escaped."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answers import Answer, NotFound
from bot.document_view import Opening
from bot.markup import as_html, meta_line
from corpus.documents import Span

if TYPE_CHECKING:
    from bot.answers import Citation


def card_id(turn: int, number: int) -> str:
    """The id of a citation's card, the same in the answer's links and on the cards."""
    return f"src-{turn}-{number}"


def cards_html(reply: Answer | NotFound, turn: int, *, shown: bool) -> str:
    """The cards of one turn of the conversation; those that are not shown wait until they are asked for."""
    if not reply.citations:
        return ""
    found = isinstance(reply, Answer)
    name = "Sources" if found else "Nearest passages"
    note = "" if found else '<p class="note">They come nearest, but do not seem to answer.</p>'
    cards = "".join(_card(each, turn, _quoted(reply, each)) for each in reply.citations)
    return (
        f'<section class="sources" data-turn="{turn}" aria-label="{name}"{"" if shown else " hidden"}>'
        f'<h2>{name}</h2><p class="for" dir="auto">{as_html(reply.standalone_question)}</p>{note}'
        f'<ol role="list">{cards}</ol></section>'
    )


def _quoted(reply: Answer | NotFound, citation: Citation) -> list[Span]:
    if isinstance(reply, NotFound):
        return []
    return [
        Span(max(each.start, citation.start), min(each.end, citation.end))
        for each in reply.sentences
        if each.citation == citation.number and each.start < citation.end and each.end > citation.start
    ]


def _card(citation: Citation, turn: int, quoted: list[Span]) -> str:
    name = card_id(turn, citation.number)
    title = as_html(citation.title)
    label = f"Open source {citation.number}, {title}, at this passage in a new tab"
    href = Opening(citation.document, Span(citation.start, citation.end)).href()
    return (
        f'<li class="card" id="{name}" tabindex="-1" aria-labelledby="{name}-title">'
        f'<span class="number" aria-hidden="true">{citation.number}</span>'
        f'<h3 id="{name}-title" dir="auto">{title}</h3>'
        f'<p class="meta">{meta_line(citation.publisher, citation.date, citation.found_at, citation.heading)}</p>'
        f'<blockquote dir="auto">{_excerpt(citation, quoted)}</blockquote>'
        f'<a class="open" href="{href}" target="_blank" rel="noopener" aria-label="{label}">'
        "Open in document</a></li>"
    )


def _excerpt(citation: Citation, quoted: list[Span]) -> str:
    """The excerpt cut where a highlight or a quoted sentence starts or ends, and escaped piece by piece."""
    edges = {citation.start, citation.end}
    for span in (*citation.highlights, *quoted):
        edges |= {span.start, span.end}
    written = []
    for start, end in pairwise(sorted(edges)):
        piece = as_html(citation.excerpt[start - citation.start : end - citation.start])
        if any(span.start <= start < span.end for span in citation.highlights):
            piece = f"<mark>{piece}</mark>"
        if any(span.start <= start < span.end for span in quoted):
            piece = f"<b>{piece}</b>"
        written.append(piece)
    return "".join(written)
