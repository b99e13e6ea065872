"""What is said in the chat: a conversation as Markdown messages that quote every document literally."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers import Answer, AnswerSentence, NotFound, Question, Turn, coverage_note
from bot.cards import card_id, cards_html
from bot.markup import as_markdown
from bot.questions import check_length

KEPT = 50
"""A conversation keeps this many turns; older ones leave the page."""
SEARCHING = "*Searching…*"
_STRONG, _LIKELY = 0.9, 0.75


@dataclass(frozen=True, slots=True)
class Remark:
    """What the bot says that is no answer: what was wrong with the question, or that the search failed."""

    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of the conversation on the page; `number` counts from 1 and names its cards."""

    number: int
    asked: str
    reply: Answer | NotFound | Remark


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one visitor asked and was told, oldest first; `pending` is the question being searched for."""

    exchanges: tuple[Exchange, ...] = ()
    pending: str | None = None

    def asking(self, question: str) -> Conversation:
        return Conversation(self.exchanges, question)

    def answered(self, reply: Answer | NotFound | Remark) -> Conversation:
        """The conversation with the pending question answered."""
        number = self.exchanges[-1].number + 1 if self.exchanges else 1
        exchange = Exchange(number, self.pending or "", reply)
        return Conversation((*self.exchanges, exchange)[-KEPT:])

    def question(self, text: str) -> Question:
        """The question with the turns that were really asked, remarks left out."""
        turns = (
            Turn(each.asked, " ".join(sentence.text for sentence in _sentences(each.reply)))
            for each in self.exchanges
            if not isinstance(each.reply, Remark)
        )
        return Question(text, tuple(turns))

    def messages(self) -> list[dict[str, str]]:
        """The bubbles, in Markdown, for the chat."""
        said = [
            bubble
            for each in self.exchanges
            for bubble in (_bubble("user", as_markdown(each.asked)), _bubble("assistant", _said(each)))
            if bubble["content"]
        ]
        if self.pending is not None:
            said += [_bubble("user", as_markdown(self.pending)), _bubble("assistant", SEARCHING)]
        return said

    def cards(self) -> str:
        """The cards of every turn that has some, in HTML, all but the last turn's hidden."""
        with_cards = [each for each in self.exchanges if not isinstance(each.reply, Remark) and each.reply.citations]
        return "".join(
            cards_html(each.reply, each.number, shown=each is with_cards[-1])
            for each in with_cards
            if not isinstance(each.reply, Remark)
        )


def question_asked(typed: object) -> str:
    """What was typed, as a question. Raises EmptyQuestion and QuestionTooLong."""
    question = typed.strip() if isinstance(typed, str) else ""
    check_length(question)
    return question


def _bubble(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _sentences(reply: Answer | NotFound | Remark) -> tuple[AnswerSentence, ...]:
    return reply.sentences if isinstance(reply, Answer) else ()


def _said(exchange: Exchange) -> str:
    reply = exchange.reply
    if isinstance(reply, Remark):
        return as_markdown(reply.text)
    if isinstance(reply, NotFound):
        nearest = ["*The nearest passages are shown alongside.*"] if reply.citations else []
        return "\n\n".join(["Not found in these documents.", *nearest, *_noted(reply)])
    quoted = [f"“{as_markdown(each.text)}” {_link(exchange, each.citation)}" for each in reply.sentences]
    differing = [
        "**Sources differ:** "
        + " · ".join(f"{as_markdown(side.value)} {_link(exchange, side.citation)}" for side in difference.sides)
        for difference in reply.differences
    ]
    return "\n\n".join([*quoted, *differing, f"*{_in_words(reply.confidence)}*", *_noted(reply)])


def _noted(reply: Answer | NotFound) -> list[str]:
    note = coverage_note(reply)
    return [f"*{note}.*"] if note else []


def _link(exchange: Exchange, citation: int) -> str:
    return f"[[{citation}]](#{card_id(exchange.number, citation)})"


def _in_words(confidence: float) -> str:
    if confidence >= _STRONG:
        return "Strong match"
    return "Likely match" if confidence >= _LIKELY else "Weak match"
