"""The sources of an answer as numbered cards, in HTML. Everything that comes from a document is escaped."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.formats.citations import plain_citation
from bot.formats.reference_styles import STYLE_NAMES
from bot.page.views.document import Opening
from bot.page.views.download_menu import menu_html
from bot.page.views.overview import FoundPlaces
from bot.page.views.repeated import lead_of, repeated_in
from bot.wording.excerpts import excerpt_html
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html, meta_line
from bot.wording.outcome import outcome
from bot.wording.text_fragment import link_to_words
from corpus.documents import Span
from corpus.text.terms import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answers import Answer, Citation
    from bot.formats.verification import Status
    from bot.wording.labels import Labels


_DRAWN = 64
"""So many turns are drawn once only, though a conversation that is opened again brings all its cards many times."""
NO_CARDS = '<div hidden data-turn="1" data-first="1" data-cards=""></div>'
"""Packed as `packed_cards` are: the page lets go of those that it has."""


def card_id(turn: int, number: int) -> str:
    """Return the id of a citation's card, the same in the answer's links and on the cards."""
    return f"src-{turn}-{number}"


def packed_cards(
    reply: Answer,
    turn: int,
    first: int,
    labels: Labels = ENGLISH,
    names: Sequence[tuple[str, str]] = (),
    standing: Sequence[tuple[int, Status]] = (),
) -> str:
    """Pack the cards of one turn for the page's script, which adds them to those of the turns from `first` on.

    Only the latest are seen; those of an earlier turn wait there until they are asked for. They come as an attribute,
    for gradio patches the elements that it has drawn instead of drawing new ones.
    """
    cards = cards_html(reply, turn, labels, tuple(names), tuple(standing))
    return cards and f'<div hidden data-turn="{turn}" data-first="{first}" data-cards="{as_html(cards)}"></div>'


@lru_cache(maxsize=_DRAWN)
def cards_html(
    reply: Answer,
    turn: int,
    labels: Labels = ENGLISH,
    names: tuple[tuple[str, str], ...] = (),
    standing: tuple[tuple[int, Status], ...] = (),
) -> str:
    """Render the cards of one turn of the conversation; `names` tell documents of one title apart, by id.

    `standing` are numbers of citations that do not stand as they were shown, and why not.
    """
    if not reply.citations:
        return ""
    words = outcome(reply, labels)
    name = words.sources
    note = f'<p class="note">{words.note}</p>' if words.note else ""
    group = _Group(reply, turn, labels, dict(names), dict(standing))
    cards = "".join(map(group.card, group.shown))
    on_map = FoundPlaces.cited(reply.citations).href()
    state = "" if reply.found else " data-nearest"
    return (
        f'<section class="sources" data-turn="{turn}" aria-label="{name}"{state}>'
        f"<h2>{name}</h2>{menu_html(turn, labels)}{group.taking()}"
        f'<p class="for" dir="auto">{group.question()}</p>{note}'
        f'<details class="noting"><summary>{labels.note}</summary><textarea dir="auto" maxlength="10000" rows="3" '
        f'aria-label="{labels.note_on_answer}"></textarea></details>'
        f'<ol role="list">{cards}</ol><p class="to-map"><a href="{on_map}" target="_blank" rel="noopener">'
        f"{labels.on_map}</a></p></section>"
    )


class _Group:
    """The cards of one reply. Words of the question and the marks that they matched bear the same number.

    Attributes:
        shown: The citations that have cards; what only says again what an earlier one does is named on that one's.
    """

    def __init__(
        self, reply: Answer, turn: int, labels: Labels, names: Mapping[str, str], standing: Mapping[int, Status]
    ) -> None:
        self._reply = reply
        self._standing = standing
        self._turn = turn
        self._labels = labels
        self._names = names
        self._repeated = repeated_in(reply)
        again = {each.number for others in self._repeated.values() for each in others}
        self.shown = [each for each in reply.citations if each.number not in again]
        terms = [word.term for word in words(reply.standalone_question, "en")]
        self._numbers = {term: number for number, term in enumerate(dict.fromkeys(terms))}

    def taking(self) -> str:
        """Render the choice of a style of references and, of what was found, the button that copies all of it."""
        labels = self._labels
        styles = "".join(f'<option value="{each}">{name}</option>' for each, name in STYLE_NAMES.items())
        copied = f'data-quoted="{_places_named(self._reply)}" data-done="{labels.copied_in_style}"'
        button = f'<button type="button" class="copy-answer" {copied}><span>{labels.copy_answer}</span></button>'
        return (
            f'<p class="taking"><label>{labels.cite_as} <select class="cite-style">{styles}</select></label>'
            f"{button if self._reply.found else ''}</p>"
        )

    def question(self) -> str:
        text = self._reply.standalone_question
        written, at = [], 0
        for word in words(text, "en"):
            if word.start >= at:
                inside = as_html(text[word.start : word.end])
                written += [
                    as_html(text[at : word.start]),
                    f'<span data-word="{self._numbers[word.term]}">{inside}</span>',
                ]
                at = word.end
        return "".join([*written, as_html(text[at:])])

    def card(self, citation: Citation) -> str:
        name, labels = card_id(self._turn, citation.number), self._labels
        title = as_html(citation.title)
        heading = citation.heading if citation.heading != citation.title else None
        facts = meta_line(
            citation.publisher or citation.publication or citation.author,
            citation.date,
            self._names.get(citation.document),
            citation.in_archive,
            citation.found_at,
            heading,
        )
        quoted = " … ".join(map(citation.words_of, self._places(citation)))
        copied = as_html(plain_citation(citation, quoted))
        places = "_".join(_place_named(citation.document, each) for each in self._places(citation))
        return (
            f'<li class="card" id="{name}" tabindex="-1" aria-labelledby="{name}-title">'
            f'<span class="number" aria-hidden="true">{citation.number}</span>'
            f'<blockquote class="lead" dir="auto">{self._lead(citation)}</blockquote>'
            f'<h3 id="{name}-title" dir="auto">{title}</h3><p class="meta">{facts}</p>{self._now(citation)}'
            f"{self._again(citation)}"
            f'<details class="in-context"><summary>{labels.in_context}</summary>'
            f'<blockquote class="excerpt" dir="auto">{self._excerpt(citation)}</blockquote>'
            f'<button type="button" class="around" aria-expanded="false" data-document="{citation.document}" '
            f'data-start="{citation.start}" data-end="{citation.end}">{labels.more_around}</button></details>'
            f'<p class="actions">{self._open(citation)}'
            f'<button type="button" class="copy" data-done="{labels.copied_in_style}" data-quoted="{places}" '
            f'data-copy="{copied}">'
            f"<span>{labels.copy_citation}</span></button>{self._original(citation)}"
            f'<button type="button" class="clip">{labels.keep_quotation}</button></p></li>'
        )

    def _lead(self, citation: Citation) -> str:
        """Render what the card leads with; dots stand for what is left out between two sentences."""
        written, at = [], None
        quoted = self._reply.quoted_from(citation)
        for span in lead_of(self._reply, citation):
            if at is not None:
                written.append(" " if not citation.text_of(Span(at, max(at, span.start))).strip() else " … ")
            written.append(excerpt_html(citation, quoted, self._number, span))
            at = span.end
        return "".join(written)

    def _now(self, citation: Citation) -> str:
        """Say what has become of a source that is shown again; what is opened may not be what was quoted."""
        status = self._standing.get(citation.number)
        return f'<p class="standing">{getattr(self._labels, f"check_{status}")}</p>' if status else ""

    def _again(self, citation: Citation) -> str:
        """Name the other sources of the same sentence; each is a link to its place in them."""
        links = []
        for each in self._repeated.get(citation.number, ()):
            href = Opening(each.document, Span(each.start, each.end)).href()
            links.append(f'<a href="{href}" dir="auto">{as_html(each.title)}</a>')
        return f'<p class="meta also">{self._labels.also_in} {", ".join(links)}</p>' if links else ""

    def _open(self, citation: Citation) -> str:
        label = self._labels.open_source.format(citation.number, as_html(citation.title))
        same = [citation, *(each for each in self._reply.citations if each.document == citation.document)]
        here, *others = dict.fromkeys(place for each in same for place in self._places(each))
        href = Opening(citation.document, here, others=tuple(others)).href()
        return f'<a class="open" href="{href}" aria-label="{label}">{self._labels.open_document}</a>'

    def _original(self, citation: Citation) -> str:
        address = link_to_words(citation.url, self._quoted_text(citation))
        if address is None:
            return ""
        return (
            f'<a class="original" href="{as_html(address)}" data-address="{as_html(citation.url or "")}" '
            f'target="_blank" rel="noopener noreferrer">{self._labels.original}</a>'
        )

    def _places(self, citation: Citation) -> list[Span]:
        """Return what is quoted from an excerpt, or else the excerpt: the document is marked there."""
        return self._reply.quoted_from(citation) or [Span(citation.start, citation.end)]

    def _quoted_text(self, citation: Citation) -> str:
        return citation.text_of(self._places(citation)[0])

    def _excerpt(self, citation: Citation) -> str:
        """Render the excerpt; each matched word bears the number of the question's word that it matches."""
        return excerpt_html(citation, self._reply.quoted_from(citation), self._number)

    def _number(self, matched: str) -> str:
        number = _number_of(matched, self._numbers)
        return "" if number is None else f' data-word="{number}"'


def _places_named(reply: Answer) -> str:
    """Name what an answer quotes, in its order, as `bot.page.routes.quotations` reads it."""
    documents = {each.number: each.document for each in reply.citations}
    told = [(documents[each.citation], Span(each.start, each.end)) for each in reply.told if each.citation in documents]
    return "_".join(dict.fromkeys(_place_named(document, span) for document, span in told))


def _place_named(document: str, span: Span) -> str:
    return f"{document}-{span.start}-{span.end}"


def _number_of(text: str, numbers: Mapping[str, int]) -> int | None:
    return next((numbers[word.term] for word in words(text, "en") if word.term in numbers), None)
