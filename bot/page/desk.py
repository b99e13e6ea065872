"""What the page needs to know of the library behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, NotFound, Question, Turn
    from bot.document_view import DocumentSummary, DocumentText
    from bot.library_map import LibraryMap
    from bot.library_overview import FoundPlaces, Shelf
    from bot.printed import PageImage
    from corpus.documents import Span


class Librarian(Protocol):
    """One library. Its methods may be called from several threads."""

    def ask(self, question: Question) -> Answer | NotFound:
        """Raises BotErrors and CorpusErrors, whose messages are for the person who asked."""
        ...

    def documents(self) -> Sequence[DocumentSummary]: ...

    def document(self, id: str) -> DocumentText | None:
        """None for one that is not there."""
        ...

    def shelf(self) -> Shelf: ...

    def map(self, found: FoundPlaces, wait: float) -> LibraryMap | None:
        """The map with these places; None while it is being drawn, for which it waits so many seconds at most."""

    def page_image(self, id: str, page: int, marks: Sequence[Span]) -> PageImage | None:
        """The page of a PDF with these places of its text marked; None where it cannot be drawn (any more)."""
        ...

    def examples(self, wait: float = 0.0) -> Sequence[str]:
        """Questions that the library answers; none while they are being made, for `wait` seconds at most."""
        ...

    def follow_ups(self, answer: Answer, history: tuple[Turn, ...]) -> Sequence[str]:
        """Up to three questions that may be asked next; `history` ends with this answer's turn."""
        ...
