"""Answers as JSON and back: what `besa ask --json` prints is what `besa cite` and `besa verify` read."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, get_args

from bot.answers import About, Answer, AnswerSentence, Citation, Disagreement, Side
from bot.errors import NotAnAnswer
from corpus.documents import Span
from corpus.printed_layout import Rectangle
from embeddings.store.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.answers import Question

Json = dict[str, Any]


def answer_to_json(answer: Answer) -> Json:
    """The object of the command-line contract; a not-found answer has no sentences."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": "answered" if answer.found else "not_found",
        "confidence": round(answer.confidence, 4),
        "answer": [asdict(sentence) for sentence in answer.sentences],
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "timings_ms": {step: round(taken, 2) for step, taken in answer.timings_ms.items()},
        "differences": [asdict(disagreement) for disagreement in answer.disagreements],
        "index": asdict(answer.coverage) if answer.coverage is not None else None,
    }


def refusal_to_json(question: Question, reason: str) -> Json:
    """The object of a question that cannot be asked: not found, with the reason beside it."""
    refused = Answer(question.text, question.text, 0.0, (), (), 0.0)
    return {**answer_to_json(refused), "reason": reason}


def answer_from_json(value: Any) -> Answer:
    """The answer of which this is the object. Raises NotAnAnswer."""
    return _answer_from_json(value, "the answer")


def answers_from_json(text: str) -> list[Answer]:
    """Answers saved as one object, as a list, or one object a line. Raises NotAnAnswer saying where."""
    return [_answer_from_json(value, f"answer {number}") for number, value in enumerate(_objects(text), 1)]


def _objects(text: str) -> list[Any]:
    if not text.strip():
        raise NotAnAnswer("it is empty")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        try:
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        except json.JSONDecodeError as error:
            raise NotAnAnswer(f"it is not JSON: {error}") from error
    except RecursionError as error:
        raise NotAnAnswer("it is nested too deeply") from error
    return whole if isinstance(whole, list) else [whole]


def _answer_from_json(value: Any, where: str) -> Answer:
    try:
        common: dict[str, Any] = {
            "question": _text(value["question"]),
            "standalone_question": _text(value.get("standalone_question", value["question"])),
            "confidence": float(value["confidence"]),
            "citations": tuple(_citation_from_json(citation) for citation in value["citations"]),
            "elapsed_ms": float(value.get("elapsed_ms", 0.0)),
            "coverage": _coverage_from_json(value.get("index")),
            "timings_ms": {_text(step): float(taken) for step, taken in value.get("timings_ms", {}).items()},
        }
        if value["status"] == "not_found":
            return Answer(**common, sentences=())
        return Answer(
            **common,
            sentences=tuple(_sentence_from_json(sentence) for sentence in value["answer"]),
            disagreements=tuple(_difference_from_json(each) for each in value.get("differences", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnAnswer(f"{where} is not as 'besa ask --json' prints it ({error!r})") from error


def _citation_to_json(citation: Citation) -> Json:
    return {
        **{field.name: getattr(citation, field.name) for field in fields(citation)},
        "highlights": [[mark.start, mark.end] for mark in citation.highlights],
        "score": round(citation.score, 6),
        "rectangles": [asdict(rectangle) for rectangle in citation.rectangles],
    }


def _citation_from_json(value: Mapping[str, Any]) -> Citation:
    later = {
        "place": value.get("place"),
        "others": tuple(value.get("others", ())),
        "rectangles": tuple(_rectangle_from_json(each) for each in value.get("rectangles", ())),
    }
    known = {field.name: value[field.name] for field in fields(Citation) if field.name not in later} | later
    known["highlights"] = tuple(Span(int(start), int(end)) for start, end in value["highlights"])
    for name in ("document", "path", "sha256", "title", "excerpt"):
        _text(known[name])
    return Citation(**{**known, "start": int(known["start"]), "end": int(known["end"])})


def _rectangle_from_json(value: Mapping[str, Any]) -> Rectangle:
    edges = (float(value[name]) for name in ("left", "bottom", "right", "top"))
    return Rectangle(int(value["page"]), *edges)


def _sentence_from_json(value: Mapping[str, Any]) -> AnswerSentence:
    return AnswerSentence(_text(value["text"]), int(value["citation"]), int(value["start"]), int(value["end"]))


def _difference_from_json(value: Mapping[str, Any]) -> Disagreement:
    if value["about"] not in get_args(About):
        raise ValueError(f"sources cannot differ on a {value['about']!r}")
    return Disagreement(value["about"], tuple(_side_from_json(side) for side in value["sides"]))


def _side_from_json(value: Mapping[str, Any]) -> Side:
    said = _sentence_from_json(value)
    return Side(_text(value["value"]), said.text, said.citation, said.start, said.end)


def _coverage_from_json(value: Mapping[str, Any] | None) -> Coverage | None:
    return Coverage(int(value["passages"]), int(value["embedded"])) if value is not None else None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} should be a string")
    return value
