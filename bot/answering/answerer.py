"""A question in, a cited answer out: checks the question, retrieves, picks the sentences, decides if they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.confidence import confidence
from bot.answering.follow_up import read
from bot.answering.question_checks import check_length, check_script, check_words
from bot.answering.selection import pick_sentences
from bot.answers import Answer, AnswerSentence, Citation
from bot.disagreements.detector import CandidateSentence, find_disagreements
from corpus.documents import PlaceKind, Span
from corpus.printed_layout import rectangles
from corpus.text.terms import is_stop_word, words
from embeddings.ranking.features import Feature
from embeddings.stopwatch import Stopwatch
from embeddings.store.coverage import CoverageCount

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.answering.selection import PickedSentence
    from bot.answers import Disagreement, Question
    from corpus.documents import Document
    from corpus.printed_layout import Rectangle
    from corpus.store.library import Library
    from embeddings.ranking.ranked_passage import RankedPassage, Retrieval
    from embeddings.ranking.retriever import Retriever


@dataclass(frozen=True, slots=True)
class Answering:
    """How an answer is made. `threshold` is the confidence below which the bot says that it found none."""

    citations: int = 5
    sentences: int = 3
    threshold: float = 0.61


class Answerer:
    """Answers questions from one library."""

    def __init__(self, library: Library, retriever: Retriever, settings: Answering | None = None) -> None:
        self._library = library
        self._retriever = retriever
        self._settings = settings or Answering()
        self._coverage = CoverageCount(library.store)

    def answer(self, question: Question, top: int | None = None, documents: Collection[str] | None = None) -> Answer:
        """At most `top` citations, only from `documents` where they are given. Raises QuestionError."""
        watch = Stopwatch()
        check_length(question.text)
        reading = read(question)
        asked = str(reading)
        check_words(asked)
        coverage = self._coverage.current()
        watch.lap("reading the question")
        found = self._retriever.retrieve(
            reading.text, top or self._settings.citations, documents, reading.context, watch
        )
        if not any(passage.best.features[Feature.PASSAGE_COVERAGE] for passage in found.passages):
            check_script(asked, self._retriever.letters())
        sure = confidence(found)
        cited = {id: self._library.document(id) for id in dict.fromkeys(p.stored.document for p in found.passages)}
        quoted = _quoted(found, cited, pick_sentences(found, self._settings.sentences))
        citations = tuple(
            self._citation(number, passage, cited[passage.stored.document], found.terms, quoted)
            for number, passage in enumerate(found.passages, 1)
        )
        watch.lap("citations")
        if sure < self._settings.threshold or not quoted:
            return Answer(question.text, asked, sure, (), citations, watch.elapsed, (), coverage, watch.steps)
        disagreements = find_disagreements(reading.text, _candidates(found, cited))
        sentences = with_sides(quoted, disagreements)
        watch.lap("disagreements")
        taken = watch.elapsed
        return Answer(question.text, asked, sure, sentences, citations, taken, disagreements, coverage, watch.steps)

    def unhurried(self) -> Answerer:
        """For questions that nobody waits for."""
        return self

    def _citation(
        self,
        number: int,
        ranked: RankedPassage,
        document: Document,
        terms: Collection[str],
        quoted: Sequence[AnswerSentence],
    ) -> Citation:
        about = document.metadata
        shown = (each.start for each in quoted if each.citation == number)
        place = document.content.place_at(next(shown, _start_of_best(ranked)))
        return Citation(
            number=number,
            document=document.id,
            path=document.path,
            sha256=document.sha256,
            title=about.title,
            author=about.author,
            publisher=about.publisher,
            date=about.date,
            url=about.url,
            page=place.page if place else None,
            heading=ranked.stored.passage.heading,
            start=ranked.excerpt.start,
            end=ranked.excerpt.end,
            excerpt=ranked.excerpt.of(document.text),
            highlights=matching_words(document.text, ranked.excerpt, terms, ranked.alike, about.language or "en"),
            score=ranked.score,
            place=place.label if place else None,
            others=document.others,
            rectangles=self._printed(document, ranked.excerpt),
        )

    def _printed(self, document: Document, excerpt: Span) -> tuple[Rectangle, ...]:
        pages = {
            place.number
            for place in document.content.places
            if place.kind is PlaceKind.PAGE and place.span.start < excerpt.end and excerpt.start < place.span.end
        }
        return rectangles(self._library.printed_pages(document.id, pages), excerpt) if pages else ()


def _quoted(
    found: Retrieval, documents: Mapping[str, Document], picked: Sequence[PickedSentence]
) -> list[AnswerSentence]:
    quoted = []
    for each in picked:
        stored = found.passages[each.passage].stored
        span = stored.passage.sentences[each.sentence]
        if citation := cited_by(found, stored.document, span):
            text = span.of(documents[stored.document].text)
            quoted.append(AnswerSentence(text, citation, span.start, span.end))
    return quoted


def _candidates(found: Retrieval, documents: Mapping[str, Document]) -> list[CandidateSentence]:
    """Every sentence of the cited passages that is shown, with what stands around it."""
    candidates = []
    for ranked in found.passages:
        document = documents[ranked.stored.document]
        passage = ranked.stored.passage
        texts = [span.of(document.text) for span in passage.sentences]
        topic = "\n".join([document.metadata.title, passage.heading or "", *texts[:1]])
        rows = zip(passage.sentences, texts, ["", *texts], ranked.strengths(), strict=False)
        for span, text, before, score in rows:
            if number := cited_by(found, document.id, span):
                candidates.append(
                    CandidateSentence(number, document.id, span.start, span.end, text, topic, before, score)
                )
    return candidates


def _start_of_best(ranked: RankedPassage) -> int:
    """Where the best sentence of an excerpt starts; where it is not shown, the excerpt."""
    sentences = ranked.stored.passage.sentences
    best = sentences[ranked.best.number] if sentences else ranked.excerpt
    return best.start if ranked.excerpt.holds(best) else ranked.excerpt.start


def cited_by(found: Retrieval, document: str, sentence: Span) -> int | None:
    """The number of the first citation whose excerpt holds a sentence; None for one that is not shown."""
    for number, ranked in enumerate(found.passages, 1):
        if ranked.stored.document == document and ranked.excerpt.holds(sentence):
            return number
    return None


def with_sides(
    sentences: Sequence[AnswerSentence], disagreements: Sequence[Disagreement]
) -> tuple[AnswerSentence, ...]:
    """The sentences, then those of the sides that are not among them, so that each side is quoted and cited."""
    sides = [
        AnswerSentence(side.text, side.citation, side.start, side.end)
        for disagreement in disagreements
        for side in disagreement.sides
    ]
    return tuple(dict.fromkeys([*sentences, *sides]))


def matching_words(
    text: str, within: Span, terms: Collection[str], alike: Sequence[Span], language: str
) -> tuple[Span, ...]:
    """The words of `text[within]` that have one of the terms, or begin or hold a place that is `alike`.

    In characters of `text`, in order and without overlap. Stop words match by their term only.
    """
    starts = iter([*sorted(span.start for span in alike), len(text)])
    start = next(starts)
    found: list[Span] = []
    for word in words(within.of(text), language, within.start):
        while start < word.start:
            start = next(starts)
        if found and word.start < found[-1].end:
            continue
        holds_one = start < word.end
        if word.term in terms or (holds_one and not is_stop_word(text[word.start : word.end], language)):
            found.append(Span(word.start, word.end))
    return tuple(found)
