"""Question sets: questions with the places of their answers, one JSON object a line."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.answers import Question
from bot.errors import NotAQuestionFile
from bot.evaluation.metrics import TextRange
from corpus.documents import Span
from corpus.errors import UnknownDocument

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus.store.library import Library

SHAPE = '{"question": "…", "answers": [{"document": "…", "start": 0, "end": 9, "text": "…"}]}'
QUOTED_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """A place that answers, and its text. `name` is what the question set calls the document."""

    place: TextRange
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with every place that answers it; with none, no document does. `line` counts from 1."""

    line: int
    question: Question
    answers: tuple[GoldAnswer, ...]

    @property
    def documents(self) -> frozenset[str]:
        """The ids of the documents that answer."""
        return frozenset(answer.place.document for answer in self.answers)


def read_question_set(path: Path, library: Library) -> list[GoldQuestion]:
    """The questions of a file, in order; `-` is standard input.

    An answer without "start" and "end" is looked for by its "text", which must stand in the document once.
    Raises NotAQuestionFile, or UnknownDocument for a document that the library does not have; both name the
    line.
    """
    name = "standard input" if str(path) == "-" else str(path)
    locate = _Locator(library)
    questions = [
        _question(_parsed(line, f"{name}, line {number}"), number, f"{name}, line {number}", locate)
        for number, line in enumerate(_text(path).split("\n"), 1)
        if line.strip()
    ]
    if not questions:
        raise NotAQuestionFile(f"{name} holds no question. Write one object a line: {SHAPE}")
    return questions


class _Locator:
    """Finds where an answer stands in the library's text."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ids: dict[str, str] = {}

    def __call__(self, answer: dict[str, Any], where: str) -> GoldAnswer:
        name, quoted = _string(answer, "document", where), answer.get("text")
        if quoted is not None:
            quoted = _string(answer, "text", where)
        id = self._id(name, where)
        text = self._library.document(id).text
        if "start" in answer or "end" in answer:
            span = _given_span(answer, text, where)
        else:
            span = _found_span(_string(answer, "text", where), text, f"{where}: {name}")
        found = span.of(text)
        if not found.strip():
            raise NotAQuestionFile(f"{where}: {name} says nothing at {span.start} to {span.end}.")
        if quoted not in (None, found):
            raise NotAQuestionFile(
                f"{where}: {name} says {_short(found)} at {span.start} to {span.end}, not {_short(quoted)}. "
                "The question set was made for another version of the document."
            )
        return GoldAnswer(TextRange(id, span), found, name)

    def _id(self, name: str, where: str) -> str:
        if name not in self._ids:
            try:
                self._ids[name] = self._library.names.find(name)
            except UnknownDocument as error:
                raise UnknownDocument(f"{where}: {error}") from error
        return self._ids[name]


def _text(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotAQuestionFile(f"{path} cannot be read: {error}. Name a UTF-8 file.") from error


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotAQuestionFile(f"{where} is not JSON: {error}. Write: {SHAPE}") from error
    if not isinstance(value, dict):
        raise NotAQuestionFile(f"{where} is no object. Write: {SHAPE}")
    return value


def _question(
    value: dict[str, Any], line: int, where: str, locate: Callable[[dict[str, Any], str], GoldAnswer]
) -> GoldQuestion:
    answers = value.get("answers")
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        raise NotAQuestionFile(f'{where} needs "answers", a list of objects, empty where no document answers: {SHAPE}')
    question = Question(_string(value, "question", where))
    return GoldQuestion(line, question, tuple(locate(answer, where) for answer in answers))


def _given_span(answer: dict[str, Any], text: str, where: str) -> Span:
    start, end = answer.get("start"), answer.get("end")
    if type(start) is not int or type(end) is not int:
        raise NotAQuestionFile(f'{where}: "start" and "end" are both whole numbers, or both left out.')
    if not 0 <= start < end <= len(text):
        raise NotAQuestionFile(
            f"{where}: {start} to {end} is no part of {answer['document']}, which has characters 0 to {len(text)}."
        )
    return Span(start, end)


def _found_span(quoted: str, text: str, where: str) -> Span:
    start = text.find(quoted)
    if start < 0 or not quoted:
        raise NotAQuestionFile(f"{where} does not say {_short(quoted)}.")
    if text.find(quoted, start + 1) >= 0:
        raise NotAQuestionFile(f'{where} says {_short(quoted)} more than once: give "start" and "end".')
    return Span(start, start + len(quoted))


def _string(value: dict[str, Any], name: str, where: str) -> str:
    if not isinstance(value.get(name), str):
        raise NotAQuestionFile(f'{where} needs a "{name}" that is a string: {SHAPE}')
    return str(value[name])


def _short(text: str) -> str:
    return repr(text if len(text) <= QUOTED_AT_MOST else text[: QUOTED_AT_MOST - 1] + "…")
