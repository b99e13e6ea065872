"""One turn of a conversation on the page: what was asked, what was said to it, and what has become of its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Answer

if TYPE_CHECKING:
    from bot.formats.verification import Status
    from bot.page.replies.own_reply import OwnReply
    from corpus.messages import Message


@dataclass(frozen=True, slots=True)
class Remark:
    """What the bot says that is no answer: what was wrong with the question, or that the search failed."""

    message: Message


@dataclass(frozen=True, slots=True)
class Since:
    """What has become of the sources of a turn that is shown again, by their titles; `day` is that of the answer.

    changed: the document holds, or says of itself, something else. gone: it is not in the library. altered: it does not
    say what is quoted from it. `beside`: that is so of some source, quoted or not; `standing` says of which citations,
    by number. `documents` are how many the library had then and has now, where that differs.
    """

    day: str = ""
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    beside: bool = False
    standing: tuple[tuple[int, Status], ...] = ()
    documents: tuple[int, int] | None = None

    @property
    def is_unchanged(self) -> bool:
        """Return True if everything that is quoted stands where it stood."""
        return not (self.changed or self.gone or self.altered)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of the conversation on the page; `number` counts from 1 and names its cards.

    One that is `alone` was asked as if nothing had been said before it. `names` are those of cited documents' files
    that stand beside their titles, by id. `documents` counts the library's, None where that is not known. A turn that
    the visitor's browser had kept says what has become of its sources `since`.
    """

    number: int
    asked: str
    reply: Answer | Remark | OwnReply
    choice: SearchScope = EVERYTHING
    alone: bool = False
    names: tuple[tuple[str, str], ...] = ()
    documents: int | None = None
    since: Since | None = None

    @property
    def answer(self) -> Answer | None:
        """Return the reply, unless it is a remark or the page's own."""
        return self.reply if isinstance(self.reply, Answer) else None
