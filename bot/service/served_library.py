"""The library of a page as programs ask for it over the network: what they get tells nobody where its files lie."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.scope import DocumentFilter, document_filter
from bot.answering.settings import MOST_CITATIONS, TOP
from bot.answers import Question, Turn
from bot.errors import AnsweringFailed, LibraryAway, NotAnAnswer, OutsideDocument, QuestionError
from bot.formats.without_folders import answer_without_folders, record_without_folders
from bot.service.document_part import document_part
from corpus.documents import DOCUMENT_ID
from corpus.errors import BesaError, LibraryUnreachable, UnknownDocument
from corpus.messages import Message
from corpus.store.document_names import no_document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bot.answers import Answer
    from bot.formats.saved_answers import SavedAnswers
    from bot.formats.verification import Finding
    from bot.service.library_service import LibraryService
    from corpus.documents import Document
    from corpus.store.document_records import DocumentRecord

_LOG = logging.getLogger("besa")
_FOR_THEM = (AnsweringFailed, LibraryAway, NotAnAnswer, OutsideDocument, QuestionError, UnknownDocument)
"""Errors whose words are for whoever asked; those of others may name folders of this machine."""
_UNREAD = "The re-ranker cannot be used; whoever serves the library sees why with: besa info"
"""Takes the place of a reason that may name folders of this machine."""


class ServedLibrary:
    """What `besa.OpenLibrary` answers, of the library that a page shows at that moment. It changes nothing."""

    def __init__(self, service: LibraryService) -> None:
        self._service = service

    def ask(
        self,
        question: str,
        *,
        history: Iterable[Turn] = (),
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
        documents: Collection[str] | None = None,
        top: int = TOP,
    ) -> Answer:
        """Answer a question as `OpenLibrary.ask` does, with names of files for paths. Raises what that raises."""
        if not 1 <= top <= MOST_CITATIONS:
            raise ValueError(f"top is a number from 1 to {MOST_CITATIONS}, not {top}")
        chosen = DocumentFilter(
            source, after, before, None if documents is None else frozenset(documents), folders=False
        )
        with _discreet():
            answer = self._service.search(Question(question, tuple(history)), chosen, top)
        return answer_without_folders(replace(answer, unread=_UNREAD if answer.unread else ""))

    def sources(
        self, *, source: str | None = None, after: str | None = None, before: str | None = None
    ) -> list[DocumentRecord]:
        """Return the documents that fit, with names of files for paths. Raises UnknownDocument, or NothingChosen."""
        return self.some_sources(0, None, source=source, after=after, before=before)[1]

    def some_sources(
        self,
        first: int,
        most: int | None,
        *,
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> tuple[int, list[DocumentRecord]]:
        """Count the documents that fit; return at most `most` of them, from the one with this number on."""
        library = self._service.library
        with _discreet():
            wanted = document_filter(library, source, after, before, folders=False)
            chosen = None if wanted is None else library.match(wanted)
            fitting = [line.id for line in library.list.all() if chosen is None or line.id in chosen]
            some = frozenset(fitting[first:] if most is None else fitting[first : first + most])
            records = list(library.each_document(some))
        return len(fitting), [record_without_folders(each) for each in records]

    def document(self, name: str) -> Document:
        """Return the document with this id, or of the one file with this name. Raises UnknownDocument.

        No folder is part of a name here: whether there is one of that name would say where the files lie.
        """
        if "/" in name or "\\" in name:
            raise UnknownDocument(no_document(name))
        library = self._service.library
        with _discreet():
            found = [name] if DOCUMENT_ID.fullmatch(name) else library.names.find_all(name)
            if len(found) > 1:
                raise UnknownDocument(_several(name, found))
            return library.document(found[0])

    def show(self, document: str, start: int = 0, end: int | None = None) -> str:
        """Return the text of a document from `start` to before `end`. Raises UnknownDocument, OutsideDocument."""
        return document_part(self.document(document).text, start, end)

    def verify(self, answers: Iterable[Answer]) -> list[Finding]:
        """Check every citation against the stored documents, and return a finding for each."""
        from bot.formats.verification import verify

        library = self._service.library
        with _discreet():
            return [finding for answer in answers for finding in verify(answer, library)]

    def verify_saved(self, saved: SavedAnswers) -> list[Finding]:
        """Check saved answers as `verify` does, and the page of a report against the answers in it."""
        from bot.formats.verification import verify_page

        return self.verify(saved.answers) + verify_page(saved, "FILE")


@contextmanager
def _discreet() -> Iterator[None]:
    """Log an error that is not for whoever asked, and raise AnsweringFailed in its place."""
    try:
        yield
    except _FOR_THEM:
        raise
    except LibraryUnreachable as error:
        _LOG.error("A program could not be answered: %s", error)
        raise LibraryAway from None
    except BesaError as error:
        _LOG.error("A program could not be answered: %s", error)
        raise AnsweringFailed(
            Message("Something is wrong with the library: whoever serves it sees what in the terminal.")
        ) from None


def _several(name: str, found: Collection[str]) -> Message:
    return Message(
        "{documents:,} documents are called '{name}'; name one by its id: {choices}",
        documents=len(found),
        name=name,
        choices=", ".join(sorted(found)[:20]),
    )
