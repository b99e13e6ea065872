"""A library and its answerer as the page sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document_view import DocumentSummary, DocumentText
from corpus.errors import UnknownDocument

if TYPE_CHECKING:
    from bot.answering import Answerer
    from bot.answers import Answer, NotFound, Question
    from corpus.document_store import Library


class LibraryDesk:
    """Implements `bot.page.Librarian`."""

    def __init__(self, library: Library, answerer: Answerer) -> None:
        self._library = library
        self._answerer = answerer

    def ask(self, question: Question) -> Answer | NotFound:
        return self._answerer.answer(question)

    def documents(self) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                record.id,
                record.metadata.title,
                record.metadata.publisher,
                record.metadata.date,
                record.passages,
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
