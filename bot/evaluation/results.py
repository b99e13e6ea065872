"""Results of an evaluation: of each question, where its answer stood, and how sure the bot was."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answering.settings import Answering  # noqa: TC001

if TYPE_CHECKING:
    from bot.evaluation.question_set import GoldQuestion


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first DEPTH excerpts, best first: `holding` says of each whether it holds the answer.

    `characters`: how many of them one reads until the whole answer was read; None if it is not there.
    """

    holding: tuple[bool, ...]
    characters: int | None

    @property
    def rank(self) -> int | None:
        """Return the place, from 1, of the first excerpt that holds the answer; None if none does."""
        return self.holding.index(True) + 1 if any(self.holding) else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A first sentence that was picked, or else the first excerpt, with the title of its document."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked. A refused one has the reason, no excerpts and no confidence.

    `sentence_hit`: whether the first sentence that is said, or would be if the bot were sure, holds the answer.
    `answered` or else `perhaps`: what the bot says. `hidden`: the confidence without the documents that answer, None
    where that was not asked; `hidden_answered`: whether it answers all the same. `unread`: why the re-ranker did not
    read.
    """

    gold: GoldQuestion
    ranking: Ranking
    sentence_hit: bool
    confidence: float
    hidden: float | None
    milliseconds: float | None
    shown: Shown | None
    refusal: str | None = None
    answered: bool = False
    perhaps: bool = False
    hidden_answered: bool = False
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Results in the order of the question set, and the settings that its answers were made with.

    `measures` has hit@1 and its like, each a share of the questions that have an answer, and how often the bot
    answered what has none. `without_reranker`: the same questions asked without the re-ranker, if there is one.
    """

    results: tuple[Result, ...]
    answering: Answering
    measures: Mapping[str, float] = field(default_factory=dict)
    without_reranker: Evaluation | None = None

    @property
    def answerable(self) -> list[Result]:
        """Results of the questions that have an answer."""
        return [result for result in self.results if result.gold.answers]

    @property
    def unanswerable(self) -> list[Result]:
        """Results of the questions that no document answers."""
        return [result for result in self.results if not result.gold.answers]

    @property
    def unread(self) -> str:
        """Return why the re-ranker read nothing; "" if it did, or if there was none."""
        return next((result.unread for result in self.results if result.unread), "")
