from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from bot.answers import Answer, AnswerSentence
from bot.errors import NotAnAnswer
from bot.formats.answer_json import answer_to_json
from bot.formats.html_report import report_html
from bot.formats.saved_answers import load_saved_answers

ANSWER = Answer("Who leaves?", "Who leaves?", 0.5, (AnswerSentence("The queen leaves.", 1, 0, 17),), (), 1.0)
SAVED = json.dumps(answer_to_json(ANSWER))


@pytest.mark.parametrize("text", [SAVED, f"[{SAVED}]", f"{SAVED}\n", report_html([ANSWER], "2026-11-26")])
def test_a_file_of_answers_is_read_whatever_its_format(tmp_path: Path, text: str) -> None:
    (tmp_path / "saved").write_text(text, "utf-8")
    saved = load_saved_answers(tmp_path / "saved")
    assert saved.answers == [ANSWER]
    assert saved.shown_as_they_are


def test_answers_are_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(SAVED))
    assert load_saved_answers(Path("-")).answers == [ANSWER]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff", "it cannot be read"),
        (b"", "it is empty"),
        (b"Bees dance.", "it is not JSON: column 1"),
        (b"<p>Bees dance.</p>", "0 blocks of answers"),
        (b'{"question": 3}', "answer 1: question: expected a string"),
    ],
)
def test_a_file_without_answers_is_refused_with_the_reason_and_the_next_step(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "saved").write_bytes(content)
    with pytest.raises(NotAnAnswer, match=rf"saved holds no saved answers: .*{reason}.*besa ask --json"):
        load_saved_answers(tmp_path / "saved")
