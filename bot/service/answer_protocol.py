"""What goes between the page's process and the answering one: JSON, in frames (`corpus.readers.sandbox.frames`)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answers import Question, Turn
from bot.errors import AnsweringFailed, BotError, QuestionError
from bot.formats.answer_json import answer_from_json, answer_to_json
from corpus.errors import CorpusError, LibraryError, UnknownDocument
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.answers import Answer

_ERRORS: dict[str, type[Exception]] = {
    error.__name__: error
    for error in (QuestionError, BotError, UnknownDocument, LibraryError, CorpusError, EmbeddingError)
}
"""What those who ask tell apart; of what has a class of its own the next above it."""


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """A question to the library in `folder`, and what `Answerer.answer` takes with it. `number` comes with the reply.

    `urgent`: a person waits for it.
    """

    number: int
    folder: Path
    question: Question
    top: int | None
    documents: Collection[str] | None
    urgent: bool

    def to_bytes(self) -> bytes:
        return json.dumps(
            {
                "number": self.number,
                "folder": str(self.folder),
                "question": asdict(self.question),
                "top": self.top,
                "documents": None if self.documents is None else list(self.documents),
                "urgent": self.urgent,
            }
        ).encode("ascii")

    @classmethod
    def from_bytes(cls, message: bytes) -> AnswerRequest:
        fields = json.loads(message)
        asked = fields["question"]
        question = Question(asked["text"], tuple(Turn(**turn) for turn in asked["history"]))
        return cls(**{**fields, "folder": Path(fields["folder"]), "question": question})


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """What came of the request with this number."""

    number: int
    fields: dict[str, Any]

    @classmethod
    def of(cls, number: int, answer: Answer) -> AnswerReply:
        return cls(number, {"answer": answer_to_json(answer)})

    @classmethod
    def failure(cls, number: int, error: Exception) -> AnswerReply:
        """An error that `bot`, `corpus` or `embeddings` raises on purpose; of any other only that there was one."""
        known = next((each.__name__ for each in type(error).__mro__ if each.__name__ in _ERRORS), None)
        return cls(number, {"error": known, "reason": str(error)} if known else {"error": None})

    @property
    def foreseen(self) -> bool:
        """Whether it says what came of the request, rather than only that something went wrong."""
        return self.fields.get("error", "") is not None

    def to_bytes(self) -> bytes:
        return json.dumps({"number": self.number, **self.fields}).encode("ascii")

    @classmethod
    def from_bytes(cls, message: bytes) -> AnswerReply:
        fields = json.loads(message)
        return cls(fields.pop("number"), fields)

    def answer(self) -> Answer:
        """The answer. Raises the error that it carries instead, AnsweringFailed for one that was not foreseen."""
        if "answer" in self.fields:
            return answer_from_json(self.fields["answer"])
        if self.fields["error"] is None:
            raise AnsweringFailed("Something went wrong while searching; the terminal says what. Ask again.")
        raise _ERRORS[self.fields["error"]](self.fields["reason"])
