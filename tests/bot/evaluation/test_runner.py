from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import NothingToEvaluate
from bot.evaluation.figures import Metric, figures, times
from tests.support.evaluation import CAPITAL, TEXTS, WRONG, run

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


def test_the_characters_read_are_those_of_the_excerpts_before(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    before = len(TEXTS["olives.txt"])
    assert [result.ranking.characters for result in evaluation.results] == [33, before + len(TEXTS["capital.txt"])]


def test_the_best_of_several_gold_answers_counts(library: Library, tmp_path: Path) -> None:
    both = {**WRONG, "answers": [*WRONG["answers"], {"document": "olives.txt", "text": "Vlora"}]}
    assert run(library, tmp_path, both).results[0].ranking.rank == 1


def test_a_refused_question_is_a_miss_and_the_others_are_asked(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**CAPITAL, "question": "Who is it?"}, CAPITAL)
    assert evaluation.results[0].refusal
    assert figures(evaluation)[Metric.HIT_AT_1] == 0.5
    assert times(evaluation)[Metric.MEDIAN] == evaluation.results[1].milliseconds


def test_without_one_question_that_can_be_asked_there_is_nothing_to_evaluate(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NothingToEvaluate, match="Not one of 2 questions could be asked: "):
        run(library, tmp_path, {**CAPITAL, "question": "Who is it?"}, {**CAPITAL, "question": "?"})
