"""Answer a question: check it, retrieve passages, pick sentences, decide whether they answer, cite them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.answering.about_documents.answerer import DocumentAnswerer
from bot.answering.citing import make_citation
from bot.answering.confidence import confidence
from bot.answering.confidence_limit import confidence_limit
from bot.answering.follow_up import interpret
from bot.answering.interpretations import brings_something, choose, quotable
from bot.answering.question_checks import check_length, check_script, check_words
from bot.answering.selection import cited_by, quote_sentences
from bot.answering.settings import Answering
from bot.answers import Answer, AnswerSentence, Disagreement
from bot.disagreements.detector import find_disagreements
from bot.disagreements.statements import CandidateSentence
from embeddings.ranking.features import Feature
from embeddings.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.follow_up import StandaloneQuestion
    from bot.answers import Question, Side
    from corpus.documents import Document
    from corpus.engines.document_store import DocumentStore
    from corpus.engines.filters import Filter
    from corpus.store.stored_passages import StoredPassage
    from embeddings.ranking.ranked_passage import Retrieval
    from embeddings.ranking.retriever import Retriever


NEARLY = 4.0
"""How far below the best side of a disagreement another one may be scored by the re-ranker."""


class Answerer:
    """Answers questions from one library, any number of them at a time."""

    def __init__(self, library: DocumentStore, retriever: Retriever, settings: Answering | None = None) -> None:
        self._library = library
        self._retriever = retriever
        self._settings = settings or Answering()
        self._about_documents = DocumentAnswerer(library)

    def answer(self, question: Question, top: int | None = None, within: Filter | None = None) -> Answer:
        """Return the answer to `question`, with at most `top` citations, only from documents `within` a filter.

        An answer that was not found has no sentences, and the nearest passages as its citations. A question about the
        documents themselves is answered from the catalogue. Raises QuestionError for a question that cannot be asked,
        and EncoderMismatch.
        """
        from_texts = partial(self._answer_from_texts, question, top, within)
        return self._about_documents.answer(question, top or self._settings.citations, within, from_texts)

    def _answer_from_texts(self, question: Question, top: int | None, within: Filter | None) -> Answer:
        watch = Stopwatch()
        check_length(question.text)
        meant = interpret(question)
        check_words(meant[0].question.text)
        coverage = self._retriever.coverage()
        watch.lap("reading the question")

        def search(meant: StandaloneQuestion) -> Retrieval:
            limit = top or self._settings.citations
            return self._retriever.retrieve(meant.text, limit, within, len(meant.asked), watch)

        standalone, found = choose(meant, search, confidence)
        text = standalone.text
        if not any(passage.best.features[Feature.PASSAGE_COVERAGE] for passage in found.passages):
            check_script(text, self._retriever.letters())
        cited = {id: self._library.document(id) for id in dict.fromkeys(p.stored.document for p in found.passages)}
        may_answer = quotable(question, found, cited)
        quoted = quote_sentences(standalone.asked, found, cited, self._settings.sentences, may_answer)
        sure = min(confidence(found), confidence_limit(standalone.asked, found, cited, quoted, self._settings))
        if not quoted and brings_something(question):
            sure = 0.0
        citations = tuple(
            make_citation(self._library, number, passage, cited[passage.stored.document], found.terms, quoted)
            for number, passage in enumerate(found.passages, 1)
        )
        watch.lap("citations")
        if sure < self._settings.threshold or not quoted:
            answer = Answer(question.text, text, sure, (), citations, watch.elapsed, (), coverage, watch.steps)
            perhaps = sure >= self._settings.possible
            return replace(answer, perhaps=perhaps, unread=found.unread, corrections=found.corrections)
        disagreements = self._confirmed(
            standalone.asked, found, find_disagreements(standalone.asked, _candidates(found, cited))
        )
        sentences = with_sides(quoted, disagreements)
        watch.lap("disagreements")
        taken = watch.elapsed
        answer = Answer(question.text, text, sure, sentences, citations, taken, disagreements, coverage, watch.steps)
        return replace(answer, unread=found.unread, corrections=found.corrections)

    def _confirmed(
        self, question: str, found: Retrieval, disagreements: Sequence[Disagreement]
    ) -> tuple[Disagreement, ...]:
        """Keep the sides that answer nearly as well as the best of them, and what still has two of them."""
        kept = []
        for each in disagreements:
            places = [_place_of(side, found) for side in each.sides]
            scores = self._retriever.score_sentences(question, places)
            if scores is None:
                kept.append(each)
                continue
            sides = [side for side, score in zip(each.sides, scores, strict=True) if score >= max(scores) - NEARLY]
            if len({side.value for side in sides}) > 1:
                kept.append(Disagreement(each.about, tuple(sides)))
        return tuple(kept)

    def background(self) -> Answerer:
        """Return an answerer for questions that nobody waits for; here, where nothing runs apart, it is this one."""
        return self


def _candidates(found: Retrieval, documents: Mapping[str, Document]) -> list[CandidateSentence]:
    """Collect every sentence of the cited passages that is shown, with what stands around it."""
    candidates = []
    for ranked in found.passages:
        document = documents[ranked.stored.document]
        passage = ranked.stored.passage
        texts = [span.of(document.text) for span in passage.sentences]
        topic = "\n".join([document.metadata.title, passage.heading or "", *texts[:1]])
        maxsim = [sentence.features[Feature.MAXSIM] for sentence in ranked.sentences]
        rows = zip(passage.sentences, texts, ["", *texts], maxsim, strict=False)
        for span, text, before, score in rows:
            if number := cited_by(found, document.id, span):
                candidates.append(
                    CandidateSentence(number, document.id, span.start, span.end, text, topic, before, score)
                )
    return candidates


def _place_of(side: Side, found: Retrieval) -> tuple[StoredPassage, int]:
    """Return the passage in which a side stands, and the number of its sentence there."""
    document = found.passages[side.citation - 1].stored.document
    return next(
        (ranked.stored, number)
        for ranked in found.passages
        for number, span in enumerate(ranked.stored.passage.sentences)
        if ranked.stored.document == document and span.start == side.start
    )


def with_sides(
    sentences: Sequence[AnswerSentence], disagreements: Sequence[Disagreement]
) -> tuple[AnswerSentence, ...]:
    """Return the sentences, then those of the sides that are not among them: each side is quoted and cited."""
    sides = [
        AnswerSentence(side.text, side.citation, side.start, side.end)
        for disagreement in disagreements
        for side in disagreement.sides
    ]
    quoted = list(sentences)
    for side in sides:
        if not any(each.citation == side.citation and each.start <= side.start < each.end for each in quoted):
            quoted.append(side)
    return tuple(quoted)
