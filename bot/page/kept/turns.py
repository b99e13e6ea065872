"""Turns of a conversation as JSON and back: what a visitor's browser keeps of what it was shown.

The browser is not trusted with a single tag: it keeps what was said as data, and the page draws it anew.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, to_builtins

from bot.answering.question_checks import check_length
from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Answer
from bot.errors import BotError, NotAnAnswer
from bot.formats.answer_json import AnswerObject, answer_to_json
from bot.formats.typed_json import InvalidJson, convert
from bot.formats.without_folders import answer_without_folders
from bot.page.kept.checks import NONE, check_answer, check_ids
from bot.page.replies.glance import LibraryGlance
from bot.page.replies.own_reply import OwnReply
from bot.page.replies.topics import SaidToPage, Topic
from bot.page.views.exchange import Exchange, Remark, Since
from bot.wording.labels import ENGLISH, LANGUAGES
from corpus.messages import MessageParts

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOST_NAMES = 100
Pairs = Annotated[tuple[tuple[str, str], ...], Meta(max_length=_MOST_NAMES)]


@dataclass(frozen=True, slots=True)
class KeptOwnReply:
    """A reply of the page's own: what it was said to, in which language, and what it knew of the library."""

    topic: Topic
    language: str
    count: Annotated[int, Meta(ge=0, le=10**9)] = 0
    is_sample: bool = False
    formats: MessageParts | None = None
    named: Pairs = ()

    @classmethod
    def of(cls, reply: OwnReply) -> KeptOwnReply:
        """Take a reply apart."""
        glance = reply.library
        formats = MessageParts.of(glance.formats) if glance.formats is not None else None
        return cls(reply.said.topic, reply.said.labels.language, glance.count, glance.is_sample, formats, glance.named)

    def reply(self) -> OwnReply:
        """Return the reply. Raises InvalidJson for ids of documents that are none."""
        check_ids(id for id, _ in self.named)
        labels = LANGUAGES.get(self.language, ENGLISH)
        formats = self.formats.message() if self.formats is not None else None
        return OwnReply(SaidToPage(self.topic, labels), LibraryGlance(self.count, self.is_sample, formats, self.named))


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as a browser keeps it: a question and one of the three kinds of replies.

    `searched` is the choice of documents as the page's script sends it. `day` is the browser's own date.
    """

    asked: str
    alone: bool = False
    answer: AnswerObject | None = None
    remark: MessageParts | None = None
    own: KeptOwnReply | None = None
    searched: str = ""
    names: Pairs = ()
    documents: Annotated[int, Meta(ge=0, le=10**9)] | None = None
    day: str = ""

    def exchange(self, number: int) -> Exchange:
        """Return the turn with this number. Raises InvalidJson for what no page can have kept."""
        reply = self._reply()
        check_ids(id for id, _ in self.names)
        try:
            check_length(self.asked)
            choice = SearchScope.parse(self.searched)
        except BotError as error:
            raise InvalidJson(error.message) from error
        since = Since(self.day if _DAY.fullmatch(self.day) else "")
        return Exchange(number, self.asked, reply, choice, self.alone, self.names, self.documents, since)

    def _reply(self) -> Answer | Remark | OwnReply:
        if self.answer is not None:
            answer = self.answer.to_answer()
            check_answer(answer)
            return answer
        if self.remark is not None:
            return Remark(self.remark.message())
        if self.own is not None:
            return self.own.reply()
        raise InvalidJson(NONE)


def turn_json(exchange: Exchange) -> str:
    """Return what a browser keeps of a turn; "" where nothing was asked."""
    if not exchange.asked:
        return ""
    kept: dict[str, Any] = {"asked": exchange.asked, "alone": exchange.alone, **_reply_to_json(exchange.reply)}
    kept |= {"searched": _choice_json(exchange.choice), "names": exchange.names, "documents": exchange.documents}
    return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)


def turn_from_json(value: Mapping[str, Any], number: int) -> Exchange:
    """Return a turn that came as JSON, parsed with `with_spans`. Raises InvalidJson, whatever came."""
    try:
        return convert(value, KeptTurn).exchange(number)
    except NotAnAnswer as error:
        raise InvalidJson(error.message) from error
    except RecursionError as error:
        raise InvalidJson(NONE) from error


def _reply_to_json(reply: Answer | Remark | OwnReply) -> dict[str, Any]:
    if isinstance(reply, Answer):
        # what "strong" is called hangs on the confidence to the last digit
        return {"answer": {**answer_to_json(answer_without_folders(reply)), "confidence": reply.confidence}}
    if isinstance(reply, Remark):
        return {"remark": to_builtins(MessageParts.of(reply.message))}
    return {"own": to_builtins(KeptOwnReply.of(reply))}


def _choice_json(choice: SearchScope) -> str:
    if choice == EVERYTHING:
        return ""
    said = {"documents": sorted(choice.documents), "text": choice.text, "after": choice.after, "before": choice.before}
    beside = {"collections": sorted(choice.collections), "sample": choice.sample, "own": choice.own}
    return json.dumps(said | {name: value for name, value in beside.items() if value}, ensure_ascii=False)
