"""What is said in the chat: a conversation as Markdown messages that quote every document literally."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.answering.question_checks import check_length, has_words
from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Answer, Question
from bot.disagreements.stated_values import stated_values
from bot.page.kept.turns import turn_json
from bot.page.replies.advice import advice_markdown
from bot.page.replies.own_reply import OwnReply, own_reply_markdown
from bot.page.views.comparison import differing_markdown
from bot.page.views.exchange import Exchange, Remark
from bot.page.views.facts import facts_markdown
from bot.page.views.since import EARLIER_TURNS, since_markdown
from bot.page.views.source_cards import card_id, packed_cards
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html, as_inline_markdown, as_markdown
from bot.wording.outcome import match_in_words, outcome
from bot.wording.reading_order import in_reading_order
from corpus.documents import Span
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.answers import AnswerSentence, Disagreement, Side
    from bot.wording.labels import Labels

KEPT = 50
"""A conversation keeps this many turns; older ones leave the page."""
LIVE, LEFT_LIVE = 8, 4
"""Once gradio draws so many turns, only the latest of them stay with it: with each event it sends and compares all."""
_FORGOTTEN = Message(
    "There was no more room here for what you asked before: the next question was read by itself. The conversation "
    "before is among your earlier ones."
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one visitor asked and was told, oldest first; `pending` is the question being searched for.

    `choice` is what was searched in last. With `alone`, the pending question is asked as if nothing had been said.
    Where `forgotten`, another one was before it, of which nothing is known any more. `before` counts the turns that
    the visitor's browser keeps before these, when it is shown again. `passed` counts the questions before the turn
    `live_from`, with which what gradio draws begins: the page's script keeps those turns above it, as they were drawn.
    """

    exchanges: tuple[Exchange, ...] = ()
    pending: str | None = None
    labels: Labels = ENGLISH
    choice: SearchScope = EVERYTHING
    alone: bool = False
    forgotten: bool = False
    before: int = 0
    live_from: int = 1
    passed: int = 0

    def lightened(self) -> Conversation:
        """Return the conversation with only its latest turns in gradio's hands, where they have become many."""
        if len(self._live) < LIVE:
            return self
        stay = [each for each in self._live if each.asked][-LEFT_LIVE:]
        moved = [each for each in self._live if each.asked and each.number < stay[0].number] if stay else []
        return replace(self, live_from=stay[0].number, passed=self.passed + len(moved)) if moved else self

    def asking(self, question: str, *, alone: bool = False) -> Conversation:
        """Return the conversation with a question that is being searched for."""
        return replace(self, pending=question, alone=alone)

    def stopped(self) -> Conversation:
        """Return the conversation without the question that was being searched for."""
        return replace(self, pending=None, alone=False)

    def answered(
        self,
        reply: Answer | Remark | OwnReply,
        names: Mapping[str, str] | None = None,
        documents: int | None = None,
    ) -> Conversation:
        """Return the conversation with its pending question answered by a library of so many `documents`.

        `names` stand beside titles on its cards.
        """
        ordered = in_reading_order(reply) if isinstance(reply, Answer) else reply
        told_apart = tuple(sorted((names or {}).items()))
        return self.with_turn(
            Exchange(self._next, self.pending or "", ordered, self.choice, self.alone, told_apart, documents)
        )

    def with_turn(self, exchange: Exchange) -> Conversation:
        """Return the conversation with a turn more, whatever its number was, and no question pending."""
        numbered = replace(exchange, number=self._next)
        return replace(self, exchanges=(*self.exchanges, numbered)[-KEPT:], pending=None, alone=False)

    @property
    def _next(self) -> int:
        return self.exchanges[-1].number + 1 if self.exchanges else 1

    def question(self, text: str) -> Question:
        """Make a question of the text and the turns before it, without remarks; of the text only if it is `alone`."""
        turns = tuple(each.answer.turn for each in self.exchanges if each.answer)
        return Question(text, () if self.alone else turns)

    def messages(self) -> list[dict[str, str]]:
        """Render the bubbles that gradio draws, in Markdown."""
        said = [] if self.passed else self._before_all()
        said += [
            bubble
            for each in self._live
            for bubble in (self._asked(each.asked, each.alone), _bubble("assistant", _said(each, self.labels)))
            if bubble["content"]
        ]
        if self.passed:
            said[0]["content"] += self._passed_on()
        if self.pending is not None:
            said += [self._asked(self.pending, self.alone), _bubble("assistant", f"*{self.labels.searching}*")]
        return said

    @property
    def _live(self) -> tuple[Exchange, ...]:
        return tuple(each for each in self.exchanges if each.number >= self.live_from)

    @property
    def _earlier(self) -> int:
        """Return how many questions are kept in the visitor's browser only."""
        return self.before + (self.exchanges[0].number - 1 if self.exchanges else 0)

    def _passed_on(self) -> str:
        """Say, unseen, how many questions gradio has passed on, how many of them stand above, and how many before."""
        above = [each for each in self.exchanges if each.asked and each.number < self.live_from]
        return f'<i class="passed-{self.passed} above-{len(above)} kept-{self._earlier}"></i>'

    def _before_all(self) -> list[dict[str, str]]:
        said = [_bubble("assistant", f"*{self.labels.translate(_FORGOTTEN)}*")] if self.forgotten else []
        if self._earlier:
            kept = self.labels.earlier_turns.format(self.labels.number(self._earlier))
            said.append(_bubble("assistant", f"*{kept}* [{self.labels.show_earlier_turns}]({EARLIER_TURNS})"))
        return said

    def cards(self) -> str:
        """Render the cards of every turn that has some, in HTML."""
        return "".join(map(self._cards_of, self.exchanges))

    def newest_cards(self) -> str:
        """Render the cards of the last turn; the page keeps the ones that came before."""
        return self._cards_of(self.exchanges[-1]) if self.exchanges else ""

    def _asked(self, question: str, alone: bool) -> dict[str, str]:
        """Render a question; the page's script knows one that was asked as it stands by its emphasis."""
        note = f" *({self.labels.asked_alone})*" if alone else ""
        return _bubble("user", as_markdown(question) + note)

    def _cards_of(self, exchange: Exchange) -> str:
        """Render the cards of a turn, and what the visitor's browser is to keep of it unless it does so already."""
        first, since = self.exchanges[0].number, exchange.since
        kept = "" if since else turn_json(exchange)
        shown = exchange.answer and packed_cards(
            exchange.answer, exchange.number, first, self.labels, exchange.names, since.standing if since else ()
        )
        packed = f'<div hidden data-number="{exchange.number}" data-from="{first}" data-kept="{as_html(kept)}"></div>'
        return (shown or "") + (packed if kept else "")


