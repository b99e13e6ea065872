"""A conversation that nobody goes on with just now, packed: a sixth of the memory."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from bot.page.views.exchange import Remark
from bot.service.answer_protocol import AnswerReply, decode, encode
from corpus.messages import Message

if TYPE_CHECKING:
    from bot.page.views.conversation import Conversation

_PACKED = Remark(Message(""))
"""Stands in a turn for its answer."""


@dataclass(frozen=True, slots=True)
class PackedConversation:
    """A conversation without its answers, which are what is large in it; `answers` are these, one a line, packed."""

    rest: Conversation
    answers: bytes

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        """Pack a conversation."""
        answers = [each.answer for each in conversation.exchanges if each.answer]
        lines = b"\n".join(encode(AnswerReply(number, answer)) for number, answer in enumerate(answers))
        turns = (replace(each, reply=_PACKED) if each.answer else each for each in conversation.exchanges)
        return cls(replace(conversation, exchanges=tuple(turns)), zlib.compress(lines))

    def unpacked(self) -> Conversation:
        """Return a conversation equal to the one that was packed."""
        lines = iter(zlib.decompress(self.answers).splitlines())
        turns = (
            replace(each, reply=decode(next(lines), AnswerReply).result()) if each.reply is _PACKED else each
            for each in self.rest.exchanges
        )
        return replace(self.rest, exchanges=tuple(turns))
