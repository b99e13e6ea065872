"""A library and its answerer as the page sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document_view import DocumentSummary, DocumentText
from corpus.errors import UnknownDocument
from embeddings.coverage import CoverageCount

if TYPE_CHECKING:
    from bot.answering import Answerer
    from bot.answers import Answer, NotFound, Question
    from bot.choice import Choice
    from corpus.document_store import Library
    from embeddings.coverage import Coverage


class LibraryDesk:
    """Implements `bot.page.Librarian`."""

    def __init__(self, library: Library, answerer: Answerer) -> None:
        self.turn_to(library, answerer)

    def turn_to(self, library: Library, answerer: Answerer) -> None:
        """From now on, every question is answered from another library."""
        self._desk = (library, answerer, CoverageCount(library.store))

    @property
    def _library(self) -> Library:
        return self._desk[0]

    def ask(self, question: Question, choice: Choice) -> Answer | NotFound:
        library, answerer, _ = self._desk
        return answerer.answer(question, documents=choice.ids(library))

    def coverage(self) -> Coverage:
        return self._desk[2].current()

    def documents(self) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                record.id,
                record.metadata.title,
                record.metadata.publisher,
                record.metadata.date,
                record.passages,
                record.path,
            )
            for record in self._library.documents()
        ]

    def document(self, id: str) -> DocumentText | None:
        try:
            document = self._library.document(id)
        except UnknownDocument:
            return None
        content = document.content
        return DocumentText(
            id=document.id,
            path=document.path,
            text=document.text,
            body=content.body,
            metadata=content.metadata,
            headings=content.headings,
            places=content.places,
        )
