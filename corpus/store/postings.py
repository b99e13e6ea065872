"""Where terms stand, and those of late questions kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.store.passage_set import PassageSet

REMEMBERED = 1_500_000
"""Postings that stay in memory, 8 bytes each: people ask about the same things."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Passages with a term, int32 (n,), ascending, and how often it stands in each, int32 (n,)."""

    passages: NDArray[np.int32]
    times: NDArray[np.int32]


def among(postings: Postings, passages: PassageSet) -> Postings:
    """Return the postings of those passages alone."""
    inside = passages.holds(postings.passages)
    return Postings(postings.passages[inside], postings.times[inside])


def merge(postings: Sequence[Postings]) -> Postings:
    """Return the postings of several terms as if they were one: one at least."""
    if len(postings) == 1:
        return postings[0]
    passages, at = np.unique(np.concatenate([each.passages for each in postings]), return_inverse=True)
    times = np.bincount(at, np.concatenate([each.times for each in postings]), len(passages))
    return Postings(passages, times.astype(np.int32))


class PostingsCache:
    """The postings of terms that were asked for last, of one generation of the library."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._generation = -1
        self._of: OrderedDict[str, Postings] = OrderedDict()
        self._entries = 0

    def get(self, term: str, generation: int) -> Postings | None:
        """Return the postings of a term if they are of this generation and still in memory."""
        with self._lock:
            if generation != self._generation or term not in self._of:
                return None
            self._of.move_to_end(term)
            return self._of[term]

    def keep(self, term: str, generation: int, postings: Postings) -> None:
        """Remember the postings of a term, and forget those of other generations and what was asked for longest ago."""
        with self._lock:
            if generation != self._generation:
                self._generation, self._entries = generation, 0
                self._of.clear()
            if term not in self._of:
                self._of[term] = postings
                self._entries += len(postings.passages)
            while self._entries > REMEMBERED:
                _, forgotten = self._of.popitem(last=False)
                self._entries -= len(forgotten.passages)
