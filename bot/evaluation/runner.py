"""Asking a question set: what became of each question, and the figures over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.answerer import Answerer, Answering
from bot.errors import QuestionError
from bot.evaluation.metrics import (
    Bin,
    CurvePoint,
    TextRange,
    auroc,
    calibration,
    characters_until_read,
    holds,
    ranking_measures,
    risk_coverage,
    sentence_hits,
    thinned,
    widest,
)
from corpus.documents import Span
from embeddings.ranking.ranked_passage import Retrieval
from embeddings.ranking.retriever import Retriever

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.answers import Answer
    from bot.evaluation.question_set import GoldAnswer, GoldQuestion
    from corpus.store.library import Library
    from embeddings.encoders.base import Encoder
    from embeddings.stopwatch import Stopwatch

DEPTH = 20
"""How many excerpts a ranking is judged by, however few of them an answer shows."""
READING = (1_000, 2_000, 4_000)
"""How many characters of excerpts a person may be willing to read."""
TOLERATED_RISK = 0.1
"""The share of wrong ones among what is answered that the default threshold is to keep below."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """`holding`: for each of the first DEPTH excerpts, best first, whether it holds the answer.

    `characters`: how many characters of them one reads until the whole answer was read; None: it is not
    there.
    """

    holding: tuple[bool, ...]
    characters: int | None

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first excerpt that holds the answer."""
        return self.holding.index(True) + 1 if any(self.holding) else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood first: the title of the first excerpt's document and the sentence that was picked."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question. A refused one has the reason, no excerpts and no confidence.

    `sentence_hit`: whether the first picked sentence, which is shown from the threshold on, holds the answer.
    `hidden`: the confidence without the documents that answer; None where that was not asked.
    """

    asked: GoldQuestion
    ranking: Ranking
    sentence_hit: bool
    confidence: float
    hidden: float | None
    milliseconds: float | None
    shown: Shown | None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results in the order of the question set, and how its answers were made."""

    results: tuple[Result, ...]
    answering: Answering

    @property
    def answerable(self) -> list[Result]:
        return [result for result in self.results if result.asked.answers]


@dataclass(frozen=True, slots=True)
class ConfidenceQuality:
    """How far the confidence can be trusted, over `asked` answers of which the share `right` was right.

    An answer is right when one of its excerpts holds the gold span: never where the documents that answer
    were hidden. `answered` is the share at or above `threshold`, `wrong_answered` the share of those that is
    wrong, `right_answered` the share of the right ones that is answered. `widest`: where the risk is still
    tolerated.
    """

    asked: int
    right: float
    auroc: float | None
    expected_calibration_error: float
    area_under_risk_coverage: float
    threshold: float
    answered: float
    wrong_answered: float
    right_answered: float
    widest: CurvePoint | None
    curve: tuple[CurvePoint, ...]
    bins: tuple[Bin, ...]


def evaluate(
    library: Library,
    encoder: Encoder,
    questions: Sequence[GoldQuestion],
    advance: Callable[[int, int], None],
    answering: Answering | None = None,
    documents: Collection[str] | None = None,
    *,
    hide: bool = True,
) -> Evaluation:
    """Asks every question, only of `documents` where they are given; `advance` hears (done, total).

    With `hide`, each is asked again with the documents that answer it left out. Raises EncoderMismatch.
    """
    answering = answering or Answering()
    retriever = _DeepRetriever(library, encoder)
    answerer = Answerer(library, retriever, replace(answering, threshold=0.0))
    searched = frozenset(record.id for record in library.documents()) if documents is None else frozenset(documents)
    if questions:
        retriever.retrieve(questions[0].question.text, 1)  # what loads with the first question is not timed
    results = []
    for done, asked in enumerate(questions, 1):
        result = _ask(answerer, retriever, asked, documents)
        if hide and asked.answers and not result.refusal:
            hidden = answerer.answer(asked.question, documents=searched - asked.documents)
            result = replace(result, hidden=hidden.confidence)
        results.append(result)
        advance(done, len(questions))
    return Evaluation(tuple(results), answering)


def judge(excerpts: Sequence[TextRange], answers: Sequence[GoldAnswer]) -> Ranking:
    """How good a ranking is, by the one of several gold answers that speaks best for it."""
    read = [characters_until_read(excerpts, answer.place, answer.text) for answer in answers]
    return Ranking(
        tuple(any(holds(excerpt, answer.place) for answer in answers) for excerpt in excerpts),
        min((characters for characters in read if characters is not None), default=None),
    )


