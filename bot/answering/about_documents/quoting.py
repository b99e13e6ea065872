"""Quote and cite a document in reply to a question about it: the line that says what is asked, or its beginning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.about_documents.statements import date_line, excerpt_around, names_line, opening_line
from bot.answering.citing import cite_excerpt, matching_words
from bot.answers import AnswerSentence
from corpus.text.terms import terms

if TYPE_CHECKING:
    from bot.answers import Citation
    from bot.english.document_question import DocumentQuestion
    from corpus.documents import Document, Span
    from corpus.engines.document_store import DocumentStore


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line of a document. `stated`: it says what is asked, rather than show which document is meant."""

    document: Document
    line: Span
    stated: bool

    def sentence(self, number: int) -> AnswerSentence:
        """Return it as a sentence quoted from the citation `number`."""
        return AnswerSentence(self.line.of(self.document.text), number, self.line.start, self.line.end)


def quoted_line(library: DocumentStore, id: str, asked: DocumentQuestion) -> QuotedLine | None:
    """Return the line of a document that says what is asked or, where none does, the one that it begins with.

    None for a document without a word. Raises UnknownDocument.
    """
    document = library.document(id)
    if line := _statement(document, asked):
        return QuotedLine(document, line, stated=True)
    opening = opening_line(document, library.passages.of(id))
    return QuotedLine(document, opening, stated=False) if opening else None


def cite_line(library: DocumentStore, number: int, quoted: QuotedLine) -> Citation:
    """Return the citation `number`, of a line and what follows it."""
    document, line = quoted.document, quoted.line
    about = document.metadata
    excerpt = excerpt_around(document, line, library.passages.of(document.id))
    names = terms(" ".join(filter(None, (about.author, about.publisher))))
    marks = matching_words(document.text, line, names, (), about.language or "en")
    return cite_excerpt(library, number, document, excerpt, line.start, marks)


def _statement(document: Document, asked: DocumentQuestion) -> Span | None:
    """Return the line in which a document says what makes it fit: its author, its publisher, its date."""
    about = document.metadata
    names = {"author": about.author, "publisher": about.publisher}.get(asked.asks)
    if asked.by is not None:
        names = ", ".join(filter(None, (about.author, about.publisher)))
    if names:
        return names_line(document, names)
    return date_line(document, about.date) if about.date and (asked.asks == "date" or asked.asks_for_dates) else None
