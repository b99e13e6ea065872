"""A follow-up question made to stand alone, from the conversation before it; no language model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.words import terms, words

if TYPE_CHECKING:
    from bot.answers import Question

_POINTERS = frozenset(
    "he she it they him her them his hers its their theirs this that these those there then".split()
)
_OPENERS = ("and ", "but ", "what about ", "how about ", "why", "so ")


def standalone(question: Question) -> str:
    """The question itself, or with the words of the turn before where it points back to it."""
    if not question.history or not points_back(question.text):
        return question.text
    return f"{question.history[-1].question} {question.text}"


def points_back(text: str) -> bool:
    """Whether a question says too little alone: a pronoun, an opening such as "And …", or hardly a word."""
    spoken = {text[word.start : word.end].casefold() for word in words(text)}
    return bool(spoken & _POINTERS) or text.casefold().lstrip().startswith(_OPENERS) or len(terms(text)) < 2
