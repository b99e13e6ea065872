"""Finding passages by their words: SQLite FTS5, in the passages' own transactions."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from corpus.store.database import Store

OCCURRENCES = 30_000
"""So many of the terms' places are looked at for one question; that takes 8 ms."""
SATURATION = 1.2
"""How soon further occurrences of a term stop counting, as in BM25."""
REMEMBERED = 1_500_000
"""So many entries of terms that were asked for stay in memory, 8 bytes each: people ask about the same things."""
COUNTED = 16_384
"""So many terms' counts are remembered until the library changes, and those of frequent terms for longer."""
FREQUENT, CHANGED = 0.01, 0.001
"""A term in more than the first share of the passages is counted anew when the second share has come or gone."""


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """What BM25 needs to know of the whole collection; lengths in terms.

    `document_frequency` counts the passages with a term in their text, `reach` those with it in title or heading
    too. A term that stands nowhere is in neither. Counts of frequent terms may be a little out of date.
    """

    passages: int
    mean_length: float
    document_frequency: dict[str, int]
    reach: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Size:
    """How many passages and terms there are, and the number of the last passage that was ever added."""

    passages: int
    terms: int
    last: int

    def changed_since(self, before: _Size) -> int:
        """How many passages have come or gone."""
        added = self.last - before.last
        return 2 * added - (self.passages - before.passages)


@dataclass(frozen=True, slots=True)
class _Count:
    """In how many passages a term stood when the library had this size: in their text, and at all."""

    size: _Size
    own: int
    reach: int

    def holds(self, size: _Size) -> bool:
        changed = size.changed_since(self.size)
        return changed == 0 or (self.reach > FREQUENT * size.passages and changed < CHANGED * size.passages)


@dataclass(frozen=True, slots=True)
class _Postings:
    """The passages with a term, int32 (n,), ascending, and how often it stands in each, int32 (n,)."""

    passages: NDArray[np.int32]
    times: NDArray[np.int32]


class _Remembered:
    """The postings of terms that were asked for last, of one generation of the library."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._generation = -1
        self._of: OrderedDict[str, _Postings] = OrderedDict()
        self._entries = 0

    def get(self, term: str, generation: int) -> _Postings | None:
        with self._lock:
            if generation != self._generation or term not in self._of:
                return None
            self._of.move_to_end(term)
            return self._of[term]

    def keep(self, term: str, generation: int, postings: _Postings) -> None:
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


class WordIndex:
    """The words of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: dict[str, _Count] = {}
        self._remembered = _Remembered()

    def statistics(self, terms: Collection[str]) -> TermStatistics:
        """Counts for these terms."""
        size = self._size()
        known = {term: count for term in terms if (count := self._counts.get(term)) and count.holds(size)}
        counted = known | self._counted(set(terms) - set(known), size)
        return TermStatistics(
            size.passages,
            size.terms / max(1, size.passages),
            {term: count.own for term, count in counted.items() if count.own},
            {term: count.reach for term, count in counted.items()},
        )

    def search(
        self,
        terms: Sequence[str],
        statistics: TermStatistics,
        limit: int,
        documents: Collection[str] | None = None,
    ) -> list[int]:
        """The passages that have most of the terms, by BM25 without regard to their length, best first.

        Only of `documents` where they are given. In a large library frequent terms do not count while rarer ones do.
        """
        weights, found = [], []
        generation = self._store.generation()
        for term in _telling(terms, statistics):
            postings = self._postings(term, generation) if documents is None else self._read(term, documents)
            idf = np.log(1.0 + statistics.passages / statistics.reach[term])
            weights.append(idf * postings.times * (SATURATION + 1.0) / (postings.times + SATURATION))
            found.append(postings.passages)
        return _best(found, weights, limit) if found else []

    def first_letters(self) -> set[str]:
        """The letters with which the library's terms begin. It walks through the whole vocabulary."""
        with self._store.reading() as connection:
            return {row[0] for row in connection.execute("SELECT DISTINCT substr(term, 1, 1) FROM word_counts")}

    def _size(self) -> _Size:
        with self._store.reading() as connection:
            row = connection.execute("SELECT block FROM word_index_data WHERE id = 1").fetchone()
            last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
        # FTS5 keeps its totals in this record: the rows, then the tokens of each column.
        passages, terms, *_ = [*_varints(row[0] if row else b""), 0, 0]
        return _Size(passages, terms, last[0] if last else 0)

    def _counted(self, terms: Iterable[str], size: _Size) -> dict[str, _Count]:
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT term, col, doc FROM word_counts WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(terms)),),
            ).fetchall()
        reach: dict[str, int] = {}
        for term, _, count in rows:
            reach[term] = reach.get(term, 0) + count
        own = {term: count for term, column, count in rows if column == "terms"}
        counted = {term: _Count(size, own.get(term, 0), count) for term, count in reach.items()}
        if len(self._counts) + len(counted) > COUNTED:
            self._counts.clear()
        self._counts.update(counted)
        return counted

    def _postings(self, term: str, generation: int) -> _Postings:
        postings = self._remembered.get(term, generation)
        if postings is None:
            postings = self._read(term)
            self._remembered.keep(term, generation, postings)
        return postings

    def _read(self, term: str, documents: Collection[str] | None = None) -> _Postings:
        """Of a very frequent term the first."""
        inside = (
            ""
            if documents is None
            else "AND doc IN (SELECT id FROM passages WHERE document IN (SELECT value FROM json_each(?)))"
        )
        values = [term, *([] if documents is None else [json.dumps(sorted(documents))]), OCCURRENCES]
        with self._store.reading() as connection:
            # One long string costs a fifth of as many rows.
            joined = connection.execute(
                f"SELECT group_concat(doc) FROM (SELECT doc FROM word_occurrences WHERE term = ? {inside} LIMIT ?)",
                values,
            ).fetchone()[0]
        places = np.fromstring(joined or "", np.int32, sep=",")
        first = np.flatnonzero(np.diff(places, prepend=-1))
        return _Postings(places[first], np.diff(first, append=len(places)).astype(np.int32))


def _telling(terms: Sequence[str], statistics: TermStatistics) -> list[str]:
    """The terms that are worth a walk through their places: the rarest that occur, as long as they are not too many."""
    known = sorted(
        {term for term in terms if term in statistics.reach},
        key=lambda term: (statistics.reach[term], term),
    )
    walked = np.cumsum([statistics.reach[term] for term in known])
    return [term for i, term in enumerate(known) if i == 0 or walked[i] <= OCCURRENCES]


def _best(found: list[NDArray[np.int32]], weights: list[NDArray[np.float64]], limit: int) -> list[int]:
    """The at most `limit` ids with the highest sums of weights, highest first, equal ones in order."""
    ids, at = np.unique(np.concatenate(found), return_inverse=True)
    sums = np.bincount(at, np.concatenate(weights), len(ids))
    if len(ids) > limit:
        good = sums >= np.partition(sums, -limit)[-limit]
        ids, sums = ids[good], sums[good]
    best: list[int] = ids[np.lexsort((ids, -sums))][:limit].tolist()
    return best


def _varints(block: bytes) -> list[int]:
    """SQLite's variable-length integers: seven bits a byte, the highest bit set in all but the last."""
    numbers, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    return numbers
