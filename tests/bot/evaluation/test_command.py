from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering.scope import document_filter
from bot.answering.settings import Answering
from bot.errors import NothingToEvaluate
from bot.evaluation import runner
from bot.evaluation.command import EvaluateCommand, EvaluateOutcome
from bot.evaluation.question_set import answered_by, read_question_set
from bot.evaluation.runner import EvaluationOptions
from tests.support.evaluation import CAPITAL, SETTINGS, WRONG, question_file
from tests.support.fakes import FakeEncoder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.evaluation.results import Evaluation
    from corpus.store.library import Library

DESCRIBED = {**SETTINGS, "reranker": None, "library": "/made/up", "dimension": 8, "versions": {"besa": "1"}}


def asking(library: Library) -> Callable[..., Evaluation]:
    """Return what asks a file's questions of a library, as the command of the program does."""

    def evaluate(
        path: Path, *, source: str | None, after: str | None, before: str | None, top: int, confidence: bool
    ) -> Evaluation:
        wanted = document_filter(library, source, after, before)
        documents = None if wanted is None else library.match(wanted)
        questions = answered_by(read_question_set(path, library), documents)
        options = EvaluationOptions(Answering(citations=top), documents, confidence)
        return runner.evaluate(library, FakeEncoder(), questions, options, lambda done, total: None)

    return evaluate


def outcome(library: Library, questions: Path, **options: Any) -> EvaluateOutcome:
    return EvaluateCommand(questions, **options).run(asking(library), DESCRIBED)


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


def test_only_questions_about_the_chosen_documents_are_asked(library: Library, tmp_path: Path) -> None:
    olives = {"question": "Where do olives ripen?", "answers": [{"document": "olives.txt", "text": "Vlora"}]}
    written = outcome(library, question_file(tmp_path, CAPITAL, olives), source="*olives*").to_json()
    assert [result["question"] for result in written["results"]] == [olives["question"]]
    with pytest.raises(NothingToEvaluate, match="Choose more"):
        outcome(library, question_file(tmp_path, CAPITAL), source="*olives*")
