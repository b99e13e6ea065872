"""A question in, a cited answer out: checks the question, retrieves, picks the sentences, decides if they answer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answers import Answer, AnswerSentence, Citation, NotFound
from bot.confidence import confidence
from bot.follow_up import standalone
from bot.questions import check_length, check_script, check_words
from bot.sentences import pick_sentences
from corpus.documents import Span
from corpus.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.answers import Question
    from bot.sentences import PickedSentence
    from corpus.document_store import Library
    from embeddings.retrieval import RankedPassage, Retrieval, Retriever


@dataclass(frozen=True, slots=True)
class Answering:
    """How an answer is made. `threshold` is the confidence below which the bot says that it found none."""

    citations: int = 5
    sentences: int = 3
    threshold: float = 0.5


class Answerer:
    """Answers questions from one library."""

    def __init__(self, library: Library, retriever: Retriever, settings: Answering | None = None) -> None:
        self._library = library
        self._retriever = retriever
        self._settings = settings or Answering()

    def answer(
        self, question: Question, top: int | None = None, documents: Collection[str] | None = None
    ) -> Answer | NotFound:
        """At most `top` citations, only from `documents` where they are given. Raises QuestionError."""
        start = time.perf_counter()
        check_length(question.text)
        asked = standalone(question)
        check_words(asked)
        found = self._retriever.retrieve(asked, top or self._settings.citations, documents)
        if not any(passage.coverage for passage in found.passages):
            check_script(asked, self._retriever.letters())
        sure = confidence(found)
        citations = tuple(
            self._citation(number, passage, found.terms) for number, passage in enumerate(found.passages, 1)
        )
        if sure < self._settings.threshold:
            return NotFound(question.text, asked, sure, citations, _milliseconds(start))
        picked = pick_sentences(found, self._settings.sentences)
        sentences = tuple(self._quoted(found, sentence) for sentence in picked)
        return Answer(question.text, asked, sure, sentences, citations, _milliseconds(start))

    def _citation(self, number: int, ranked: RankedPassage, terms: Collection[str]) -> Citation:
        document = self._library.document(ranked.stored.document)
        about = document.metadata
        passage = ranked.stored.passage
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
            page=passage.page,
            heading=passage.heading,
            start=passage.span.start,
            end=passage.span.end,
            excerpt=passage.span.of(document.text),
            highlights=matching_words(document.text, passage.span, terms, about.language or "en"),
            score=ranked.score,
        )

    def _quoted(self, found: Retrieval, picked: PickedSentence) -> AnswerSentence:
        stored = found.passages[picked.passage].stored
        span = stored.passage.sentences[picked.sentence]
        text = span.of(self._library.document(stored.document).text)
        return AnswerSentence(text, picked.passage + 1, span.start, span.end)


def matching_words(text: str, within: Span, terms: Collection[str], language: str) -> tuple[Span, ...]:
    """The words of `text[within]` that have one of the terms, in characters of `text`."""
    found: list[Span] = []
    for word in words(within.of(text), language, within.start):
        if word.term in terms and (not found or word.start >= found[-1].end):
            found.append(Span(word.start, word.end))
    return tuple(found)


def _milliseconds(start: float) -> float:
    return (time.perf_counter() - start) * 1000.0
