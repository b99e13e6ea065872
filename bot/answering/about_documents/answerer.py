"""Answer questions about the documents themselves from the catalogue, and leave all others to the texts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.answering.about_documents.lookup import Lookup
from bot.answering.about_documents.statements import date_line, excerpt_around, names_line, opening_line
from bot.answering.citing import matching_words, printed_at
from bot.answering.follow_up import make_standalone
from bot.answers import Answer, AnswerSentence, Citation
from bot.english.document_question import read_document_question
from bot.english.document_statement import tells_of
from bot.errors import QuestionError
from bot.facts import DocumentFact, Facts
from corpus.text.terms import terms
from embeddings.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.answering.about_documents.lookup import FoundDocuments
    from bot.answers import Question
    from bot.english.document_question import DocumentQuestion
    from corpus.documents import Document, Span
    from corpus.store.catalogue.catalogue import CatalogueEntry
    from corpus.store.library import Library


class DocumentAnswerer:
    """Answers questions about the documents of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(
        self, question: Question, top: int, documents: Collection[str] | None, from_texts: Callable[[], Answer]
    ) -> Answer:
        """Return what the catalogue says if the question is about documents, or else the answer `from_texts`.

        Where both may be meant, a text that speaks of how a work came about goes before the catalogue. At most `top`
        documents are cited. Raises what `from_texts` raises.
        """
        watch = Stopwatch()
        text, asked = _read(question)
        if asked is None or not self._library.catalogue.is_there():
            return from_texts()
        found = Lookup(self._library.catalogue, None if documents is None else frozenset(documents)).find(asked)
        if found is None:
            return from_texts()
        watch.lap("catalogue")
        if not found.is_certain and (told := _told(asked, from_texts)):
            return told
        quoted = [each for entry in found.entries[:top] if (each := self._quoted(entry, asked))]
        citations = tuple(self._citation(number, *each) for number, each in enumerate(quoted, 1))
        watch.lap("citations")
        return Answer(
            question=question.text,
            standalone_question=text,
            confidence=_confidence(found),
            sentences=tuple(
                AnswerSentence(line.of(document.text), number, line.start, line.end)
                for number, (document, line) in enumerate(quoted, 1)
            ),
            citations=citations,
            elapsed_ms=watch.elapsed,
            timings_ms=watch.steps,
            facts=_facts(asked, found, citations),
        )

    def _quoted(self, entry: CatalogueEntry, asked: DocumentQuestion) -> tuple[Document, Span] | None:
        """Return the line in which a document says what is asked or, where it does not, the one that it begins with."""
        document = self._library.document(entry.document)
        line = _stated(document, asked) or opening_line(document, self._library.passages.of(entry.document))
        return (document, line) if line else None

    def _citation(self, number: int, document: Document, line: Span) -> Citation:
        about, place = document.metadata, document.content.place_at(line.start)
        excerpt = excerpt_around(document, line, self._library.passages.of(document.id))
        values = " ".join(filter(None, (about.author, about.publisher)))
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
            highlights=matching_words(document.text, line, frozenset(terms(values)), (), about.language or "en"),
            score=1.0,
            place=place.label if place else None,
            others=document.others,
            rectangles=printed_at(self._library, document, excerpt),
        )


_LIKELY = 0.9
"""Confidence that a question is about the documents where a title or an author alone makes it so."""


def _confidence(found: FoundDocuments) -> float:
    if not found.entries:
        return 0.0
    return 1.0 if found.is_certain else _LIKELY


def _read(question: Question) -> tuple[str, DocumentQuestion | None]:
    """Return the question about documents that is asked, and its text, filled in from the conversation if need be."""
    asked = read_document_question(question.text)
    if asked is not None or not question.history:
        return question.text, asked
    text = make_standalone(question).asked
    return text, read_document_question(text)


def _told(asked: DocumentQuestion, from_texts: Callable[[], Answer]) -> Answer | None:
    """Return the answer from the texts if it tells what is asked; None where the question cannot be asked of texts."""
    try:
        answer = from_texts()
    except QuestionError:
        return None
    return answer if answer.found and tells_of(asked, answer.sentences[0].text) else None


def _stated(document: Document, asked: DocumentQuestion) -> Span | None:
    about = document.metadata
    names = {"author": about.author, "publisher": about.publisher}.get(asked.asks)
    if asked.by is not None:
        names = ", ".join(filter(None, (about.author, about.publisher)))
    if names:
        return names_line(document, names)
    return date_line(document, about.date) if about.date and (asked.asks == "date" or asked.asks_for_dates) else None


def _facts(asked: DocumentQuestion, found: FoundDocuments, citations: tuple[Citation, ...]) -> Facts:
    numbers = {citation.document: citation.number for citation in citations}
    return Facts(
        asks=asked.asks,
        count=found.count,
        documents=tuple(DocumentFact(**asdict(entry), citation=numbers.get(entry.document)) for entry in found.entries),
        by=asked.by,
        period=asked.period.text if asked.period else None,
        undated=found.undated,
    )
