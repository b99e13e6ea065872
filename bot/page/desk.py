"""What the page needs to know of the library behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.answers import Answer, NotFound, Question
    from bot.choice import Choice
    from bot.collecting import Receipt
    from bot.document_view import DocumentSummary, DocumentText
    from bot.uploads import UploadRules
    from corpus.adding import Added
    from embeddings.coverage import Coverage


class Librarian(Protocol):
    """One library. Its methods may be called from several threads."""

    def ask(self, question: Question, choice: Choice) -> Answer | NotFound:
        """Searches in the chosen documents only.

        Raises BotErrors and CorpusErrors, whose messages are for the person who asked.
        """
        ...

    def documents(self) -> Sequence[DocumentSummary]: ...

    def document(self, id: str) -> DocumentText | None:
        """None for one that is not there."""
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

    def take(self, partial: Path, name: str) -> Added:
        """Adds what has come. Raises UploadRefused and CorpusErrors; `partial` may be gone afterwards."""
        ...

    def remove(self, id: str) -> Receipt:
        """Raises UnknownDocument, UploadRefused and other CorpusErrors."""
        ...
