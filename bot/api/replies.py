"""What programs get that is no object of the command line, by its keys."""

from __future__ import annotations

from dataclasses import dataclass

from bot.formats.answer_json import AnswerObject
from bot.formats.verification import Finding


@dataclass(frozen=True, slots=True)
class AnswersObject:
    """Answers to several questions, in their order; to one question, the answer itself comes instead."""

    answers: tuple[AnswerObject, ...]


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """The text of a document from character `start` to before `end`, exactly as it is stored and cited.

    `sha256` is that of its file, `length` counts the characters of the whole document.
    """

    document: str
    title: str
    sha256: str
    start: int
    end: int
    length: int
    text: str


@dataclass(frozen=True, slots=True)
class Findings:
    """A finding for each citation; `verified` if there are any and all of them hold."""

    verified: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """Why a request was refused, or could not be answered. Below /v1 it comes in the shape of OpenAI's errors."""

    status: str
    reason: str