def question_asked(typed: object) -> str:
    """Return what was typed as a question. Raises EmptyQuestion and QuestionTooLong."""
    question = typed.strip() if isinstance(typed, str) else ""
    check_length(question)
    return question


def _bubble(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _said(exchange: Exchange, labels: Labels) -> str:
    since = since_markdown(exchange, labels) if exchange.since and exchange.answer else ""
    return "\n\n".join(filter(None, [_replied(exchange, labels), since]))


def _replied(exchange: Exchange, labels: Labels) -> str:
    reply = exchange.reply
    if isinstance(reply, Remark):
        return as_markdown(labels.translate(reply.message))
    if isinstance(reply, OwnReply):
        return own_reply_markdown(exchange.asked, reply)
    if not reply.found and reply.facts is None:
        words = outcome(reply, labels)
        alongside = [f"*{words.alongside}*"] if reply.citations else []
        advice = advice_markdown(reply, exchange.choice, labels)
        return "\n\n".join([words.said, *alongside, *_noted(exchange, reply, labels), *advice])
    again = f"[{labels.link}](./?{urlencode({'q': exchange.asked})}) [{labels.share}](#share-{exchange.number})"
    sure = f"<details><summary>{match_in_words(reply.confidence, labels)}</summary><p>{labels.match_told}</p></details>"
    facts = [facts_markdown(reply.facts, partial(_link, exchange), labels, dict(exchange.names))] if reply.facts else []
    said = [*facts, *_quotations(exchange, reply, labels), *([sure] if reply.found else []), again]
    return "\n\n".join([*said, *_noted(exchange, reply, labels)])


def _quotations(exchange: Exchange, answer: Answer, labels: Labels) -> Iterator[str]:
    """Quote the sentences in order; set those that differ side by side, once, where the first of them stands."""
    link = partial(_link, exchange)
    told: set[Disagreement] = set()
    for sentence in answer.told:
        differing = [each for each in answer.disagreements if any(map(partial(_is_said_in, sentence), each.sides))]
        if not differing:
            yield f"{labels.quotation.format(_with_value(answer, sentence))} {link(sentence.citation)}"
        for difference in differing:
            if difference not in told:
                told.add(difference)
                yield differing_markdown(difference, answer, link, labels)
                yield from _both(exchange, difference, labels)


def _with_value(answer: Answer, sentence: AnswerSentence) -> str:
    """Return a sentence with the value that was asked for standing out, where it is sure which that is."""
    words = answer.words_of(sentence).strip()
    cited = answer.citations[sentence.citation - 1]
    around = f"{cited.title}\n{cited.heading or ''}\n{cited.words_of(Span(cited.start, cited.end))}"
    written, at = [], 0
    for value in stated_values(answer.standalone_question, words, around):
        written += [
            as_inline_markdown(words[at : value.start]),
            f"<strong>{as_inline_markdown(value.of(words))}</strong>",
        ]
        at = value.end
    return "".join([*written, as_inline_markdown(words[at:])]) if written else as_markdown(words)


def _both(exchange: Exchange, difference: Disagreement, labels: Labels) -> Iterator[str]:
    """Link to the first two sources that differ, which the page's script opens together."""
    one, *others = dict.fromkeys(side.citation for side in difference.sides)
    if others:
        yield f"[{labels.read_both}](#read-{exchange.number}-{one}-{others[0]})"


def _is_said_in(sentence: AnswerSentence, side: Side) -> bool:
    return sentence.citation == side.citation and sentence.start <= side.start and side.end <= sentence.end


def _noted(exchange: Exchange, reply: Answer, labels: Labels) -> list[str]:
    """Note what was searched for, where not as it was asked, and what limits an answer.

    That are the documents searched, no re-ranker, and passages that are not embedded yet.
    """
    notes = [_searched_for(reply, labels)] if reply.standalone_question != reply.question else []
    for each in reply.corrections:
        notes.append(f"*{labels.searched_instead.format(as_markdown(each.written), as_markdown(each.searched))}*")
    if chosen := exchange.choice.describe(labels):
        notes.append(f"*{labels.searched_in.format(as_markdown(chosen))}*")
    if reply.unread:
        notes.append(f"*{labels.unread.format(as_markdown(reply.unread))}*")
    coverage = reply.coverage
    if coverage is None or coverage.embedded >= coverage.passages:
        return notes
    return [*notes, f"*{labels.embedding.format(labels.number(coverage.embedded), labels.number(coverage.passages))}*"]


def _searched_for(reply: Answer, labels: Labels) -> str:
    """Note the question that was searched for, with the link that asks it as it stands, if it can be asked so."""
    note = f"*{labels.searched_as.format(as_markdown(reply.standalone_question))}*"
    if not has_words(reply.question):
        return note
    return f"{note} [{labels.ask_alone}](./?{urlencode({'q': reply.question})}#as-it-stands)"


def _link(exchange: Exchange, citation: int) -> str:
    return f"[[{citation}]](#{card_id(exchange.number, citation)})"
