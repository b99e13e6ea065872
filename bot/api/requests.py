"""What programs may send, by its keys. What has another shape is refused with the name of the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from bot.answering.settings import MOST_CITATIONS, TOP
from bot.answers import Turn

MOST_QUESTIONS = 100
MOST_LISTED = 1_000
Top = Annotated[int, Meta(ge=1, le=MOST_CITATIONS, description="How many citations at most.")]
Offset = Annotated[int, Meta(ge=0)]
Source = Annotated[
    str | None, Meta(description="A pattern with * and ? for the file name, title, publisher or id of documents.")
]
Day = Annotated[str | None, Meta(description="A date such as 2020, 2020-01 or 2020-01-04, itself included.")]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of several, with the conversation before it, oldest turn first."""

    question: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class AskRequest:
    """One `question` with its `history`, or several `questions`; searched in the documents that fit all that is given.

    `documents` are ids.
    """

    question: str | None = None
    history: tuple[Turn, ...] = ()
    questions: Annotated[tuple[AskedQuestion, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)] | None = None
    source: Source = None
    after: Day = None
    before: Day = None
    documents: Annotated[tuple[str, ...], Meta(min_length=1, max_length=MOST_LISTED)] | None = None
    top: Top = TOP


@dataclass(frozen=True, slots=True)
class AskQuery:
    """One question in the address."""

    question: str
    source: Source = None
    after: Day = None
    before: Day = None
    top: Top = TOP


@dataclass(frozen=True, slots=True)
class SourcesQuery:
    """Which documents are listed: those that fit, from number `first` on, at most `most`."""

    source: Source = None
    after: Day = None
    before: Day = None
    first: Offset = 0
    most: Annotated[int, Meta(ge=1, le=MOST_LISTED)] = 100


@dataclass(frozen=True, slots=True)
class PartQuery:
    """A part of a document: characters from `start` to before `end`, to its end without one."""

    start: Offset = 0
    end: Offset | None = None


@dataclass(frozen=True, slots=True)
class NameQuery:
    """The name of the file that is the body of the request."""

    name: str


@dataclass(frozen=True, slots=True)
class ContentPart:
    """A part of a message; only those of the type `text` are read."""

    type: str = "text"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message of a conversation; only those of `user` and `assistant` count."""

    role: str
    content: str | tuple[ContentPart, ...] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(part.text for part in self.content if part.type == "text")


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """How a stream ends."""

    include_usage: bool = False


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What clients of OpenAI's API send, and what chooses documents; other keys are ignored.

    The last message is the question, those before it are its history.
    """

    messages: Annotated[tuple[ChatMessage, ...], Meta(min_length=1)]
    model: str = "besa"
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Meta(ge=1, le=1, description="There is one answer.")] | None = None
    source: Source = None
    after: Day = None
    before: Day = None
    top: Top = TOP
