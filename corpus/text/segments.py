"""Segments of a text as Unicode defines them, by ICU: sentences and grapheme clusters."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from icu4py.breakers import CharacterBreaker, SentenceBreaker

from corpus.text.surrogates import replace_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def sentence_ends(text: str) -> Iterator[int]:
    """Yield where ICU's sentences end, each with the white space after it."""
    return _ends(SentenceBreaker, text)


def grapheme_ends(text: str) -> Iterator[int]:
    """Yield where what a reader takes for one character ends."""
    return _ends(CharacterBreaker, text)


def _ends(breaker: type[CharacterBreaker | SentenceBreaker], text: str) -> Iterator[int]:
    """Yield the ends of ICU's segments, which it counts in UTF-16 units, as characters of `text`."""
    clean = replace_surrogates(text)
    ends = (end for _, end in breaker(clean, "en_US").segments())
    if clean.isascii():
        return ends
    astral = [match.start() + nth for nth, match in enumerate(_ASTRAL.finditer(clean))]
    return (end - bisect_left(astral, end) for end in ends) if astral else ends
