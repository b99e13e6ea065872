"""Finding passages by their words: SQLite FTS5, in the passages' own transactions."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.store.postings import Postings, PostingsCache, among, merge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from corpus.store.database import Store
    from corpus.store.passage_set import PassageSet

OCCURRENCES = 30_000
"""Maximum postings scanned per question (about 8 ms)."""
SATURATION = 1.2
"""BM25's k1: how soon further occurrences of a term stop counting."""
COUNTED = 16_384
"""Terms whose counts stay in memory until the library changes, and those of frequent terms for longer."""
FREQUENT = 0.01
"""Share of the passages from which on a term is frequent."""
CHANGED = 0.001
"""Share of the passages that come or go before a frequent term is counted anew."""


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """Counts of a whole collection, the inputs of BM25; lengths in terms.

    `document_frequency` counts the passages with a term in their text, `reach` those with it there or in title,
    headings or the names of files and folders. A term that stands nowhere is in neither. Counts of frequent terms may
    be a little out of date. Terms with spaces between them are a phrase.
    """

    passages: int
    mean_length: float
    document_frequency: dict[str, int]
    reach: dict[str, int]


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of passages and of terms, and the number of the last passage that was ever added."""

    passages: int
    terms: int
    last: int

    def changed_since(self, before: Size) -> int:
        """Return how many passages have come or gone."""
        added = self.last - before.last
        return 2 * added - (self.passages - before.passages)


@dataclass(frozen=True, slots=True)
class _Count:
    """Passages with a term when the library had this size: in their text, and at all."""

    size: Size
    own: int
    reach: int

    def holds(self, size: Size) -> bool:
        changed = size.changed_since(self.size)
        return changed == 0 or (self.reach > FREQUENT * size.passages and changed < CHANGED * size.passages)


class WordIndex:
    """The words of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: dict[str, _Count] = {}
        self._cache = PostingsCache()

    def statistics(self, terms: Collection[str]) -> TermStatistics:
        """Count the passages with each of these terms."""
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
        words: Sequence[Collection[str]],
        statistics: TermStatistics,
        limit: int,
        within: PassageSet | None = None,
    ) -> list[int]:
        """Return the passages that have most of the words, by BM25 without regard to their length, best first.

        Each word is given by its terms, which count as one (Pirkola 1998, structured queries). Only passages `within`
        a set where one is given. Beyond OCCURRENCES postings the rarest terms choose alone.
        """
        weights, found = [], []
        generation = self._store.generation()
        scanned = frozenset(scanned_terms([term for terms in words for term in terms], statistics))
        postings = {term: self._postings(term, generation, within) for term in scanned}
        for terms in words:
            if together := sorted(scanned.intersection(terms)):
                reach = max(statistics.reach[term] for term in together)
                one = merge([postings[term] for term in together])
                idf = np.log(1.0 + statistics.passages / reach)
                weights.append(idf * one.times * (SATURATION + 1.0) / (one.times + SATURATION))
                found.append(one.passages)
        return highest_sums(found, weights, limit) if found else []

    def first_letters(self) -> set[str]:
        """Return the letters with which the library's terms begin; walks through the whole vocabulary."""
        with self._store.reading() as connection:
            return {row[0] for row in connection.execute("SELECT DISTINCT substr(term, 1, 1) FROM word_counts")}

    def _size(self) -> Size:
        with self._store.reading() as connection:
            return Size(*connection.execute(TOTALS).fetchone())

    def _counted(self, terms: Iterable[str], size: Size) -> dict[str, _Count]:
        phrases = {term for term in terms if " " in term}
        counts = self._count_terms({*terms} - phrases) | {phrase: self._count_phrase(phrase) for phrase in phrases}
        counted = {term: _Count(size, own, reach) for term, (own, reach) in counts.items() if reach}
        if len(self._counts) + len(counted) > COUNTED:
            self._counts.clear()
        self._counts.update(counted)
        return counted

    def _count_terms(self, terms: Collection[str]) -> dict[str, tuple[int, int]]:
        """Return in how many passages each term stands in the text, and at all."""
        with self._store.reading() as connection:
            rows = connection.execute(_BY_COLUMN, (json.dumps(sorted(terms)),)).fetchall()
            times = Counter(term for term, _, _ in rows)
            shared = sorted(term for term, columns in times.items() if columns > 1)  # such passages are counted once
            once = connection.execute(_AT_ALL, (json.dumps(shared),)).fetchall() if shared else []
        own = {term: count for term, column, count in rows if column == "terms"}
        reach = {term: count for term, _, count in rows} | dict(once)
        return {term: (own.get(term, 0), count) for term, count in reach.items()}

    def _count_phrase(self, phrase: str) -> tuple[int, int]:
        with self._store.reading() as connection:
            own, reach = (
                connection.execute("SELECT count(*) FROM word_index WHERE word_index MATCH ?", (match,)).fetchone()[0]
                for match in (f'terms : "{phrase}"', f'"{phrase}"')
            )
        return own, reach

    def _postings(self, term: str, generation: int, within: PassageSet | None) -> Postings:
        postings = self._cache.get(term, generation)
        if postings is None:
            postings = self._read(term)
            self._cache.keep(term, generation, postings)
        if within is None:
            return postings
        if int(postings.times.sum()) >= OCCURRENCES:  # those inside may be the later ones
            return self._read(term, within)
        return among(postings, within)

    def _read(self, term: str, within: PassageSet | None = None) -> Postings:
        """Read the postings of a term or phrase, the first OCCURRENCES of a very frequent one."""
        rows, matched = (_PHRASE_ROWS, f'"{term}"') if " " in term else (_TERM_ROWS, term)
        inside = "" if within is None else _INSIDE
        values = [matched, *([] if within is None else [json.dumps(within.ids.tolist())]), OCCURRENCES]
        with self._store.reading() as connection:
            # One long string costs a fifth of as many rows.
            joined = connection.execute(f"SELECT group_concat(doc) FROM ({rows} {inside} LIMIT ?)", values).fetchone()[
                0
            ]
        places = np.fromstring(joined or "", np.int32, sep=",")
        first = np.flatnonzero(np.diff(places, prepend=-1))
        return Postings(places[first], np.diff(first, append=len(places)).astype(np.int32))


