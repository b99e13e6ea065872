"""What the page needs to know of the library behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, NotFound, Question
    from bot.document_view import DocumentSummary, DocumentText
    from bot.library_map import LibraryMap
    from bot.library_overview import FoundPlaces, Shelf


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
        ...
