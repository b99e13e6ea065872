from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering.answerer import Answering
from bot.errors import NothingToEvaluate
from bot.evaluation.command import EvaluateCommand, EvaluateOutcome
from tests.support.evaluation import CAPITAL, SETTINGS, WRONG, question_file
from tests.support.fakes import FakeEncoder

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library

DESCRIBED = {**SETTINGS, "library": "/made/up", "dimension": 8, "versions": {"besa": "1"}}


def outcome(library: Library, questions: Path, **options: Any) -> EvaluateOutcome:
    return EvaluateCommand(questions, **options).run(library, FakeEncoder(), DESCRIBED, lambda done, total: None)


def test_the_json_has_misses_and_a_comparison_where_they_are_asked_for(library: Library, tmp_path: Path) -> None:
    questions = question_file(tmp_path, CAPITAL, WRONG)
    plain = outcome(library, questions).to_json()
    assert plain.keys().isdisjoint({"misses", "against"})
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(plain), "utf-8")
    full = outcome(library, questions, misses=5, against=earlier).to_json()
    assert [miss["question"] for miss in full["misses"]] == [WRONG["question"]]
    assert full["against"]["changes"]["hit@1"] == {"gained": 0, "lost": 0, "p": 1.0}
    assert outcome(library, question_file(tmp_path, CAPITAL), misses=1).to_json()["misses"] == []


def test_the_json_says_what_was_measured_and_with_what(library: Library, tmp_path: Path) -> None:
    written = outcome(library, question_file(tmp_path, CAPITAL), top=3, after="1990").to_json()
    assert (written["format"], written["questions"], written["answerable"], written["refused"]) == (1, 1, 1, 0)
    assert written["versions"] == DESCRIBED["versions"]
    assert written["settings"] == {
        **SETTINGS,
        "library": "/made/up",
        "dimension": 8,
        "questions": str(tmp_path / "questions.jsonl"),
        "source": None,
        "top": 3,
        "threshold": Answering().threshold,
        "after": "1990",
    }


def test_only_questions_about_the_chosen_documents_are_asked(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    olives = {"question": "Where do olives ripen?", "answers": [{"document": "olives.txt", "text": "Vlora"}]}
    written = outcome(library, question_file(tmp_path, CAPITAL, olives), source="*olives*").to_json()
    assert [result["question"] for result in written["results"]] == [olives["question"]]
    assert "1 questions about other documents are left out" in capsys.readouterr().err
    with pytest.raises(NothingToEvaluate, match="Choose more"):
        outcome(library, question_file(tmp_path, CAPITAL), source="*olives*")
