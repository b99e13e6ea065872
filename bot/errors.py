"""Errors of questions, of files of answers, and of serving the page. Each message names the next thing to do.

BotError                   a BesaError
├── QuestionError
│   ├── EmptyQuestion
│   ├── QuestionTooLong
│   ├── NothingToLookFor   only stop words
│   ├── ForeignScript      letters that stand in no document
│   └── NothingChosen      no document is searched in
├── NotAnAnswer            a file that is no saved answer
├── NotAQuestionFile       a file that is no list of questions
├── NotAnEvaluation        a file that is no earlier evaluation
├── NothingToEvaluate      no question of a question set can be asked
├── NoLibrary              nothing was added yet
├── OutsideDocument        a place that a document does not have
├── AnsweringFailed        something went wrong while searching
├── LibraryAway            the server that holds the documents does not answer, as visitors are told
├── UploadRefused          a file that may not come through the page
├── RequestRefused         what a program sent, and cannot be understood
├── CannotDo               what a command was asked for
├── OutputFailed           standard output that cannot be written whole
└── PortInUse
"""

from __future__ import annotations

from corpus.errors import BesaError
from corpus.messages import Message

AWAY_SECONDS = 5
"""After so long it is worth while to ask again a server that did not answer."""
_AWAY = Message(
    "The server that holds the documents does not answer just now. Nothing is lost: ask again in a moment; it goes on "
    "by itself as soon as the server is back."
)


class BotError(BesaError):
    """Base of everything `bot` raises on purpose."""


class QuestionError(BotError):
    """A question that cannot be asked; the message is for the person who typed it."""


class EmptyQuestion(QuestionError):
    """An empty question."""


class QuestionTooLong(QuestionError):
    """A question of more characters than are searched for."""


class NothingToLookFor(QuestionError):
    """A question without a word that tells one passage from another."""


class ForeignScript(QuestionError):
    """A question in letters that no document uses."""


class NothingChosen(QuestionError):
    """A choice of documents that fits none, or cannot be read."""


class NotAnAnswer(BotError):
    """A file that holds no answers as `besa ask --json` prints them."""


class NotAQuestionFile(BotError):
    """A file that does not hold one question a line."""


class NotAnEvaluation(BotError):
    """A file that is no evaluation as `besa evaluate --json` prints it."""


class NothingToEvaluate(BotError):
    """A question set of which no question is about the chosen documents, or none can be asked."""


class NoLibrary(BotError):
    """A folder without a library."""


class OutsideDocument(BotError):
    """The document has no such characters."""


class AnsweringFailed(BotError):
    """A search that broke down."""


class LibraryAway(BotError):
    """The server that holds the documents does not answer; the words name neither the server nor its user."""

    def __init__(self) -> None:
        super().__init__(_AWAY)


class UploadRefused(BotError):
    """A change of the library that the page may not make; `status` is the HTTP status that says why."""

    def __init__(self, message: Message, status: int = 403) -> None:
        super().__init__(message)
        self.status = status


class NameTaken(UploadRefused):
    """A file for which another one of its name would have to be replaced, which a person is to be asked first."""


class RequestRefused(BotError):
    """A request of a program that makes no sense; `status` is the HTTP status that says why."""

    def __init__(self, message: Message, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


class CannotDo(BotError):
    """What a command was asked for cannot be done."""


class OutputFailed(BotError):
    """Standard output that could not be written whole."""


class PortInUse(BotError):
    """An address that the page cannot be served at."""
