from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec import to_builtins

from bot.errors import NotAnEvaluation
from bot.evaluation.report import make_report, read_report, worst_misses
from bot.evaluation.results import Shown
from tests.support.evaluation import CAPITAL, SETTINGS, WRONG, run

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


def test_the_worst_miss_comes_first_with_what_was_shown_instead(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    (miss,) = worst_misses(evaluation, 5)
    assert (miss.question, miss.rank) == (WRONG["question"], 2)
    assert miss.shown == Shown("olives.txt", "Olives ripen near Vlora.")
    assert miss.answers[0].text == "Rivers run westwards."
    assert worst_misses(evaluation, 0) == []


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "measures": 3}', "[" * 99_999])
def test_a_file_that_is_no_evaluation_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "earlier.json"
    path.write_text(content, "utf-8")
    with pytest.raises(NotAnEvaluation, match=r"earlier\.json"):
        read_report(path)


def test_a_report_of_another_format_is_refused(library: Library, tmp_path: Path) -> None:
    written = to_builtins(make_report(run(library, tmp_path, CAPITAL), SETTINGS, {}))
    path = tmp_path / "earlier.json"
    path.write_text(json.dumps({**written, "format": 2}), "utf-8")
    with pytest.raises(NotAnEvaluation, match=r"format: 2 is no value"):
        read_report(path)
