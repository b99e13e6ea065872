from __future__ import annotations

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
    (result,) = run(library, tmp_path, CAPITAL).results
    for threshold, said in ((result.confidence, 1.0), (result.confidence + 1e-9, 0.0)):
        evaluation = run(library, tmp_path, CAPITAL, answering=Answering(threshold=threshold))
        assert figures(evaluation)[Metric.SENTENCE] == said
        quality = confidence_quality(evaluation)
        assert quality is not None
        assert quality.answered == said / 2


SAYS: dict[str, dict[str, Any]] = {"answered": {"answered": True}, "perhaps": {"perhaps": True}, "not found": {}}


def judged(*results: tuple[bool, str, bool], **changes: Any) -> Evaluation:
    """Return an evaluation of questions with (an answer to find, what the bot says, the right sentence)."""
    answer = GoldAnswer(TextRange("d", Span(0, 1)), "x", "d")
    made = [
        Result(
            gold=GoldQuestion(1, Question("Who?"), (answer,) if answerable else ()),
            ranking=Ranking((True,), 1),
            sentence_hit=right,
            confidence=0.5,
            hidden=0.5 if answerable else None,
            milliseconds=1.0,
            shown=None,
            **SAYS[said],
            **changes,
        )
        for answerable, said, right in results
    ]
    return Evaluation(tuple(made), Answering())


def test_what_is_said_not_to_be_found_is_counted_of_what_has_an_answer() -> None:
    said = ((True, "answered", True), (True, "answered", False), (True, "perhaps", True), (True, "not found", True))
    found = figures(judged(*said))
    assert found[Metric.SENTENCE] == 0.25
    assert found[Metric.SENTENCE_ANY] == 0.75
    assert found[Metric.WRONGLY_NOT_FOUND] == 0.5
    assert found[Metric.WRONGLY_NOT_FOUND_PERHAPS] == 0.5
    assert found[Metric.WRONG_SENTENCE] == 0.5
    assert Metric.UNANSWERABLE_ANSWERED not in found
    assert Metric.WRONG_SENTENCE not in figures(judged((True, "perhaps", True)))
    assert Metric.WRONGLY_NOT_FOUND_PERHAPS not in figures(judged((True, "answered", True)))


def test_answers_to_what_has_none_are_counted_apart_from_those_whose_documents_were_hidden() -> None:
    said = ((True, "answered", True), (False, "answered", False), (False, "perhaps", False))
    found = figures(judged(*said, hidden_answered=True))
    assert found[Metric.UNANSWERABLE_ANSWERED] == 0.5
    assert found[Metric.HIDDEN_ANSWERED] == 1.0
    assert found[Metric.WRONG_SENTENCE] == 0.5
    assert found[Metric.WRONGLY_NOT_FOUND] == 0.0
    assert figures(judged(*said))[Metric.HIDDEN_ANSWERED] == 0.0


def test_without_one_answerable_question_every_share_is_zero() -> None:
    assert set(figures(Evaluation((), Answering())).values()) == {0.0}
    assert times(Evaluation((), Answering())) == {}
