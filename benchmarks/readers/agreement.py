"""How far the words of two texts agree. Words are runs of letters and digits, in lower case."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from corpus.text.markup.reading_form import reading_form
from corpus.text.passages import split

if TYPE_CHECKING:
    from corpus.documents import Content

T = TypeVar("T")
_WORD = re.compile(r"[^\W_]+")
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Characters of Chinese and Japanese, each of which counts as a word."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the words of two texts agree, each figure from 0 to 1; `words` is how many the other one has."""

    recall: float
    precision: float
    order: float
    words: int


def agreement(ours: str, theirs: str, title: str = "") -> Agreement:
    """Compare a text with what another extractor found, which may have the title among its words or not."""
    own, other, named = (words(text) for text in (ours, theirs, title))
    return Agreement(
        recall=_share(Counter(other), Counter([*named, *own])),
        precision=_share(Counter(own), Counter(other)),
        order=_share(Counter(pairwise(other)), Counter(pairwise(own))),
        words=len(other),
    )


def words(text: str) -> list[str]:
    """Return the words of a text; those of Chinese and Japanese are its characters."""
    return _WORD.findall(_WITHOUT_SPACES.sub(r" \g<0> ", text.lower()))


def _share(wanted: Counter[T], there: Counter[T]) -> float:
    total = wanted.total()
    return (wanted & there).total() / total if total else 1.0


def findable(content: Content) -> str:
    """Return what of a document can be found and shown: its headings, and its passages as they are read, in order."""
    pieces = {each.span.start: each.text for each in content.headings}
    above = set(pieces.values())
    for passage in split(content):
        words = reading_form(content, passage.span).text
        guessed = passage.heading if passage.heading not in above else None  # of a text that marks no headings
        pieces[passage.span.start] = f"{guessed}\n{words}" if guessed else words
        above.add(passage.heading or "")
    return "\n".join(text for _, text in sorted(pieces.items()))
