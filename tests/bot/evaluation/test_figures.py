from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering.settings import Answering
from bot.answers import Question
from bot.evaluation.figures import READING, Metric, confidence_quality, figures, ranking_figures, times
from bot.evaluation.metrics import TextRange
from bot.evaluation.question_set import GoldAnswer, GoldQuestion
from bot.evaluation.results import Evaluation, Ranking, Result
from corpus.documents import Span
from tests.support.evaluation import CAPITAL, WRONG, run

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


def test_figures_are_those_computed_by_hand(library: Library, tmp_path: Path) -> None:
    found = figures(run(library, tmp_path, CAPITAL, WRONG, answering=Answering(threshold=0.0)))
    assert found == pytest.approx(
        {
            "hit@1": 0.5,
            "hit@3": 1.0,
            "hit@5": 1.0,
            "mrr@10": (1 + 1 / 2) / 2,
            "within@1000": 1.0,
            "within@2000": 1.0,
            "within@4000": 1.0,
            "sentence": 0.5,
            "sentence_any": 0.5,
            "wrongly_not_found": 0.0,
            "hidden_answered": 1.0,
            "wrong_sentence": 0.5,
        }
    )


def test_a_sentence_below_the_threshold_is_not_said_but_was_picked(library: Library, tmp_path: Path) -> None:
    found = figures(run(library, tmp_path, CAPITAL, answering=Answering(threshold=1.1)))
    assert (found[Metric.SENTENCE], found[Metric.SENTENCE_ANY]) == (0.0, 1.0)


def test_hiding_the_documents_that_answer_makes_it_less_sure(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL)
    (result,) = evaluation.results
    assert result.hidden is not None
    assert result.hidden < result.confidence
    quality = confidence_quality(evaluation)
    assert quality is not None
    assert (quality.asked, quality.right, quality.auroc) == (2, 0.5, 1.0)


def test_without_hiding_only_questions_without_an_answer_tell_about_confidence(
    library: Library, tmp_path: Path
) -> None:
    assert confidence_quality(run(library, tmp_path, CAPITAL, hide=False)) is None
    nowhere = {"question": "Who invented zeppelins?", "answers": []}
    evaluation = run(library, tmp_path, CAPITAL, nowhere, hide=False)
    quality = confidence_quality(evaluation)
    assert quality is not None
    assert (quality.asked, quality.auroc) == (2, 1.0)
    assert figures(evaluation)[Metric.HIT_AT_1] == 1.0


@pytest.mark.parametrize("most", READING.values())
def test_an_answer_that_is_read_with_the_last_character_is_within_reach(most: int) -> None:
    metric = Metric(f"within@{most}")
    rankings = [Ranking((True,), most), Ranking((True,), most + 1), Ranking((), None)]
    assert [ranking_figures([each])[metric] for each in rankings] == [1.0, 0.0, 0.0]
    assert ranking_figures(rankings)[metric] == pytest.approx(1 / 3)


def test_a_sentence_is_said_from_the_threshold_itself_on(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL)
    (result,) = evaluation.results
    for confidence, said in ((0.5, 1.0), (0.499, 0.0)):
        changed = replace(
            evaluation, results=(replace(result, confidence=confidence),), answering=Answering(threshold=0.5)
        )
        assert figures(changed)[Metric.SENTENCE] == said
        quality = confidence_quality(changed)
        assert quality is not None
        assert quality.answered == said / 2


def judged(*results: tuple[bool, float, bool], hidden: float | None = None, **changes: Any) -> Evaluation:
    """Return an evaluation of questions with (an answer to find, confidence, the right sentence)."""
    answer = GoldAnswer(TextRange("d", Span(0, 1)), "x", "d")
    made = [
        Result(
            gold=GoldQuestion(1, Question("Who?"), (answer,) if answerable else ()),
            ranking=Ranking((True,), 1),
            sentence_hit=right,
            confidence=confidence,
            hidden=hidden if answerable else None,
            milliseconds=1.0,
            shown=None,
            **changes,
        )
        for answerable, confidence, right in results
    ]
    return Evaluation(tuple(made), Answering(threshold=0.5, possible=0.2))


def test_what_is_said_not_to_be_found_is_counted_of_what_has_an_answer() -> None:
    found = figures(judged((True, 0.5, True), (True, 0.9, False), (True, 0.49, True), (True, 0.2, True)))
    assert found[Metric.SENTENCE] == 0.25
    assert found[Metric.WRONGLY_NOT_FOUND] == 0.5
    assert found[Metric.WRONGLY_NOT_FOUND_PERHAPS] == 1.0
    assert found[Metric.WRONG_SENTENCE] == 0.5
    assert Metric.UNANSWERABLE_ANSWERED not in found
    never = figures(judged((True, 0.49, True), (True, 0.19, True)))
    assert never[Metric.WRONGLY_NOT_FOUND_PERHAPS] == 0.5
    assert Metric.WRONG_SENTENCE not in never


def test_answers_to_what_has_none_are_counted_apart_from_those_whose_documents_were_hidden() -> None:
    found = figures(judged((True, 0.9, True), (False, 0.5, False), (False, 0.4, False), hidden=0.5))
    assert found[Metric.UNANSWERABLE_ANSWERED] == 0.5
    assert found[Metric.HIDDEN_ANSWERED] == 1.0
    assert found[Metric.WRONG_SENTENCE] == 0.5
    assert found[Metric.WRONGLY_NOT_FOUND] == 0.0
    assert figures(judged((True, 0.9, True), hidden=0.49))[Metric.HIDDEN_ANSWERED] == 0.0


def test_nothing_that_can_be_quoted_is_no_answer_however_sure() -> None:
    found = figures(judged((True, 0.9, False), (False, 0.9, False), hidden=0.9, quotable=False, hidden_quotable=False))
    assert found[Metric.UNANSWERABLE_ANSWERED] == found[Metric.HIDDEN_ANSWERED] == 0.0
    assert found[Metric.WRONGLY_NOT_FOUND] == found[Metric.WRONGLY_NOT_FOUND_PERHAPS] == 1.0


def test_a_refused_question_is_not_answered_and_not_perhaps() -> None:
    found = figures(judged((True, 0.0, False), refusal="It has no words."))
    assert found[Metric.WRONGLY_NOT_FOUND] == 1.0
    assert found[Metric.WRONGLY_NOT_FOUND_PERHAPS] == 0.0


def test_without_one_answerable_question_every_share_is_zero() -> None:
    assert set(figures(Evaluation((), Answering())).values()) == {0.0}
    assert times(Evaluation((), Answering())) == {}