def ranking_figures(rankings: Sequence[Ranking]) -> dict[str, float]:
    """hit@1, hit@3, hit@5, mrr@10 and within@1000 …: the share whose whole answer is in so many characters."""
    figures = ranking_measures([ranking.holding for ranking in rankings])
    for most in READING:
        read = [ranking.characters is not None and ranking.characters <= most for ranking in rankings]
        figures[f"within@{most}"] = float(np.mean(read)) if read else 0.0
    return figures


def figures(evaluation: Evaluation) -> dict[str, float]:
    """The ranking's figures, and sentence: the share whose first answer sentence holds the answer.

    sentence_any is the same over what would be said at a threshold of 0. Questions without an answer do not
    count.
    """
    results = evaluation.answerable
    any_sentence = [result.sentence_hit for result in results]
    said = [result.sentence_hit and result.confidence >= evaluation.answering.threshold for result in results]
    return {
        **ranking_figures([result.ranking for result in results]),
        "sentence": float(np.mean(said)) if said else 0.0,
        "sentence_any": float(np.mean(any_sentence)) if said else 0.0,
    }


def times(evaluation: Evaluation) -> dict[str, float]:
    """The median and the 95th percentile of the milliseconds that a question took."""
    taken = [result.milliseconds for result in evaluation.results if result.milliseconds is not None]
    return {"median": float(np.median(taken)), "p95": float(np.percentile(taken, 95))} if taken else {}


def confidence_quality(evaluation: Evaluation) -> ConfidenceQuality | None:
    """None where no question was asked without the documents that answer it, and each has an answer."""
    judged = [
        (result.confidence, any(result.ranking.holding[: evaluation.answering.citations]))
        for result in evaluation.results
        if result.refusal is None
    ]
    hidden = [(result.hidden, False) for result in evaluation.results if result.hidden is not None]
    if not hidden and all(result.asked.answers for result in evaluation.results):
        return None
    scores = np.array([score for score, _ in (*judged, *hidden)], np.float64)
    labels = np.array([label for _, label in (*judged, *hidden)], np.bool_)
    error, bins = calibration(scores, labels)
    area, curve = risk_coverage(scores, labels)
    threshold = evaluation.answering.threshold
    answered = scores >= threshold
    return ConfidenceQuality(
        asked=len(scores),
        right=float(labels.mean()),
        auroc=auroc(scores, labels),
        expected_calibration_error=error,
        area_under_risk_coverage=area,
        threshold=threshold,
        answered=float(answered.mean()),
        wrong_answered=float((answered & ~labels).sum() / max(1, answered.sum())),
        right_answered=float((answered & labels).sum() / max(1, labels.sum())),
        widest=widest(curve, TOLERATED_RISK),
        curve=tuple(thinned(curve)),
        bins=tuple(bins),
    )


class _DeepRetriever(Retriever):
    """Looks at DEPTH passages however few are asked for, and keeps them until the next question."""

    latest: Retrieval = Retrieval(frozenset(), (), {})

    def retrieve(
        self,
        question: str,
        limit: int,
        documents: Collection[str] | None = None,
        context: str = "",
        watch: Stopwatch | None = None,
    ) -> Retrieval:
        self.latest = super().retrieve(question, max(limit, DEPTH), documents, context, watch)
        return replace(self.latest, passages=self.latest.passages[:limit])

    def places(self) -> list[TextRange]:
        """What the latest search shows, best first."""
        return [TextRange(each.stored.document, each.excerpt) for each in self.latest.passages[:DEPTH]]


def _ask(
    answerer: Answerer, retriever: _DeepRetriever, asked: GoldQuestion, documents: Collection[str] | None
) -> Result:
    try:
        answer = answerer.answer(asked.question, documents=documents)
    except QuestionError as error:
        return Result(asked, Ranking((), None), False, 0.0, None, None, None, str(error))
    return Result(
        asked=asked,
        ranking=judge(retriever.places(), asked.answers),
        sentence_hit=_says(answer, asked.answers),
        confidence=answer.confidence,
        hidden=None,
        milliseconds=answer.elapsed_ms,
        shown=_shown(answer),
    )


def _says(answer: Answer, golds: Sequence[GoldAnswer]) -> bool:
    if not answer.found:
        return False
    first = answer.sentences[0]
    document = answer.citations[first.citation - 1].document
    return any(sentence_hits(TextRange(document, Span(first.start, first.end)), gold.place) for gold in golds)


def _shown(answer: Answer) -> Shown | None:
    if not answer.citations:
        return None
    first = answer.citations[0]
    if answer.found:
        sentence = answer.sentences[0]
        return Shown(answer.citations[sentence.citation - 1].title, sentence.text)
    return Shown(first.title, first.excerpt)
