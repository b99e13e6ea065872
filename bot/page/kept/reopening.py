"""An earlier conversation, shown again: what the browser kept of it is checked, and compared with the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.formats.typed_json import InvalidJson
from bot.page.kept.packing import unpacked
from bot.page.kept.turns import turn_from_json
from bot.page.views.exchange import Exchange, Since
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer
    from bot.formats.verification import Finding
    from bot.service.library_service import LibraryService

MOST_TURNS = 50
MOST_ASKED_ANEW = 20
"""Most turns that are shown again, and most of which nothing is kept but the question, which is asked again."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a browser remembers of a turn: all of it, or only the question, which may have been asked as it stands."""

    asked: str
    alone: bool = False
    kept: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Reopening:
    """The turns of a conversation, oldest first, after `before` others that the browser keeps and did not send."""

    turns: tuple[Remembered, ...] = ()
    before: int = 0


def read_reopening(sent: object) -> Reopening:
    """Return what a browser sends of an earlier conversation; nothing if that makes no sense.

    A turn that is none is passed over: its question is asked again, where there is one.
    """
    if not isinstance(sent, str) or not sent:
        return Reopening()
    try:
        value = unpacked(sent)
    except InvalidJson:
        return Reopening()
    turns = [each for each in map(_remembered, value if isinstance(value, list) else []) if each is not None]
    before = value[0].get("before") if isinstance(value, list) and value and isinstance(value[0], dict) else None
    return Reopening(_at_most(turns), before if isinstance(before, int) and 0 < before < 10**6 else 0)


def compared(reopening: Reopening, service: LibraryService) -> Reopening:
    """Return what was kept of the turns with what has become of their sources, as far as the library can be read."""
    turns = (replace(each, kept=each.kept and _compared(each.kept, service)) for each in reopening.turns)
    return replace(reopening, turns=tuple(turns))


def _compared(exchange: Exchange, service: LibraryService) -> Exchange:
    since = exchange.since or Since()
    try:
        if exchange.answer is not None:  # which opens the sample library, where the answer is from there
            since = _with_findings(since, exchange.answer, service.verify(exchange.answer))
        cited = exchange.answer.citations if exchange.answer else ()
        now = service.count_where([each.document for each in cited])
        if exchange.documents is not None and exchange.documents != now:
            since = replace(since, documents=(exchange.documents, now))
    except CorpusError:
        return exchange
    return replace(exchange, since=since)


def _with_findings(since: Since, answer: Answer, findings: Sequence[Finding]) -> Since:
    """Name what was quoted, or told from the list of sources; of what only stood beside it, say that it changed."""
    facts = answer.facts.documents if answer.facts else ()
    titles = {each.document: each.title for each in facts} | {each.document: each.title for each in answer.citations}
    told = {each.document for each in facts}
    quoted = {each.citation for each in answer.sentences} or {each.number for each in answer.citations}

    def of(status: str) -> tuple[str, ...]:
        named = [each for each in findings if each.status == status]
        shown = [each for each in named if each.citation in quoted or each.document in told or not each.document]
        return tuple(dict.fromkeys(titles.get(each.document, "") for each in shown))

    standing = {each.citation: each.status for each in findings if each.status != "verified"}
    return replace(
        since,
        changed=of("changed"),
        gone=of("missing"),
        altered=of("altered"),
        beside=bool(standing),
        standing=tuple(standing.items()),
    )


def _at_most(turns: Sequence[Remembered]) -> tuple[Remembered, ...]:
    """Return the latest turns, as far as their questions may be asked again."""
    few: list[Remembered] = []
    asked = 0
    for each in reversed(turns[-MOST_TURNS:]):
        asked += each.kept is None
        if asked > MOST_ASKED_ANEW:
            break
        few.append(each)
    return tuple(reversed(few))


def _remembered(value: Any) -> Remembered | None:
    """Return a turn: a text is a question alone, {"alone": text} one that was asked as it stands."""
    if isinstance(value, str):
        return Remembered(value)
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("alone"), str):
        return Remembered(value["alone"], alone=True)
    asked = value.get("asked")
    try:
        exchange = turn_from_json(value, 1)
    except InvalidJson:
        return Remembered(asked, value.get("alone") is True) if isinstance(asked, str) else None
    return Remembered(exchange.asked, exchange.alone, exchange)
