"""Answer questions about the documents themselves from the catalogue, and leave all others to the texts."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from bot.answering.about_documents.lookup import Lookup
from bot.answering.about_documents.quoting import cite_line, quoted_line
from bot.answering.about_documents.statements import is_about_its_title
from bot.answering.follow_up import make_standalone
from bot.answers import Answer
from bot.english.document_question import read_document_question
from bot.english.document_statement import tells_of
from bot.errors import QuestionError
from bot.facts import DocumentFact, Facts
from embeddings.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.about_documents.lookup import FoundDocuments
    from bot.answering.about_documents.quoting import QuotedLine
    from bot.answers import Question
    from bot.english.document_question import DocumentQuestion
    from corpus.engines.document_store import DocumentStore
    from corpus.engines.filters import Filter

_LIKELY = 0.9
"""Confidence that a question is about the documents where a title or an author alone makes it so."""


class DocumentAnswerer:
    """Answers questions about the documents of one library."""

    def __init__(self, library: DocumentStore) -> None:
        self._library = library

    def answer(self, question: Question, top: int, within: Filter | None, from_texts: Callable[[], Answer]) -> Answer:
        """Return what the catalogue says if the question is about documents, or else the answer `from_texts`.

        Where it may be about something in the texts as well, one that speaks of how a work came about goes before the
        catalogue. At most `top` documents are cited. Raises what `from_texts` raises.
        """
        watch = Stopwatch()
        text, asked = _read(question)
        found = self._find(asked, within) if asked else None
        if asked is None or found is None:
            return from_texts()
        watch.lap("catalogue")
        if not found.is_certain and (told := _told(asked, from_texts)):
            return told
        lines = (quoted_line(self._library, each.document, asked) for each in found.entries[:top])
        quoted = list(filter(None, lines))
        citations = tuple(cite_line(self._library, number, each) for number, each in enumerate(quoted, 1))
        watch.lap("citations")
        return Answer(
            question=question.text,
            standalone_question=text,
            confidence=_confidence(found),
            sentences=tuple(each.sentence(number) for number, each in enumerate(quoted, 1)),
            citations=citations,
            elapsed_ms=watch.elapsed,
            timings_ms=watch.steps,
            facts=_facts(asked, found, quoted),
        )

    def _find(self, asked: DocumentQuestion, within: Filter | None) -> FoundDocuments | None:
        """Return the documents that are asked about; None where the catalogue does not tell, or had better not."""
        catalogue = self._library.catalogue
        if not catalogue.is_there():
            return None
        found = Lookup(catalogue, None if within is None else self._library.match(within)).find(asked)
        if found is None or (found.by_title and self._are_about_their_titles(found)):
            return None
        return found

    def _are_about_their_titles(self, found: FoundDocuments) -> bool:
        """Return whether a title that is asked about is what a document is about: a book, say, and not the document."""
        return any(is_about_its_title(self._library.document(each.document)) for each in found.entries)


def _read(question: Question) -> tuple[str, DocumentQuestion | None]:
    """Return the text of a question, filled in from the conversation if need be, and what it asks about documents."""
    asked = read_document_question(question.text)
    if asked is not None or not question.history:
        return question.text, asked
    text = make_standalone(question).asked
    return text, read_document_question(text)


def _told(asked: DocumentQuestion, from_texts: Callable[[], Answer]) -> Answer | None:
    """Return the answer from the texts if it tells what is asked; None also where nothing can be asked of them."""
    try:
        answer = from_texts()
    except QuestionError:
        return None
    return answer if answer.found and tells_of(asked, answer.sentences[0].text) else None


def _confidence(found: FoundDocuments) -> float:
    if not found.entries:
        return 0.0
    return 1.0 if found.is_certain else _LIKELY


def _facts(asked: DocumentQuestion, found: FoundDocuments, quoted: Sequence[QuotedLine]) -> Facts:
    cited = {each.document.id: (number, each.stated) for number, each in enumerate(quoted, 1)}
    return Facts(
        asks=asked.asks,
        count=found.count,
        documents=tuple(
            DocumentFact(*astuple(entry), *cited.get(entry.document, (None, False))) for entry in found.entries
        ),
        by=asked.by,
        period=asked.period.text if asked.period else None,
        undated=found.undated,
    )
