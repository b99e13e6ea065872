from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import to_builtins

from bot.answering.settings import Answering
from bot.errors import NotAnEvaluation
from bot.evaluation.report import make_report, read_report, worst_misses
from bot.evaluation.results import Shown
from tests.support.evaluation import CAPITAL, SETTINGS, WRONG, run
from tests.support.fakes import FakeReranker

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


def test_what_has_no_answer_but_got_one_is_a_miss_and_so_is_a_right_answer_that_is_not_given(
    library: Library, tmp_path: Path
) -> None:
    nowhere = {"question": "Which stone has Vlora?", "answerable": False}
    bold = run(library, tmp_path, CAPITAL, nowhere, answering=Answering(threshold=0.0))
    (miss,) = worst_misses(bold, 5)
    assert (miss.question, miss.answerable, miss.status, miss.answers) == (nowhere["question"], False, "answered", ())
    shy = run(library, tmp_path, CAPITAL, nowhere, answering=Answering(threshold=1.1, possible=0.0))
    (miss,) = worst_misses(shy, 5)
    assert (miss.question, miss.rank, miss.sentence) == (CAPITAL["question"], 1, True)
    assert (miss.status, miss.perhaps) == ("not_found", True)


def test_the_report_without_a_reranker_is_read_again_within_the_other(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG, reranker=FakeReranker())
    plain = run(library, tmp_path, CAPITAL, WRONG)
    report = make_report(replace(evaluation, without_reranker=plain), {**SETTINGS, "reranker": "fake"}, {})
    assert report.without_reranker == make_report(plain, SETTINGS, {})
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(to_builtins(report)), "utf-8")
    assert read_report(saved) == report


def test_a_report_of_an_earlier_version_is_read(library: Library, tmp_path: Path) -> None:
    written = to_builtins(make_report(run(library, tmp_path, CAPITAL), SETTINGS, {}))
    new = ("answerable", "status", "perhaps")
    results = [{key: value for key, value in each.items() if key not in new} for each in written["results"]]
    earlier = {key: value for key, value in written.items() if key not in ("unread", "without_reranker")}
    saved = tmp_path / "earlier.json"
    saved.write_text(json.dumps({**earlier, "results": results}), "utf-8")
    (read,) = read_report(saved).results
    assert (read.rank, read.status) == (1, None)


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
