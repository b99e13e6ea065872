"""Files that a visitor hands in: a conversation that was exported from a page, and answers that were saved anywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta

from bot.answering.question_checks import check_length
from bot.errors import BotError
from bot.formats.answer_json import with_spans
from bot.formats.saved_answers import SavedAnswers, read_saved_answers
from bot.formats.typed_json import InvalidJson, convert, located, parse
from bot.page.kept.checks import NONE
from bot.page.kept.turns import turn_from_json, turn_json
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answers import Answer
    from bot.formats.verification import Finding
    from bot.page.views.exchange import Exchange
    from bot.service.library_service import LibraryService

_MOST_TURNS = 1_000
_MOST_CITATIONS = 2_000
_LONGEST_TITLE = 200
_LONGEST_NOTE = 10_000
_SHOWN = 300
"""Characters that are shown of an excerpt from which nothing is quoted."""


@dataclass(frozen=True, slots=True)
class ConversationFile:
    """A conversation as the page's script writes it into a file."""

    besa: Literal["conversation"]
    version: Literal[1]
    turns: Annotated[tuple[dict[str, Any], ...], Meta(min_length=1, max_length=_MOST_TURNS)]
    title: str = ""


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation with what came of comparing it; `status` is that of a Finding."""

    quotation: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What came of checking a file: its quotations, and whether its page shows just the answers in it."""

    quotations: list[CheckedQuotation] = field(default_factory=list)
    shown_as_they_are: bool = True


def checked_conversation(value: Any) -> dict[str, Any]:
    """Return a conversation for the browser to keep, as the page itself would have said it. Raises InvalidJson."""
    file = convert(value, ConversationFile)
    turns = []
    for number, turn in enumerate(file.turns, start=1):
        with located(Message("answer {number}", number=number)):
            turns.append(_checked_turn(turn))
    return {"title": file.title.strip()[:_LONGEST_TITLE], "turns": turns}


def checked_file(text: str, service: LibraryService) -> CheckedFile:
    """Compare all that is quoted in a file with the documents. Raises InvalidJson, NotAnAnswer and CorpusError."""
    saved = _saved_in(text)
    if sum(len(each.citations) for each in saved.answers) > _MOST_CITATIONS:
        raise InvalidJson(NONE)
    quotations = chain.from_iterable(_quotations(each, service.verify(each)) for each in saved.answers)
    return CheckedFile(list(quotations), saved.shown_as_they_are)


def _checked_turn(turn: dict[str, Any]) -> dict[str, Any]:
    exchange = _exchange(turn)
    kept: dict[str, Any] = json.loads(turn_json(exchange)) if exchange else _question(turn)
    note = turn.get("note")
    if isinstance(note, str) and note:
        kept["note"] = note[:_LONGEST_NOTE]
    return {**kept, "day": exchange.since.day if exchange and exchange.since else ""}


def _exchange(turn: dict[str, Any]) -> Exchange | None:
    """Return what was shown; None for a turn of which only the question was kept. Raises InvalidJson."""
    return turn_from_json(turn, 1) if turn.keys() & {"answer", "remark", "own"} else None


def _question(turn: dict[str, Any]) -> dict[str, Any]:
    asked = turn.get("asked")
    try:
        check_length(asked if isinstance(asked, str) else "")
    except BotError as error:
        raise InvalidJson(error.message) from error
    return {"asked": asked, "alone": turn.get("alone") is True}


def _saved_in(text: str) -> SavedAnswers:
    """Return the answers of an exported conversation, of JSON, or of a report."""
    if text.lstrip().startswith("{") and '"conversation"' in text:
        value = parse(text, with_spans)
        if value.get("besa") == "conversation":
            shown = map(_exchange, convert(value, ConversationFile).turns)
            return SavedAnswers([each.answer for each in shown if each and each.answer], shown_as_they_are=True)
    return read_saved_answers(text)


def _quotations(answer: Answer, findings: Sequence[Finding]) -> Iterator[CheckedQuotation]:
    """Yield what is quoted, each with what was found; of what is only cited, what is not as it was."""
    cited = {each.number: each for each in answer.citations}
    told = {each.document: each.title for each in answer.facts.documents} if answer.facts else {}
    for finding in findings:
        citation = cited.get(finding.citation)
        title = citation.title if citation else told.get(finding.document, "")
        quoted = [answer.words_of(each) for each in answer.sentences if each.citation == finding.citation]
        if not quoted and (not answer.found or finding.status != "verified"):
            quoted = [citation.excerpt[:_SHOWN] if citation else ""]
        for each in quoted:
            yield CheckedQuotation(each, title, finding.status)
