"""Answers as JSON and back: what `besa ask --json` prints is what `besa cite` and `besa verify` read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from msgspec import to_builtins

from bot.answers import Answer, AnswerSentence, Citation, Disagreement
from bot.errors import NotAnAnswer
from bot.facts import Facts
from bot.formats.typed_json import InvalidJson, convert, located, parse, parse_lines
from corpus.messages import Message
from embeddings.ranking.corrections import Correction
from embeddings.store.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answers import Question

Json = dict[str, Any]


def answer_to_json(answer: Answer) -> Json:
    """Return the object of the command-line contract, its numbers rounded for reading."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": _status(answer),
        "perhaps": answer.perhaps,
        "confidence": round(answer.confidence, 4),
        "answer": [to_builtins(sentence) for sentence in answer.sentences],
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "timings_ms": {step: round(taken, 2) for step, taken in answer.timings_ms.items()},
        "differences": [to_builtins(disagreement) for disagreement in answer.disagreements],
        "index": to_builtins(answer.coverage),
        "unread": answer.unread,
        "facts": to_builtins(answer.facts),
        "corrections": [to_builtins(each) for each in answer.corrections],
    }


def refusal_to_json(question: Question, reason: str) -> Json:
    """Return the object of a question that cannot be asked: not found, with the reason beside it."""
    refused = Answer(question.text, question.text, 0.0, (), (), 0.0)
    return {**answer_to_json(refused), "reason": reason}


def answers_from_json(text: str) -> list[Answer]:
    """Return the answers of one object, of a list of objects, or of one object a line.

    Raises NotAnAnswer naming the answer, or the line, and the field.
    """
    try:
        return [_answer(value, where) for where, value in _objects(text)]
    except InvalidJson as error:
        raise NotAnAnswer(error.message) from error


@dataclass(frozen=True, slots=True)
class AnswerObject:
    """An answer by the keys of `besa ask --json`; those with a default came after its first version."""

    question: str
    status: Literal["answered", "not_found"]
    confidence: float
    answer: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    standalone_question: str | None = None
    elapsed_ms: float = 0.0
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    differences: tuple[Disagreement, ...] = ()
    index: Coverage | None = None
    perhaps: bool = False
    unread: str = ""
    facts: Facts | None = None
    corrections: tuple[Correction, ...] = ()

    def to_answer(self) -> Answer:
        """Return the answer that was saved. Raises InvalidJson for a status that its sentences contradict."""
        answer = Answer(
            question=self.question,
            standalone_question=self.question if self.standalone_question is None else self.standalone_question,
            confidence=self.confidence,
            sentences=self.answer,
            citations=self.citations,
            elapsed_ms=self.elapsed_ms,
            disagreements=self.differences,
            coverage=self.index,
            timings_ms=self.timings_ms,
            perhaps=self.perhaps and not self.answer,
            unread=self.unread,
            facts=self.facts,
            corrections=self.corrections,
        )
        if self.status != _status(answer):
            raise InvalidJson(
                Message(
                    'the status is "{status}" but the answer has {sentences:,} sentences',
                    status=self.status,
                    sentences=len(self.answer),
                )
            )
        return answer


def _status(answer: Answer) -> str:
    return "answered" if answer.found else "not_found"


def _objects(text: str) -> Iterator[tuple[Message, Any]]:
    """Yield each object with the place that an error names."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise InvalidJson(Message("it is empty"))
    if len(lines) > 1 and _is_object(lines[0]):
        yield from ((Message("line {number}", number=number), value) for number, value in parse_lines(text, with_spans))
        return
    whole = parse(text, with_spans)
    for number, value in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield Message("answer {number}", number=number), value


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse(line), dict)
    except InvalidJson:
        return False


def _answer(value: Any, where: Message) -> Answer:
    with located(where):
        return convert(value, AnswerObject).to_answer()


def _citation_to_json(citation: Citation) -> Json:
    return {
        **to_builtins(citation),
        "highlights": [[mark.start, mark.end] for mark in citation.highlights],
        "markup": [[each.start, each.end] for each in citation.markup],
        "score": round(citation.score, 6),
    }


def with_spans(fields: Json) -> Json:
    """Replace the [start, end] pairs of a citation by objects; leave what has another shape to be refused."""
    for name in ("highlights", "markup"):
        if isinstance(marks := fields.get(name), list):
            fields[name] = [
                {"start": mark[0], "end": mark[1]} if isinstance(mark, list) and len(mark) == 2 else mark
                for mark in marks
            ]
    return fields
