"""Questions from a file of JSON Lines, as `besa ask --questions` takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answers import Question, Turn
from bot.errors import NotAQuestionFile
from bot.formats.typed_json import InvalidJson, convert_lines, read_text
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

SHAPE = Message(
    'Write one {"question": "…", "history": [{"question": "…", "answer": "…"}]} a line; history may be left out.'
)
"""What a person is told to write."""


@dataclass(frozen=True, slots=True)
class _Line:
    question: str
    history: tuple[Turn, ...] | None = None


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file, in order; `-` is standard input. Raises NotAQuestionFile naming the line."""
    try:
        lines = [line for _, line in convert_lines(read_text(path), _Line)]
    except InvalidJson as error:
        raise NotAQuestionFile(
            Message("{file}: {problem}. {remedy}", file=path, problem=error.message, remedy=SHAPE)
        ) from error
    if not lines:
        raise NotAQuestionFile(Message("{file} holds no question. {remedy}", file=path, remedy=SHAPE))
    return [Question(line.question, line.history or ()) for line in lines]
