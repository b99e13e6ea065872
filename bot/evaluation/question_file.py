"""Many questions from a file, one JSON object a line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from bot.answers import Question, Turn
from bot.errors import NotAQuestionFile

if TYPE_CHECKING:
    from pathlib import Path


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, in order; `-` is standard input. Raises NotAQuestionFile, naming the line."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotAQuestionFile(f"{path} cannot be read ({error}). Name a UTF-8 file, one question a line.") from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise NotAQuestionFile(f'{path} holds no question. Write one {{"question": "…"}} a line.')
    return [_question(line, f"{path}, line {number}") for number, line in lines]


def _question(line: str, where: str) -> Question:
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotAQuestionFile(f"{where} is not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("question"), str):
        raise NotAQuestionFile(f'{where} needs a "question" that is a string.')
    history = value.get("history") or []
    if not isinstance(history, list):
        raise NotAQuestionFile(f'{where}: "history" is a list of {{"question", "answer"}}.')
    return Question(value["question"], tuple(_turn(turn, where) for turn in history))


def _turn(value: Any, where: str) -> Turn:
    if not isinstance(value, dict) or not isinstance(value.get("question"), str):
        raise NotAQuestionFile(f'{where}: each turn of "history" needs a "question" that is a string.')
    answer = value.get("answer", "")
    if not isinstance(answer, str):
        raise NotAQuestionFile(f'{where}: the "answer" of a turn of "history" is a string.')
    return Turn(value["question"], answer)
