"""Finding passages by their words: SQLite FTS5, in the passages' own transactions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corpus.store import Store

FREQUENT = 0.1
"""A term in more than this share of the passages does not choose candidates while a rarer one does."""
SMALL = 2_000
"""Up to so many passages, every term may choose: it costs next to nothing."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 needs to know of the whole collection; lengths in terms.

    `document_frequency` counts the passages with a term in their text, `reach` those with it in title or heading
    too. A term that stands nowhere is in neither.
    """

    passages: int
    mean_length: float
    document_frequency: dict[str, int]
    reach: dict[str, int]


class WordIndex:
    """The words of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._measured: tuple[int, int, float] | None = None

    def statistics(self, terms: Collection[str]) -> Statistics:
        """Counts for these terms."""
        passages, mean_length = self._measure()
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT term, col, doc FROM word_counts WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(set(terms))),),
            ).fetchall()
        reach: dict[str, int] = {}
        for term, _, count in rows:
            reach[term] = reach.get(term, 0) + count
        own = {term: count for term, column, count in rows if column == "terms"}
        return Statistics(passages, mean_length, own, reach)

    def search(
        self,
        terms: Sequence[str],
        statistics: Statistics,
        limit: int,
        documents: Collection[str] | None = None,
    ) -> list[int]:
        """Passages with any of the terms, best BM25 first; only of `documents` where they are given."""
        chosen = _telling(terms, statistics)
        if not chosen:
            return []
        query = " OR ".join(f'"{term}"' for term in chosen)
        inside = (
            ""
            if documents is None
            else ("AND +rowid IN (SELECT id FROM passages WHERE document IN (SELECT value FROM json_each(?)))")
        )
        values = [query, *([] if documents is None else [json.dumps(sorted(documents))]), limit]
        with self._store.reading() as connection:
            rows = connection.execute(
                f"SELECT rowid FROM word_index WHERE word_index MATCH ? {inside} ORDER BY rank LIMIT ?", values
            ).fetchall()
        return [row[0] for row in rows]

    def first_letters(self) -> set[str]:
        """The letters with which the library's terms begin. It walks through the whole vocabulary."""
        with self._store.reading() as connection:
            return {row[0] for row in connection.execute("SELECT DISTINCT substr(term, 1, 1) FROM word_counts")}

    def _measure(self) -> tuple[int, float]:
        generation = self._store.generation()
        if self._measured is None or self._measured[0] != generation:
            with self._store.reading() as connection:
                passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
                occurrences = connection.execute("SELECT sum(cnt) FROM word_counts WHERE col = 'terms'").fetchone()[0]
            self._measured = (generation, passages, (occurrences or 0) / max(1, passages))
        return self._measured[1], self._measured[2]


def _telling(terms: Sequence[str], statistics: Statistics) -> list[str]:
    """The terms that are worth a walk through their postings: those that occur, without the very frequent."""
    known = sorted(
        {term for term in terms if term in statistics.reach},
        key=lambda term: (statistics.reach[term], term),
    )
    if statistics.passages <= SMALL:
        return known
    rare = [term for term in known if statistics.reach[term] <= FREQUENT * statistics.passages]
    return rare or known[:1]
