"""The library that the page shows, and what is made of it: its map, pictures of its pages, suggestions."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, Self

from bot.answering.joined_answers import joined
from bot.answering.scope import EVERYTHING, DocumentFilter, SearchScope
from bot.answering.settings import TOP
from bot.answering.suggestions import Suggestions
from bot.errors import LibraryAway, NothingChosen
from bot.formats.verification import verify
from bot.service.page_images import PageImages
from bot.service.shared_answers import SharedAnswers
from corpus.errors import LibraryUnreachable, UnknownDocument
from corpus.folders.samples import count_samples
from corpus.messages import Message
from corpus.store.survey import LibrarySurvey
from embeddings.engines.opening import engine_of
from embeddings.map.passage_map import PassageMap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bot.answers import Answer, Question, Turn
    from bot.formats.verification import Finding
    from bot.service.page_images import PageImage
    from corpus.documents import Document, Span
    from corpus.engines.document_store import DocumentStore
    from corpus.engines.filters import Filter
    from corpus.store.document_list import DocumentPage, Order
    from corpus.store.document_records import DocumentRecord
    from corpus.store.stored_passages import StoredPassage
    from embeddings.map.passage_map import MapDrawing
    from embeddings.store.coverage import Coverage


_LOG = logging.getLogger("besa")


class Answers(Protocol):
    """What answers questions to one library, here or in another process; several threads may ask."""

    def answer(self, question: Question, top: int | None = None, within: Filter | None = None) -> Answer:
        """Answer with at most `top` citations, only from documents `within` a filter where one is given."""
        ...

    def background(self) -> Self:
        """Return the same for questions that nobody waits for."""
        ...


class LibraryService:
    """One library and its answerer, as the page asks for them. Its methods may be called from several threads."""

    on_answered: Callable[[Answer | None, float], None] | None = None
    """Told of each question that was asked: its answer, None where it failed, and the seconds that it took."""

    is_sample: bool = False
    """Whether this is the sample library, beside which a person's own is begun."""
    _sample: _Shown | None = None
    _open_sample: Callable[[], tuple[DocumentStore, Answers]] | None = None

    def __init__(self, library: DocumentStore, answerer: Answers) -> None:
        self._shown = _Shown(library, answerer)
        self._opening = threading.Lock()

    def switch_library(self, library: DocumentStore, answerer: Answers) -> None:
        """Switch to a person's own library; questions that are being answered end with the one before.

        The sample library stays beside it, for who chooses it.
        """
        before, self._shown = self._shown, _Shown(library, answerer)
        if self.is_sample:
            self._sample, self.is_sample = before, False
        else:
            before.images.close()

    def offer_sample(self, open_sample: Callable[[], tuple[DocumentStore, Answers]]) -> None:
        """Offer the sample library beside the one that is shown; it is opened when it is asked for first."""
        self._open_sample = open_sample

    @property
    def has_sample(self) -> bool:
        """Whether the sample library can be chosen beside the one that is shown."""
        return self._sample is not None or self._open_sample is not None

    def sample_count(self) -> int:
        """Count the documents of the sample library beside the one that is shown; 0 where there is none."""
        if self._sample is not None:
            return self._sample.library.list.count()
        return count_samples() if self.has_sample else 0

    def close(self) -> None:
        """End the processes that draw pages. Libraries and their answerers are closed by who opened them."""
        for each in (self._shown, self._sample):
            if each is not None:
                each.images.close()

    @property
    def library(self) -> DocumentStore:
        """The library that is shown now; after the next document it may be another."""
        return self._shown.library

    @property
    def shared(self) -> SharedAnswers | None:
        """The answers that are shared from the library; None where nothing can be kept beside it."""
        library = self.library
        in_folder = library.server_files is None
        return None if library.read_only and in_folder else SharedAnswers.beside(library)

    def ask(self, question: Question, choice: SearchScope = EVERYTHING) -> Answer:
        """Search in the chosen documents only, of the sample library, too, where that is chosen.

        Raises:
            BotError: The question or the choice makes no sense; the message is for the person who asked.
            CorpusError: The library cannot be read.
        """
        return self._answered(question, choice, None)

    def search(self, question: Question, chosen: DocumentFilter, top: int) -> Answer:
        """Search in the documents that fit, for at most `top` citations. Raises what `ask` raises."""
        return self._answered(question, chosen, top)

    def _answered(self, question: Question, chosen: SearchScope | DocumentFilter, top: int | None) -> Answer:
        begun, answer = time.perf_counter(), None
        try:
            searched = self._searched(chosen)
            answers = [shown.answerer.answer(question, top, within) for shown, within in searched]
            answer = joined(answers, top or TOP)
        except LibraryUnreachable as error:
            _LOG.error("A question could not be answered: %s", error)
            raise LibraryAway from None  # what the error says is for whoever runs the server
        finally:
            if self.on_answered is not None:
                self.on_answered(answer, time.perf_counter() - begun)
        return answer

    def _searched(self, chosen: SearchScope | DocumentFilter) -> list[tuple[_Shown, Filter | None]]:
        """Return the libraries that are meant, each with the filter of its documents that are; None for all of them.

        Raises NothingChosen where no document of any fits, and UnknownDocument.
        """
        own = self._shown
        if not isinstance(chosen, SearchScope) or not chosen.sample:
            return [(own, chosen.within(own.library))]
        sample = self._sample_library()
        if sample is own:
            return [(own, chosen.within(own.library))]
        mine, theirs = chosen.beside_sample(own.library, sample.library)
        if mine is None:
            return [(sample, theirs.within(sample.library))]
        found = []
        for shown, part in ((own, mine), (sample, theirs)):
            with suppress(NothingChosen):
                found.append((shown, part.within(shown.library)))
        return found or [(own, mine.within(own.library))]

    def verify(self, answer: Answer) -> Sequence[Finding]:
        """Check a saved answer against the documents as they are now, the sample's included. Raises CorpusError."""
        findings = verify(answer, self._shown.library)
        if self.is_sample or all(each.status != "missing" for each in findings):
            return findings
        try:
            again = {(each.citation, each.document): each for each in verify(answer, self._sample_library().library)}
        except NothingChosen:
            return findings
        found = (again.get((each.citation, each.document)) if each.status == "missing" else each for each in findings)
        return [each for each in found if each is not None]

    def coverage(self) -> Coverage:
        """Return how many of the passages are embedded."""
        return self._shown.coverage()

    def listed(
        self,
        order: Order = "title",
        search: str = "",
        offset: int = 0,
        limit: int = 50,
        *,
        sample: bool = False,
        collection: str | None = None,
    ) -> tuple[DocumentPage, Sequence[DocumentRecord]]:
        """Return a page of the list of documents, or of the sample library's, and what there is to say of each on it.

        Raises NothingChosen where the sample library is not offered.
        """
        library = (self._sample_library() if sample else self._shown).library
        page = library.list.page(order, search, offset, limit, collection)
        records = {each.id: each for each in library.each_document({line.id for line in page.lines})}
        return page, [records[line.id] for line in page.lines if line.id in records]

    def collections(self) -> Mapping[str, int]:
        """Count the documents of each collection, by name: the folders that were added as a whole, "" for the rest."""
        return self._shown.library.list.collections()

    def order_of_adding(self) -> Mapping[str, int]:
        """Return a number from 0 for each document, in the order in which they were added."""
        return self._shown.library.order_of_adding()

    def beside_titles(self, documents: Collection[str]) -> Mapping[str, str]:
        """Return names of files for those of these documents whose titles do not say which ones they are."""
        if self._sample is None:
            return self._shown.library.list.beside_titles(documents)
        mine = set(filter(self._shown.library.list.holds, documents))
        theirs = self._sample.library.list.beside_titles(set(documents) - mine)
        return {**self._shown.library.list.beside_titles(mine), **theirs}

    def document_count(self) -> int:
        """Count the documents."""
        return self._shown.library.list.count()

    def document(self, id: str) -> Document | None:
        """Return a document of the library, or of the sample beside it; None for one that is in neither."""
        with suppress(UnknownDocument):
            return self._shown.library.document(id)
        with suppress(UnknownDocument, NothingChosen):
            return self._sample_library().library.document(id)
        return None

    def survey(self, collection: str | None = None) -> LibrarySurvey:
        """Count what the library holds, or one collection of it."""
        shown = self._shown
        library = shown.library
        order = library.order_of_adding()
        if collection is None:
            return LibrarySurvey(library.list.all(), order, shown.word_count(), library.passages.count())
        lines = tuple(each for each in library.list.all() if collection in each.collections)
        words, passages = library.count_in([each.id for each in lines])
        return LibrarySurvey(lines, order, words, passages)

    def map(self, found: Sequence[tuple[str, Span]], wait: float) -> MapDrawing | None:
        """Return the map with these places of documents; None if it is still being drawn after `wait` seconds."""
        return self._shown.map.draw(found, wait)

    def passage(self, id: int) -> StoredPassage | None:
        """Return a passage by its number; None for one that is not there."""
        return self._shown.library.passages.get([id]).get(id)

    def passages_of(self, document: str) -> Sequence[int]:
        """Return the numbers of all passages of a document."""
        return self._shown.library.passages.ids([document])

    def page_image(self, id: str, page: int, marks: Sequence[Span]) -> PageImage | None:
        """Return the page of a PDF with these places of its text marked; None if it cannot be drawn."""
        return self._holding(id).images.image(id, page, marks)

    def examples(self, wait: float = 0.0) -> Sequence[str]:
        """Return questions that the library answers; none while they are being made, for `wait` seconds at most."""
        return self._shown.suggestions.examples(wait)

    def follow_ups(self, answer: Answer, history: tuple[Turn, ...]) -> Sequence[str]:
        """Suggest up to three questions to ask next; `history` ends with this answer's turn."""
        cited = next((each.document for each in answer.citations), "")
        return self._holding(cited).suggestions.follow_ups(answer, history)

    def _holding(self, document: str) -> _Shown:
        """Return the library that has a document: the sample if that is open and has it, else the one that is shown."""
        if self._sample is None or self._shown.library.list.holds(document):
            return self._shown
        return self._sample if self._sample.library.list.holds(document) else self._shown

    def _sample_library(self) -> _Shown:
        """Return the sample library, opened first where it is not yet. Raises NothingChosen where it is not offered."""
        if self.is_sample:
            return self._shown
        with self._opening:
            if self._sample is None and self._open_sample is not None:
                self._sample = _Shown(*self._open_sample())
        if self._sample is None:
            raise NothingChosen(Message("The sample library is not here. Search in the documents of this library."))
        return self._sample


class _Shown:
    """One library and what is made of it for the page."""

    def __init__(self, library: DocumentStore, answerer: Answers) -> None:
        self.library = library
        self.answerer = answerer
        self._index = engine_of(library).index()
        self.map = PassageMap(library)
        self.images = PageImages(library)
        self.suggestions = Suggestions(library, answerer.background())
        self._words: tuple[int, int] | None = None

    def coverage(self) -> Coverage:
        """Return how many of the passages are embedded."""
        return self._index.coverage()

    def word_count(self) -> int:
        """Count the words of all documents; again only when the library has changed."""
        generation = self.library.generation()
        if self._words is None or self._words[0] != generation:
            self._words = (generation, self.library.count_words())
        return self._words[1]
