"""Question sets: questions with the places of their answers, in a file of JSON Lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answers import Question
from bot.errors import NotAQuestionFile, NothingToEvaluate
from bot.evaluation.metrics import TextRange
from bot.formats.typed_json import InvalidJson, convert_lines, read_text
from corpus.documents import Span
from corpus.errors import UnknownDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from corpus.store.library import Library

SHAPE = 'Write one {"question": "…", "answers": [{"document": "…", "start": 0, "end": 9, "text": "…"}]} a line.'
"""What a person is told to write."""
QUOTED_AT_MOST = 60
"""The most characters of a document's text that a message quotes."""


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
        """Ids of the documents that answer."""
        return frozenset(answer.place.document for answer in self.answers)


@dataclass(frozen=True, slots=True)
class _Place:
    """An answer as a line of a question set has it: by offsets, by text, or by both."""

    document: str
    start: int | None = None
    end: int | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        if (self.start is None) is not (self.end is None):
            raise ValueError('"start" and "end" are both whole numbers, or both left out')
        if self.start is None and not self.text:
            raise ValueError('"text" is missing, or "start" and "end"')


@dataclass(frozen=True, slots=True)
class _Line:
    question: str
    answers: tuple[_Place, ...]


def read_question_set(path: Path, library: Library) -> list[GoldQuestion]:
    """Return the questions of a file, in order; `-` is standard input.

    An answer without "start" and "end" is looked for by its "text", which must stand in the document once.
    Raises NotAQuestionFile, or UnknownDocument for a document that the library does not have; both name the line.
    """
    name = "standard input" if str(path) == "-" else str(path)
    locate = _Locator(library)
    try:
        lines = list(convert_lines(read_text(path), _Line))
    except InvalidJson as error:
        raise NotAQuestionFile(f"{name}: {error}. {SHAPE}") from error
    if not lines:
        raise NotAQuestionFile(f"{name} holds no question. {SHAPE}")
    return [
        GoldQuestion(
            number, Question(line.question), tuple(locate(each, f"{name}: line {number}") for each in line.answers)
        )
        for number, line in lines
    ]


def answered_by(questions: Sequence[GoldQuestion], documents: Collection[str] | None) -> list[GoldQuestion]:
    """Return the questions that the chosen documents alone answer; None chooses all. Raises NothingToEvaluate."""
    chosen = [each for each in questions if documents is None or each.documents <= frozenset(documents)]
    if not chosen:
        raise NothingToEvaluate("No question is about the documents that were chosen. Choose more of them.")
    return chosen


class _Locator:
    """A finder of the places of answers in the library's text."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ids: dict[str, str] = {}

    def __call__(self, answer: _Place, where: str) -> GoldAnswer:
        """Return the place with its text. Raises NotAQuestionFile and UnknownDocument."""
        id = self._id(answer.document, where)
        where, text = f"{where}: {answer.document}", self._library.document(id).text
        span = _span(answer, text, where)
        found = span.of(text)
        if not found.strip():
            raise NotAQuestionFile(f"{where} says nothing at {span.start} to {span.end}.")
        if answer.text is not None and answer.text != found:
            raise NotAQuestionFile(
                f"{where} says {_short(found)} at {span.start} to {span.end}, not {_short(answer.text)}. "
                "The question set was made for another version of the document."
            )
        return GoldAnswer(TextRange(id, span), found, answer.document)

    def _id(self, name: str, where: str) -> str:
        if name not in self._ids:
            try:
                self._ids[name] = self._library.names.find(name)
            except UnknownDocument as error:
                raise UnknownDocument(f"{where}: {error}") from error
        return self._ids[name]


def _span(answer: _Place, text: str, where: str) -> Span:
    if answer.start is None or answer.end is None:
        return _found_span(answer.text or "", text, where)
    if not 0 <= answer.start < answer.end <= len(text):
        raise NotAQuestionFile(
            f"{where} has characters 0 to {len(text)}; {answer.start} to {answer.end} is no part of that."
        )
    return Span(answer.start, answer.end)


def _found_span(quoted: str, text: str, where: str) -> Span:
    start = text.find(quoted)
    if start < 0:
        raise NotAQuestionFile(f"{where} does not say {_short(quoted)}.")
    if text.find(quoted, start + 1) >= 0:
        raise NotAQuestionFile(f'{where} says {_short(quoted)} more than once: give "start" and "end".')
    return Span(start, start + len(quoted))


def _short(text: str) -> str:
    return repr(text if len(text) <= QUOTED_AT_MOST else text[: QUOTED_AT_MOST - 1] + "…")
