"""An answer as a message of a chat, and messages as the earlier turns of a conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answers import Turn
from bot.errors import RequestRefused
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answers import Answer, AnswerSentence
    from bot.api.requests import ChatMessage

_QUOTED = re.compile(r"^“(.*)” \[\d+\]$", re.MULTILINE)
_NOT_FOUND = ("Not found in these documents.", "No sentence surely answers this.")
"""How the message of an answer that was not found begins."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence where it stands in a message: characters from `start` to before `end`."""

    sentence: AnswerSentence
    start: int
    end: int


def message_text(answer: Answer) -> str:
    """Return what a chat shows of an answer: quotations with numbers, then the sources by number."""
    return str(answer)


def quotations(answer: Answer, text: str) -> Iterator[Quotation]:
    """Yield the sentences of an answer that its message quotes, in order."""
    for found, sentence in zip(_QUOTED.finditer(text), answer.told, strict=False):
        yield Quotation(sentence, *found.span())


def conversation(messages: Sequence[ChatMessage]) -> tuple[str, tuple[Turn, ...]]:
    """Return the question, which is the last message, and the turns before it.

    Raises RequestRefused if the last message is no question.
    """
    said = [each for each in messages if each.role in {"user", "assistant"}]
    if not said or said[-1].role != "user":
        raise RequestRefused(Message("The last of the messages has to be the question, with the role “user”."))
    turns: list[Turn] = []
    for before, after in pairwise(said):
        if before.role == "user":
            turns.append(Turn(before.text, _answered(after.text) if after.role == "assistant" else ""))
    return said[-1].text, tuple(turns)


def _answered(text: str) -> str:
    """Return the sentences that a message quotes; of one that Besa did not make, all of it."""
    if text.startswith(_NOT_FOUND):
        return ""
    return " ".join(_QUOTED.findall(text)) or text
