"""Make a follow-up question stand alone, from the conversation before it.

A question that says enough stays as it is, whatever came before it. Of any other, what is new takes the place of its
like in the question before ("And in 2022?" changes the year), "he" becomes the person meant, and the question that
it leans on follows in brackets. The rules are English (`bot.english`); why so, with figures:
docs/decisions/0006-follow-ups.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.question_checks import LONGEST_CHARACTERS, LONGEST_WORDS
from bot.english.anaphora import needs_context
from bot.english.coreference import resolve_pronoun
from bot.english.ellipsis import fill_in
from bot.english.keywords import keywords
from bot.english.names import certain_names
from corpus.text.terms import terms

if TYPE_CHECKING:
    from bot.answers import Question

TURNS = 3
"""Turns that are looked at; what was said before them is another subject by now."""
LONGEST_QUESTION = 300
"""Characters; a longer question stands alone, and nothing leans on it."""
LONGEST_ANSWER = 600
"""Characters of an answer that are looked at, from its beginning."""


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


def make_standalone(question: Question) -> StandaloneQuestion:
    """Return the question in the light of its last TURNS turns.

    The result can be asked wherever the question can: where it would be too long, it is the question itself.
    Example: "And in 2022?" after "Who led Albania in 2018?" becomes "Who led Albania in 2022?".
    """
    as_asked = StandaloneQuestion(question.text)
    if len(question.text) > LONGEST_QUESTION:
        return as_asked
    before = StandaloneQuestion("")
    for turn in question.history[-TURNS:]:
        if turn.question.strip() and len(turn.question) <= LONGEST_QUESTION:
            earlier = _after(before, turn.question.strip())
            if keywords(earlier.text):
                before = StandaloneQuestion(earlier.asked, earlier.leans_on, turn.answer[:LONGEST_ANSWER])
    understood = _after(before, question.text)
    text = understood.text
    return as_asked if len(text) > LONGEST_CHARACTERS or len(text.split()) > LONGEST_WORDS else understood


def _after(before: StandaloneQuestion, text: str) -> StandaloneQuestion:
    """Return the question `text` as one who has asked `before` means it."""
    said = frozenset(terms(f"{before.text} {before.answer}"))
    if not before.asked or not needs_context(text, said):
        return StandaloneQuestion(text)
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
