"""A question set asked, and each answer judged by the places that hold the right one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.answering.answerer import Answerer
from bot.answering.selection import quote_sentences
from bot.answering.settings import Answering
from bot.errors import NothingToEvaluate, QuestionError
from bot.evaluation.figures import figures
from bot.evaluation.metrics import TextRange, characters_until_read, holds, sentence_hits
from bot.evaluation.results import Evaluation, Ranking, Result, Shown
from corpus.documents import Span
from corpus.engines.filters import Filter
from corpus.messages import Message
from embeddings.ranking.ranked_passage import Retrieval
from embeddings.ranking.retriever import Retriever

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answers import Answer, AnswerSentence, Question
    from bot.evaluation.question_set import GoldAnswer, GoldQuestion
    from bot.wording.reporter import Reporter
    from corpus.engines.document_store import DocumentStore
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker
    from embeddings.stopwatch import Stopwatch

DEPTH = 20
"""The number of excerpts that a ranking is judged by, however few of them an answer shows."""


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """Settings of an evaluation. Only `documents` are searched; None searches all.

    With `hide`, each question is asked once more without the documents that answer it. `reranker` reads the best
    passages, if there is one.
    """

    answering: Answering = field(default_factory=Answering)
    documents: frozenset[str] | None = None
    hide: bool = True
    reranker: Reranker | None = None


def evaluate(
    library: DocumentStore,
    encoder: Encoder,
    questions: Sequence[GoldQuestion],
    options: EvaluationOptions,
    advance: Callable[[int, int], None],
) -> Evaluation:
    """Ask every question and return what became of each; `advance` is called with (done, total) after each.

    Raises NothingToEvaluate if every question is refused, and EncoderMismatch.
    """
    asking = _Asking(library, encoder, options)
    results = []
    for done, gold in enumerate(questions, 1):
        results.append(asking.result(gold))
        advance(done, len(questions))
    if results and all(result.refusal for result in results):
        raise NothingToEvaluate(
            Message(
                "Not one of {questions:,} questions could be asked: {reason}",
                questions=len(results),
                reason=results[0].refusal or "",
            )
        )
    evaluation = Evaluation(tuple(results), options.answering)
    return replace(evaluation, measures={name.value: share for name, share in figures(evaluation).items()})


def evaluate_both(
    library: DocumentStore,
    encoder: Encoder,
    questions: Sequence[GoldQuestion],
    options: EvaluationOptions,
    reporter: Reporter,
) -> Evaluation:
    """Evaluate as `evaluate` does and, where a re-ranker read, ask every question without it, too.

    Progress goes to `reporter`, and so does why a re-ranker that was wanted read nothing.
    """
    with reporter.progress("Asking", len(questions)) as advance:
        evaluation = evaluate(library, encoder, questions, options, advance)
    if evaluation.unread:
        reporter.warn(evaluation.unread)
    if options.reranker is None or evaluation.unread:
        return evaluation
    with reporter.progress("Asking without the re-ranker", len(questions)) as advance:
        plain = evaluate(library, encoder, questions, replace(options, reranker=None), advance)
    return replace(evaluation, without_reranker=plain)


def judge(excerpts: Sequence[TextRange], answers: Sequence[GoldAnswer]) -> Ranking:
    """Return how good a ranking of excerpts is, by the one of several gold answers that speaks best for it."""
    read = [characters_until_read(excerpts, answer.place, answer.text) for answer in answers]
    return Ranking(
        tuple(any(holds(excerpt, answer.place) for answer in answers) for excerpt in excerpts),
        min((characters for characters in read if characters is not None), default=None),
    )


class _DeepRetriever(Retriever):
    """A retriever that looks at DEPTH passages, however few are asked for.

    `latest` has them until the next question, `shown` only those that were asked for.
    """

    latest: Retrieval = Retrieval(frozenset(), (), {})
    shown: Retrieval = Retrieval(frozenset(), (), {})

    def retrieve(
        self,
        question: str,
        limit: int,
        within: Filter | None = None,
        focus: int | None = None,
        watch: Stopwatch | None = None,
    ) -> Retrieval:
        """Return the best `limit` passages, after looking at DEPTH of them at least."""
        self.latest = super().retrieve(question, max(limit, DEPTH), within, focus, watch)
        self.shown = replace(self.latest, passages=self.latest.passages[:limit])
        return self.shown

    def places(self) -> list[TextRange]:
        """Return the places that the latest search shows, best first; DEPTH at most."""
        return [TextRange(each.stored.document, each.excerpt) for each in self.latest.passages[:DEPTH]]


class _Asking:
    """An evaluation in progress."""

    def __init__(self, library: DocumentStore, encoder: Encoder, options: EvaluationOptions) -> None:
        self._options = options
        self._retriever = _DeepRetriever(library, encoder, options.reranker)
        self._library = library
        self._answerer = Answerer(library, self._retriever, options.answering)
        every = frozenset(record.id for record in library.documents())
        self._within = None if options.documents is None else Filter.of(options.documents)
        self._searched = every if options.documents is None else options.documents
        self._retriever.retrieve("warm up", 1)  # what loads with the first question is not timed

    def result(self, gold: GoldQuestion) -> Result:
        """Ask one question, and ask it again without the documents that answer it if the options say so."""
        try:
            answer = self._answerer.answer(gold.question, within=self._within)
        except QuestionError as error:
            return Result(gold, Ranking((), None), False, 0.0, None, None, None, str(error))
        ranking = judge(self._retriever.places(), gold.answers)  # before the retriever searches again
        first = self._first_sentence(gold.question, answer)
        hidden = self._hidden(gold)
        return Result(
            gold=gold,
            ranking=ranking,
            sentence_hit=first is not None and _holds_answer(first, answer, gold.answers),
            confidence=answer.confidence,
            milliseconds=answer.elapsed_ms,
            shown=_shown(first, answer),
            hidden=hidden.confidence if hidden else None,
            answered=answer.found,
            perhaps=answer.perhaps,
            hidden_answered=hidden is not None and hidden.found,
            unread=answer.unread,
        )

    def _first_sentence(self, question: Question, answer: Answer) -> AnswerSentence | None:
        """Return the sentence that is said first, or that would be if the bot were sure; None if it can quote none."""
        if answer.found:
            return answer.sentences[0]
        found = self._retriever.shown
        documents = {each.stored.document: self._library.document(each.stored.document) for each in found.passages}
        return next(iter(quote_sentences(question.text, found, documents, 1)), None)

    def _hidden(self, gold: GoldQuestion) -> Answer | None:
        if not self._options.hide or not gold.answers:
            return None
        return self._answerer.answer(gold.question, within=Filter.of(self._searched - gold.documents))


def _holds_answer(sentence: AnswerSentence, answer: Answer, golds: Sequence[GoldAnswer]) -> bool:
    document = answer.citations[sentence.citation - 1].document
    place = TextRange(document, Span(sentence.start, sentence.end))
    return any(sentence_hits(place, gold.place) for gold in golds)


def _shown(first: AnswerSentence | None, answer: Answer) -> Shown | None:
    if first:
        return Shown(answer.citations[first.citation - 1].title, first.text)
    return next((Shown(each.title, each.excerpt) for each in answer.citations), None)
