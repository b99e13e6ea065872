"""What can go wrong with a question, an answer's file, or serving the page. Messages name the next thing to do.

BotError
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
├── AnsweringFailed        something went wrong while searching
├── UploadRefused          a file that may not come through the page
└── PortInUse
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bot.wording.labels import ENGLISH

if TYPE_CHECKING:
    from bot.wording.labels import Labels

WhyNothing = Literal["nothing_fits", "choice_unreadable", "no_date", "no_day"]


class BotError(Exception):
    """Base of everything `bot` raises on purpose."""


class QuestionError(BotError):
    """What was typed cannot be asked; the message is shown to the person."""


class EmptyQuestion(QuestionError):
    """Nothing was asked."""


class QuestionTooLong(QuestionError):
    """More was typed than one question can be."""


class NothingToLookFor(QuestionError):
    """The question has no word that tells one passage from another."""


class ForeignScript(QuestionError):
    """The question is written in letters that no document uses."""


class NothingChosen(QuestionError):
    """What the visitor chose to search in is no document, or makes no sense; `why` is the label that says so."""

    def __init__(self, why: WhyNothing, written: str = "") -> None:
        super().__init__(getattr(ENGLISH, why).format(written))
        self.why = why
        self.written = written

    def said(self, labels: Labels) -> str:
        return str(getattr(labels, self.why)).format(self.written)


class NotAnAnswer(BotError):
    """What was read is not an answer that `besa ask --json` printed."""


class NotAQuestionFile(BotError):
    """What was read is not one question a line."""


class NotAnEvaluation(BotError):
    """What was read is not an evaluation that `besa evaluate --json` printed."""


class NothingToEvaluate(BotError):
    """No question of a question set is about the documents that were chosen, or none can be asked."""


class NoLibrary(BotError):
    """There is no library in the folder that was named."""


class AnsweringFailed(BotError):
    """The search broke down, or met what nobody foresaw."""


class UploadRefused(BotError):
    """A change of the library that the page may not make; `status` is what HTTP calls the reason."""

    def __init__(self, message: str, status: int = 403) -> None:
        super().__init__(message)
        self.status = status


class PortInUse(BotError):
    """The page cannot be served at this address."""
