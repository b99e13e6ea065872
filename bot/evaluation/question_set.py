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
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from corpus.engines.document_store import DocumentStore

SHAPE = Message(
    'Write one {"question": "…", "answers": [{"document": "…", "start": 0, "end": 9, "text": "…"}]} a line; '
    '{"question": "…", "answerable": false} where no document answers.'
)
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
    """A line of a question set. `answerable` may be left out, and so may `answers` where it is false."""

    question: str
    answers: tuple[_Place, ...] | None = None
    answerable: bool | None = None

    def __post_init__(self) -> None:
        if self.answers is None and self.answerable is not False:
            raise ValueError('"answers" is missing')
        if self.answerable is not None and self.answerable is not bool(self.answers):
            said = "true, and there are no" if self.answerable else "false, and there are"
            raise ValueError(f'"answerable" is {said} "answers"')


def read_question_set(path: Path, library: DocumentStore) -> list[GoldQuestion]:
    """Return the questions of a file, in order; `-` is standard input.

    An answer without "start" and "end" is looked for by its "text", which must stand in the document once.
    Raises NotAQuestionFile, or UnknownDocument for a document that the library does not have; both name the line.
    """
    name = Message("standard input") if str(path) == "-" else str(path)
    locate = _Locator(library)
    try:
        lines = list(convert_lines(read_text(path), _Line))
    except InvalidJson as error:
        raise NotAQuestionFile(
            Message("{file}: {problem}. {remedy}", file=name, problem=error.message, remedy=SHAPE)
        ) from error
    if not lines:
        raise NotAQuestionFile(Message("{file} holds no question. {remedy}", file=name, remedy=SHAPE))
    return [
        GoldQuestion(number, Question(line.question), tuple(locate(each, place) for each in line.answers or ()))
        for number, line in lines
        for place in [Message("{file}: line {number}", file=name, number=number)]
    ]


def answered_by(questions: Sequence[GoldQuestion], documents: Collection[str] | None) -> list[GoldQuestion]:
    """Return the questions that the chosen documents alone answer; None chooses all. Raises NothingToEvaluate."""
    chosen = [each for each in questions if documents is None or each.documents <= frozenset(documents)]
    if not chosen:
        raise NothingToEvaluate(Message("No question is about the documents that were chosen. Choose more of them."))
    return chosen


class _Locator:
    """A finder of the places of answers in the library's text."""

    def __init__(self, library: DocumentStore) -> None:
        self._library = library
        self._ids: dict[str, str] = {}

    def __call__(self, answer: _Place, where: Message) -> GoldAnswer:
        """Return the place with its text. Raises NotAQuestionFile and UnknownDocument."""
        id = self._id(answer.document, where)
        where = Message("{where}: {document}", where=where, document=answer.document)
        text = self._library.document(id).text
        span = _span(answer, text, where)
        found = span.of(text)
        if not found.strip():
            raise NotAQuestionFile(
                Message("{where} says nothing at {start} to {end}.", where=where, start=span.start, end=span.end)
            )
        if answer.text is not None and answer.text != found:
            raise NotAQuestionFile(
                Message(
                    "{where} says {found} at {start} to {end}, not {wanted}. The question set was made for another "
                    "version of the document.",
                    where=where,
                    found=_short(found),
                    start=span.start,
                    end=span.end,
                    wanted=_short(answer.text),
                )
            )
        return GoldAnswer(TextRange(id, span), found, answer.document)

    def _id(self, name: str, where: Message) -> str:
        if name not in self._ids:
            try:
                self._ids[name] = self._library.names.find(name)
            except UnknownDocument as error:
                raise UnknownDocument(Message("{where}: {problem}", where=where, problem=error.message)) from error
        return self._ids[name]


def _span(answer: _Place, text: str, where: Message) -> Span:
    if answer.start is None or answer.end is None:
        return _found_span(answer.text or "", text, where)
    if not 0 <= answer.start < answer.end <= len(text):
        raise NotAQuestionFile(
            Message(
                "{where} has characters 0 to {length}; {start} to {end} is no part of that.",
                where=where,
                length=len(text),
                start=answer.start,
                end=answer.end,
            )
        )
    return Span(answer.start, answer.end)


def _found_span(quoted: str, text: str, where: Message) -> Span:
    start = text.find(quoted)
    if start < 0:
        raise NotAQuestionFile(Message("{where} does not say {wanted}.", where=where, wanted=_short(quoted)))
    if text.find(quoted, start + 1) >= 0:
        raise NotAQuestionFile(
            Message('{where} says {wanted} more than once: give "start" and "end".', where=where, wanted=_short(quoted))
        )
    return Span(start, start + len(quoted))


def _short(text: str) -> str:
    return repr(text if len(text) <= QUOTED_AT_MOST else text[: QUOTED_AT_MOST - 1] + "…")
