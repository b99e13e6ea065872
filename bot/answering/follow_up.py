"""Make a follow-up question stand alone, from the conversation before it.

A question that says enough stays as it is, whatever came before it. Of any other, what is new takes the place of its
like in the question before ("And in 2022?" changes the year), "he" becomes the person meant, and the question that
it leans on follows in brackets. The rules are English (`bot.english`); why so, with figures:
docs/decisions/0006-follow-ups.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.context_need import context_need
from bot.answering.question_checks import LONGEST_CHARACTERS, LONGEST_WORDS
from bot.english.coreference import resolve_pronoun
from bot.english.ellipsis import fill_in
from bot.english.keywords import keywords
from bot.english.names import certain_names
from corpus.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Question, Turn

TURNS = 3
"""Turns that are looked at; what was said before them is another subject by now."""
LONGEST_QUESTION = 300
"""Characters; a longer question stands alone, and nothing leans on it."""
LONGEST_ANSWER = 600
"""Characters of an answer that are looked at, from its beginning."""
LIKELY = 0.5
"""From this probability on, a question is taken to lean on what was said before it."""


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question as it is understood: `asked` is what it asks, with what is new or meant filled in.

    `leans_on` are the earlier questions without which that says too little, the latest first, and `answer` is what
    was answered to it, if anything yet. `text` is what is searched for: `asked`, then in brackets what it leans on.
    """

    asked: str
    leans_on: tuple[str, ...] = ()
    answer: str = ""

    @property
    def text(self) -> str:
        """Return the question with what it leans on; it begins with `asked`."""
        return f"{self.asked} ({'; '.join(self.leans_on)})" if self.leans_on else self.asked


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to understand a question, and the probability that it is meant so."""

    question: StandaloneQuestion
    probability: float


def make_standalone(question: Question) -> StandaloneQuestion:
    """Return the question in the light of its last TURNS turns, as it is most likely meant.

    The result can be asked wherever the question can: where it would be too long, it is the question itself.
    Example: "And in 2022?" after "Who led Albania in 2018?" becomes "Who led Albania in 2022?".
    """
    return interpret(question)[0].question


def interpret(question: Question) -> tuple[Interpretation, ...]:
    """Return how a question can be meant, the likeliest first: as it stands, in the light of what was said, or both."""
    as_it_stands = StandaloneQuestion(question.text)
    before = _said_before(question.history[-TURNS:])
    need = _need(before, question.text)
    in_context = _in_context(before, question.text) if need else as_it_stands
    text = in_context.text
    if text == question.text or len(text) > LONGEST_CHARACTERS or len(text.split()) > LONGEST_WORDS:
        return (Interpretation(as_it_stands, 1.0),)
    both = (Interpretation(in_context, need), Interpretation(as_it_stands, 1.0 - need))
    return both if need >= LIKELY else both[::-1]


def _said_before(turns: Sequence[Turn]) -> StandaloneQuestion:
    """Return the last question that says something, as it was likely meant, with its answer."""
    before = StandaloneQuestion("")
    for turn in turns:
        text = turn.question.strip()
        if text and len(text) <= LONGEST_QUESTION:
            leans = _need(before, text) >= LIKELY
            earlier = _in_context(before, text) if leans else StandaloneQuestion(text)
            if keywords(earlier.text):
                before = StandaloneQuestion(earlier.asked, earlier.leans_on, turn.answer[:LONGEST_ANSWER])
    return before


def _need(before: StandaloneQuestion, text: str) -> float:
    """Return the probability that the question `text` leans on what was said `before`."""
    if not before.asked or len(text) > LONGEST_QUESTION:
        return 0.0
    return context_need(text, frozenset(terms(f"{before.text} {before.answer}")))


def _in_context(before: StandaloneQuestion, text: str) -> StandaloneQuestion:
    """Return the question `text` as one who has asked `before` means it."""
    if filled := fill_in(text, before.asked):
        return StandaloneQuestion(filled[:LONGEST_QUESTION], before.leans_on)
    resolved = resolve_pronoun(text, before.asked, before.leans_on, before.answer)
    return StandaloneQuestion(resolved, _leans_on(resolved, before))


def _leans_on(resolved: str, before: StandaloneQuestion) -> tuple[str, ...]:
    """Return the question before, and what that leaned on itself for as long as no name has been met."""
    said = {word.casefold() for word in keywords(resolved)}
    kept: list[str] = []
    for earlier in (before.asked.rstrip(" ?.!"), *before.leans_on):
        if any(certain_names(each) for each in kept):
            break
        if not said.issuperset(word.casefold() for word in keywords(earlier)):
            kept.append(earlier)
    return tuple(kept[: TURNS - 1])
