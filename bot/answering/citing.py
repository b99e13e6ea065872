"""Make the citation of a ranked passage: its source, its place, the words that match the question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answers import Citation
from corpus.documents import PlaceKind, Span
from corpus.printed_layout import rectangles
from corpus.text.markup.reading_form import unread
from corpus.text.terms import is_stop_word, words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.answers import AnswerSentence
    from corpus.documents import Document
    from corpus.engines.document_store import DocumentStore
    from corpus.printed_layout import Rectangle
    from embeddings.ranking.ranked_passage import RankedPassage


def make_citation(
    library: DocumentStore,
    number: int,
    ranked: RankedPassage,
    document: Document,
    terms: Collection[str],
    quoted: Sequence[AnswerSentence],
) -> Citation:
    """Return the citation `number` of `ranked`, a passage of `document`.

    Its page and place are those of its best sentence, or of the first one `quoted` from it if that is another; `terms`
    are those by which the question's words were matched.
    """
    shown = next((each for each in quoted if each.citation == number), None)
    best = _start_of_best(ranked)
    at = best if shown is None or shown.start <= best < shown.end else shown.start
    marks = matching_words(document.text, ranked.excerpt, terms, ranked.alike, document.metadata.language or "en")
    citation = cite_excerpt(library, number, document, ranked.excerpt, at, marks)
    return replace(citation, heading=ranked.stored.passage.heading, score=ranked.score)


def cite_excerpt(
    library: DocumentStore, number: int, document: Document, excerpt: Span, at: int, highlights: tuple[Span, ...]
) -> Citation:
    """Return the citation `number` of an excerpt of a document; its page and place are those of the character `at`."""
    printed = _printed_at(library, document, excerpt)
    return replace(cite_unprinted(number, document, excerpt, at, highlights), rectangles=printed)


def cite_unprinted(
    number: int, document: Document, excerpt: Span, at: int, highlights: tuple[Span, ...] = ()
) -> Citation:
    """Return what `cite_excerpt` does without where the excerpt is printed, which the document alone does not say."""
    about, place = document.metadata, document.content.place_at(at)
    markup = unread(document.content, excerpt)
    return Citation(
        number=number,
        document=document.id,
        path=document.path,
        sha256=document.sha256,
        title=about.title,
        author=about.author,
        publisher=about.publisher,
        date=about.date,
        url=about.url,
        page=place.page if place else None,
        heading=None,
        start=excerpt.start,
        end=excerpt.end,
        excerpt=excerpt.of(document.text),
        highlights=tuple(mark for mark in highlights if not any(_overlap(mark, each) for each in markup)),
        score=1.0,
        place=place.label if place else None,
        others=document.others,
        accessed=about.accessed,
        publication=about.publication,
        doi=about.doi,
        markup=markup,
        part=document.part,
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _printed_at(library: DocumentStore, document: Document, excerpt: Span) -> tuple[Rectangle, ...]:
    """Return where an excerpt is printed, one rectangle a line; none in a document that is not printed."""
    pages = {
        place.number
        for place in document.content.places
        if place.kind is PlaceKind.PAGE and place.span.start < excerpt.end and excerpt.start < place.span.end
    }
    return rectangles(library.printed_pages(document.id, pages), excerpt) if pages else ()


def _start_of_best(ranked: RankedPassage) -> int:
    """Return where the best sentence of an excerpt starts, or the excerpt if it is not shown."""
    sentences = ranked.stored.passage.sentences
    best = sentences[ranked.best.number] if sentences else ranked.excerpt
    return best.start if ranked.excerpt.holds(best) else ranked.excerpt.start


def matching_words(
    text: str, within: Span, terms: Collection[str], alike: Sequence[Span], language: str
) -> tuple[Span, ...]:
    """Return the words of `text[within]` that have one of the terms, or begin or hold a place that is `alike`.

    They are in characters of `text`, in order and without overlap. Stop words match by their term only.
    Example: with the terms of "keepers", the word "Keeper" of "The Keeper left." is [4, 10).
    """
    starts = iter([*sorted(span.start for span in alike), len(text)])
    start = next(starts)
    found: list[Span] = []
    for word in words(within.of(text), language, within.start):
        while start < word.start:
            start = next(starts)
        if found and word.start < found[-1].end:
            continue
        holds_one = start < word.end
        if word.term in terms or (holds_one and not is_stop_word(text[word.start : word.end], language)):
            found.append(Span(word.start, word.end))
    return tuple(found)
