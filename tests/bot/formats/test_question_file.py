from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from bot.answers import Question, Turn
from bot.errors import NotAQuestionFile
from bot.formats.question_file import read_questions

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_questions_come_in_order_with_what_was_said_before(tmp_path: Path) -> None:
    history = [{"question": "Who?", "answer": "Nobody."}, {"question": "Why?"}]
    lines = ({"question": "When?"}, {"question": "Where?", "history": None}, {"question": "How?", "history": history})
    assert read_questions(written(tmp_path, *map(json.dumps, lines), "")) == [
        Question("When?"),
        Question("Where?"),
        Question("How?", (Turn("Who?", "Nobody."), Turn("Why?", ""))),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "it is not JSON: column 1"),
        ("[]", "expected an object, got a list"),
        ("{}", '"question" is missing'),
        ('{"question": 3}', "question: expected a string, got a whole number"),
        ('{"question": "a", "history": 1}', "history: expected a list or null, got a whole number"),
        ('{"question": "a", "history": [{}]}', 'history[0]: "question" is missing'),
        ('{"question": "a", "history": [{"question": "b", "answer": 1}]}', "history[0].answer: expected a string"),
        ("[" * 100_000, "the JSON is nested too deeply"),
    ],
)
def test_a_wrong_line_is_named_with_its_field_and_the_next_step(tmp_path: Path, line: str, reason: str) -> None:
    expected = rf"questions\.jsonl: line 3: {re.escape(reason)}.*Write one"
    with pytest.raises(NotAQuestionFile, match=expected):
        read_questions(written(tmp_path, '{"question": "Who?"}', "", line))


def test_a_file_without_questions_and_one_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAQuestionFile, match=r"holds no question\. Write one"):
        read_questions(written(tmp_path, "", " "))
    with pytest.raises(NotAQuestionFile, match=r"nowhere\.jsonl: it cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")