_TERM_ROWS = "SELECT doc FROM word_occurrences WHERE term = ?"
_PHRASE_ROWS = "SELECT rowid AS doc FROM word_index WHERE word_index MATCH ?"
_INSIDE = "AND doc IN (SELECT value FROM json_each(?))"
TOTALS = """
    SELECT passages, terms, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0) FROM totals
"""
_BY_COLUMN = "SELECT term, col, doc FROM word_counts WHERE term IN (SELECT value FROM json_each(?))"
_AT_ALL = "SELECT term, doc FROM word_reach WHERE term IN (SELECT value FROM json_each(?))"


def scanned_terms(terms: Sequence[str], statistics: TermStatistics) -> list[str]:
    """Return the rarest matching terms whose postings fit in OCCURRENCES, rarest first."""
    known = sorted(
        {term for term in terms if term in statistics.reach},
        key=lambda term: (statistics.reach[term], term),
    )
    postings = np.cumsum([statistics.reach[term] for term in known])
    return [term for i, term in enumerate(known) if i == 0 or postings[i] <= OCCURRENCES]


def highest_sums(
    found: Sequence[NDArray[np.integer[Any]]], weights: list[NDArray[np.float64]], limit: int
) -> list[int]:
    """Return the at most `limit` ids with the highest sums of weights, highest first, equal ones in order."""
    ids, at = np.unique(np.concatenate(found), return_inverse=True)
    sums = np.bincount(at, np.concatenate(weights), len(ids))
    if len(ids) > limit:
        good = sums >= np.partition(sums, -limit)[-limit]
        ids, sums = ids[good], sums[good]
    best: list[int] = ids[np.lexsort((ids, -sums))][:limit].tolist()
    return best
