"""Hand-written conversations over the sample library, and how often the last answer of one shows the gold text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.answers import Answer, Question, Turn
from bot.errors import QuestionError
from corpus.folders.samples import ARTICLES
from tests.support.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.answering.answerer import Answerer
    from bot.answers import Citation

    Reads = Callable[[Question], Question]
    Asks = Callable[[Question], Answer | None]

CONVERSATIONS = DATA / "conversations.jsonl"


@dataclass(frozen=True, slots=True)
class Gold:
    """A text that answers: `start` and `end` are its place in the article."""

    article: str
    text: str

    @property
    def start(self) -> int:
        return article(self.article).find(self.text)

    def lies_in(self, cited: Citation, start: int, end: int, *, share_of: int | None = None) -> bool:
        """Whether at least half of it (or of `share_of` characters, if fewer) lies in [start, end) of what is cited."""
        shared = min(end, self.start + len(self.text)) - max(start, self.start)
        needed = min(len(self.text), share_of or len(self.text)) / 2
        return Path(cited.path).name == self.article and shared >= needed


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions asked one after the other, and the texts that answer the last one, any of which will do."""

    kind: Literal["follow_up", "subject_change"]
    held_out: bool
    questions: tuple[str, ...]
    gold: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of `count` last questions, how many have gold in the first excerpt, the first three, the first sentence."""

    count: int
    first: int
    first_three: int
    sentence: int


def conversations() -> list[Conversation]:
    lines = CONVERSATIONS.read_text("utf-8").splitlines()
    return [
        Conversation(
            each["kind"],
            each["held_out"],
            tuple(each["questions"]),
            tuple(Gold(**gold) for gold in each["gold"]),
        )
        for each in map(json.loads, lines)
    ]


@cache
def article(name: str) -> str:
    return (ARTICLES / name).read_text("utf-8")


def resolved(question: Question) -> Question:
    """The question with its conversation, as the bot is asked."""
    return question


def alone(question: Question) -> Question:
    """The question as if nothing had been said before."""
    return Question(question.text)


def after_the_one_before(question: Question) -> Question:
    """The question behind the whole question before it."""
    return Question(f"{question.history[-1].question} {question.text}") if question.history else question


def last_questions(ask: Asks, held: Iterable[Conversation]) -> list[tuple[Conversation, Question]]:
    """The last question of each conversation, with what the bot itself answered to the others, in turn."""
    return [(each, _last(ask, each.questions)) for each in held]


def measure(ask: Asks, asked: Sequence[tuple[Conversation, Question]], reads: Reads) -> Figures:
    """The figures where follow-ups are made to stand alone by `reads`."""
    shown = [(each.gold, ask(reads(question))) for each, question in asked]
    return Figures(
        len(shown),
        sum(_place(gold, answer) < 1 for gold, answer in shown),
        sum(_place(gold, answer) < 3 for gold, answer in shown),
        sum(_said_first(gold, answer) for gold, answer in shown),
    )


def asking(answerer: Answerer) -> Asks:
    """Asks each question once; None where the bot refuses it."""

    @cache
    def ask(question: Question) -> Answer | None:
        try:
            return answerer.answer(question)
        except QuestionError:
            return None

    return ask


def _last(ask: Asks, questions: Sequence[str]) -> Question:
    turns: tuple[Turn, ...] = ()
    for text in questions[:-1]:
        answer = ask(Question(text, turns))
        sentences = answer.sentences if answer else ()
        turns = (*turns, Turn(text, " ".join(each.text for each in sentences)))
    return Question(questions[-1], turns)


def _place(gold: Sequence[Gold], answer: Answer | None) -> int:
    """The place of the first excerpt that holds gold, from 0; past every excerpt where none does."""
    excerpts = answer.citations if answer else ()
    holding = (
        place
        for place, cited in enumerate(excerpts)
        if any(each.lies_in(cited, cited.start, cited.end) for each in gold)
    )
    return next(holding, 1_000)


def _said_first(gold: Sequence[Gold], answer: Answer | None) -> bool:
    if not answer or not answer.found:
        return False
    said = answer.sentences[0]
    cited = answer.citations[said.citation - 1]
    return any(each.lies_in(cited, said.start, said.end, share_of=len(said.text)) for each in gold)
