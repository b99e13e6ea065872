"""Messages between the page's process and the answering one: JSON, in frames (`corpus.processes.frames`).

Everything arrives as it was sent: numbers to the last digit, text with lone surrogates, NaN.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from bot.answers import Answer, Question
from bot.errors import AnsweringFailed, BotError, QuestionError
from corpus.engines.filters import Filter
from corpus.errors import BesaError, CorpusError, LibraryError, LibraryUnreachable, UnknownDocument
from corpus.messages import Message, MessageParts
from embeddings.errors import EmbeddingError

T = TypeVar("T", bound="AnswerRequest | AnswerReply")

_ERRORS: dict[str, type[BesaError]] = {
    error.__name__: error
    for error in (
        QuestionError,
        BotError,
        UnknownDocument,
        LibraryUnreachable,
        LibraryError,
        CorpusError,
        EmbeddingError,
    )
}
"""The classes of errors that callers tell apart; an error of a subclass arrives as the nearest of these."""


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """A question to the library at a location, and what `Answerer.answer` takes with it.

    `number` comes back with the reply. `urgent`: a person waits for it.
    """

    number: int
    library: str
    question: Question
    top: int | None
    within: Filter | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in place of an answer: the name of its class in `_ERRORS`, None where nobody foresaw it."""

    error: str | None
    message: MessageParts | None = None

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """Describe an error that the product raises on purpose; of any other, say only that there was one."""
        known = next((each.__name__ for each in type(error).__mro__ if each.__name__ in _ERRORS), None)
        return cls(known, MessageParts.of(error.message)) if known and isinstance(error, BesaError) else cls(None)

    def exception(self) -> Exception:
        """Return what is to be raised: an error of the same class and words, or AnsweringFailed."""
        if self.error is None or self.message is None:
            return AnsweringFailed(Message("Something went wrong while searching; the terminal says what. Ask again."))
        return _ERRORS[self.error](self.message.message())


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """A reply to the request with this number: an answer or a failure."""

    number: int
    answer: Answer | None = None
    failure: Failure | None = None

    def result(self) -> Answer:
        """Return the answer. Raises the error that came instead of it."""
        if self.answer is None:
            raise (self.failure or Failure(None)).exception()
        return self.answer


def encode(message: AnswerRequest | AnswerReply) -> bytes:
    """Return a message as ASCII JSON, which can carry lone surrogates."""
    return json.dumps(msgspec.to_builtins(message, enc_hook=_builtin)).encode("ascii")


def decode(encoded: bytes, kind: type[T]) -> T:
    """Return the message that was encoded. Raises ValueError for anything else."""
    return msgspec.convert(json.loads(encoded), kind, dec_hook=lambda type, value: type(value))


def _builtin(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else dict(value)
