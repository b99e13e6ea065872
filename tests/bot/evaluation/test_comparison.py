from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import to_builtins

from bot.evaluation.comparison import Change, compare
from bot.evaluation.figures import Metric
from bot.evaluation.report import make_report, read_report
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
