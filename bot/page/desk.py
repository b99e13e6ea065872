"""What the page needs to know of the library behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, NotFound, Question
    from bot.document_view import DocumentSummary, DocumentText


class Librarian(Protocol):
    """One library. Its methods may be called from several threads."""

    def ask(self, question: Question) -> Answer | NotFound:
        """Raises BotErrors and CorpusErrors, whose messages are for the person who asked."""
        ...

    def documents(self) -> Sequence[DocumentSummary]: ...

    def document(self, id: str) -> DocumentText | None:
        """None for one that is not there."""
        ...
