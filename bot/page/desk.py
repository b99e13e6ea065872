"""What the page needs to know of the library behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.answering.scope import SearchScope
    from bot.answers import Answer, Question, Turn
    from bot.page.views.document import DocumentSummary, DocumentText
    from bot.page.views.map import LibraryMap
    from bot.page.views.overview import FoundPlaces, Shelf
    from bot.page.views.printed_pages import PageImage
    from bot.service.library_editor import Receipt
    from bot.service.uploads import UploadRules
    from corpus.documents import Span
    from corpus.folders.importer import FileOutcome
    from embeddings.store.coverage import Coverage


class Librarian(Protocol):
    """One library. Its methods may be called from several threads."""

    def ask(self, question: Question, choice: SearchScope) -> Answer:
        """Searches in the chosen documents only.

        Raises BotErrors and CorpusErrors, whose messages are for the person who asked.
        """
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

    def coverage(self) -> Coverage: ...


class Collector(Protocol):
    """Takes documents into the library and out of it. Its methods may be called from several threads."""

    @property
    def rules(self) -> UploadRules: ...

    @property
    def may_remove(self) -> bool: ...

    def partial(self) -> Path:
        """Where a file can be written while it comes. Raises UploadRefused."""
        ...

    def take(self, partial: Path, name: str) -> FileOutcome:
        """Adds what has come. Raises UploadRefused and CorpusErrors; `partial` may be gone afterwards."""
        ...

    def remove(self, id: str) -> Receipt:
        """Raises UnknownDocument, UploadRefused and other CorpusErrors."""
        ...
