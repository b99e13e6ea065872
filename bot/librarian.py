"""A library and its answerer as the page sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document_view import DocumentSummary, DocumentText
from bot.page_images import PageImages
from bot.suggestions import Suggestions
from corpus.errors import UnknownDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering import Answerer
    from bot.answers import Answer, NotFound, Question, Turn
    from bot.printed import PageImage
    from corpus.document_store import Library
    from corpus.documents import Span


class LibraryDesk:
    """Implements `bot.page.Librarian`."""

    def __init__(self, library: Library, answerer: Answerer) -> None:
        self._library = library
        self._answerer = answerer
        self._images = PageImages(library)
        self._suggestions = Suggestions(library, answerer)

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
            media_type=content.media_type,
        )

    def page_image(self, id: str, page: int, marks: Sequence[Span]) -> PageImage | None:
        return self._images.image(id, page, marks)

    def examples(self, wait: float = 0.0) -> tuple[str, ...]:
        return self._suggestions.examples(wait)

    def follow_ups(self, answer: Answer, history: tuple[Turn, ...]) -> tuple[str, ...]:
        return self._suggestions.follow_ups(answer, history)
