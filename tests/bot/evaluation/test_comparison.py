from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import to_builtins

from bot.evaluation.comparison import Change, Difference, compare
from bot.evaluation.figures import Metric
from bot.evaluation.report import QuestionResult, Report, make_report, read_report
from tests.support.evaluation import CAPITAL, SETTINGS, WRONG, run

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


def test_a_report_compares_with_itself_without_a_difference(library: Library, tmp_path: Path) -> None:
    found = make_report(run(library, tmp_path, CAPITAL, WRONG), SETTINGS, {})
    saved = tmp_path / "earlier.json"
    saved.write_text(json.dumps(to_builtins(found)), "utf-8")
    assert read_report(saved) == found
    comparison = compare(read_report(saved), found)
    assert comparison.shared_questions == 2
    assert comparison.measures.keys() == found.figures().keys()
    assert {each.difference for each in comparison.measures.values()} == {0.0}
    assert comparison.changes[Metric.HIT_AT_1] == Change(0, 0, 1.0)


def test_a_comparison_counts_questions_gained_and_lost(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    capital, wrong = evaluation.results
    swapped = replace(
        evaluation, results=(replace(capital, ranking=wrong.ranking), replace(wrong, ranking=capital.ranking))
    )
    comparison = compare(make_report(evaluation, SETTINGS, {}), make_report(swapped, SETTINGS, {}))
    assert comparison.changes[Metric.HIT_AT_1] == Change(1, 1, 1.0)


def made(*results: QuestionResult) -> Report:
    return Report(1, len(results), len(results), 0, {}, {}, None, {}, {}, results)


def result(question: str, rank: int | None, *, sentence: bool = False) -> QuestionResult:
    return QuestionResult(question, rank, None, sentence, 0.5, None)


@pytest.mark.parametrize(("metric", "last"), [(Metric.HIT_AT_1, 1), (Metric.HIT_AT_5, 5)])
def test_a_hit_is_lost_when_the_answer_falls_one_rank_below_the_last(metric: Metric, last: int) -> None:
    ranks = {last: Change(0, 0, 1.0), last + 1: Change(0, 1, 1.0), None: Change(0, 1, 1.0)}
    for rank, change in ranks.items():
        assert compare(made(result("Who?", last)), made(result("Who?", rank))).changes[metric] == change


def test_a_question_that_is_asked_twice_is_compared_by_its_turn() -> None:
    before = made(result("Who?", 1), result("Who?", 2), result("Why?", 1))
    now = made(result("Who?", 2, sentence=True), result("Who?", 2))
    comparison = compare(before, now)
    assert comparison.shared_questions == 2
    assert comparison.changes[Metric.HIT_AT_1] == Change(0, 1, 1.0)
    assert comparison.changes[Metric.SENTENCE_ANY] == Change(1, 0, 1.0)


def test_only_figures_that_both_runs_have_are_compared() -> None:
    before = replace(made(), measures={Metric.HIT_AT_1: 0.5, Metric.HIT_AT_3: 0.5})
    now = replace(made(), measures={Metric.HIT_AT_1: 0.75}, milliseconds={Metric.MEDIAN: 3.0})
    assert compare(before, now).measures == {Metric.HIT_AT_1: Difference(0.5, 0.75, 0.25)}


def test_sentences_that_were_said_are_compared_where_both_runs_tell() -> None:
    said = replace(result("Who?", 1, sentence=True), status="answered")
    unsaid = replace(said, status="not_found")
    assert compare(made(unsaid), made(said)).changes[Metric.SENTENCE] == Change(1, 0, 1.0)
    assert Metric.SENTENCE not in compare(made(result("Who?", 1)), made(said)).changes
