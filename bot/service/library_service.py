"""A library and its answerer as the page sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from bot.answering.scope import EVERYTHING, SearchScope
from bot.answering.suggestions import Suggestions
from bot.page.views.document import DocumentSummary, DocumentText
from bot.page.views.map import LibraryMap, MapPoint
from bot.page.views.overview import Shelf, ShelvedDocument
from bot.service.page_images import PageImages
from corpus.errors import UnknownDocument
from corpus.store.survey import count_words, order_of_adding
from embeddings.map.passage_map import PassageMap
from embeddings.store.coverage import CoverageCount

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.answers import Answer, Question, Turn
    from bot.page.views.overview import FoundPlaces
    from bot.page.views.printed_pages import PageImage
    from corpus.documents import Span
    from corpus.store.library import Library
    from embeddings.map.passage_map import Point
    from embeddings.store.coverage import Coverage


class Answers(Protocol):
    """What answers questions to one library. Its methods may be called from several threads."""

    def answer(self, question: Question, top: int | None = None, documents: Collection[str] | None = None) -> Answer:
        """At most `top` citations, only from `documents` where they are given."""
        ...

    def background(self) -> Self:
        """Return the same for questions that nobody waits for."""
        ...


class LibraryService:
    """Implements `bot.page.Librarian`."""

    def __init__(self, library: Library, answerer: Answers) -> None:
        self.turn_to(library, answerer)

    def turn_to(self, library: Library, answerer: Answers) -> None:
        """From now on, everything is about another library."""
        self._desk = _Desk(library, answerer)

    @property
    def _library(self) -> Library:
        return self._desk.library

    def ask(self, question: Question, choice: SearchScope = EVERYTHING) -> Answer:
        desk = self._desk
        return desk.answerer.answer(question, documents=choice.ids(desk.library))

    def coverage(self) -> Coverage:
        return self._desk.coverage.current()

    def documents(self) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                record.id,
                record.metadata.title,
                record.metadata.publisher,
                record.metadata.date,
                record.passages,
                record.path,
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

    def shelf(self) -> Shelf:
        order = order_of_adding(self._library.store)
        documents = (
            ShelvedDocument(
                record.id,
                record.metadata.title,
                record.metadata.publisher,
                record.metadata.date,
                record.metadata.language,
                record.passages,
                order.get(record.id, 0),
            )
            for record in self._library.documents()
        )
        return Shelf(tuple(documents), self._desk.word_count())

    def map(self, found: FoundPlaces, wait: float) -> LibraryMap | None:
        chart = self._desk.map.chart(found.places, wait)
        if chart is None:
            return None
        points = tuple(_on_map(each) for each in chart.points)
        return LibraryMap(points, tuple(_on_map(each) if each else None for each in chart.found), chart.embedded)

    def page_image(self, id: str, page: int, marks: Sequence[Span]) -> PageImage | None:
        return self._desk.images.image(id, page, marks)

    def examples(self, wait: float = 0.0) -> tuple[str, ...]:
        return self._desk.suggestions.examples(wait)

    def follow_ups(self, answer: Answer, history: tuple[Turn, ...]) -> tuple[str, ...]:
        return self._desk.suggestions.follow_ups(answer, history)


class _Desk:
    """One library and what is made of it for the page."""

    def __init__(self, library: Library, answerer: Answers) -> None:
        self.library = library
        self.answerer = answerer
        self.coverage = CoverageCount(library.store)
        self.map = PassageMap(library.store)
        self.images = PageImages(library)
        self.suggestions = Suggestions(library, answerer.background())
        self._words: tuple[int, int] | None = None

    def word_count(self) -> int:
        """Counted anew only when the library has changed."""
        generation = self.library.store.generation()
        if self._words is None or self._words[0] != generation:
            self._words = (generation, count_words(self.library.store))
        return self._words[1]


def _on_map(point: Point) -> MapPoint:
    return MapPoint(point.document, point.span, point.x, point.y)
