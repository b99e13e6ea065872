"""Finding passages by their words on a server: GIN proposes, and the library's own counts weigh what it proposes."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import contextmanager
from hashlib import md5
from typing import TYPE_CHECKING

import numpy as np

from corpus.postgres.server import sparse_vector
from corpus.store.short_forms import MOST, ShortForms
from corpus.store.vocabulary import LOOKED_UP, Vocabulary
from corpus.store.word_index import SATURATION, WordIndex, highest_sums, scanned_terms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from corpus.postgres.filters import PassageCondition
    from corpus.postgres.store import PostgresStore
    from corpus.store.word_index import Size, TermStatistics

TERM_NUMBERS = 2**28
"""Terms are numbered by a hash: term_number in schema.sql."""
PROPOSED = 4
"""Times as many passages as are wanted that the server proposes, since it counts forms of one word one by one."""


class ServerWordIndex(WordIndex):
    """The words of one library on a server. Counts are kept as those of a folder's library are."""

    def __init__(self, store: PostgresStore) -> None:
        super().__init__(store)
        self._server = store.server
        self._asking = threading.local()

    @contextmanager
    def of_one_state(self) -> Iterator[None]:
        """Let the library be of one size for this thread in the block, in which it is of one state."""
        self._asking.size = super()._size()
        try:
            yield
        finally:
            self._asking.size = None

    def among(
        self,
        words: Sequence[Collection[str]],
        statistics: TermStatistics,
        limit: int,
        within: PassageCondition | None = None,
    ) -> list[int]:
        """Return what `search` does, only passages `within` a condition where one is given, by the same formula."""
        scanned = frozenset(scanned_terms([term for terms in words for term in terms], statistics))
        groups = [(sorted(together), _idf(together, statistics)) for each in words if (together := scanned & set(each))]
        if not groups:
            return []
        times = self._proposed(groups, limit * PROPOSED, within)
        found, weights = [], []
        for terms, idf in groups:
            counted = {id: sum(_times(term, places) for term in terms) for id, places in times.items()}
            ids = np.array([id for id, count in counted.items() if count], np.int64)
            often = np.array([count for count in counted.values() if count], np.float64)
            found.append(ids)
            weights.append(idf * often * (SATURATION + 1.0) / (often + SATURATION))
        return highest_sums(found, weights, limit)

    def first_letters(self) -> set[str]:
        """Return the letters with which the library's terms begin; walks through the whole vocabulary."""
        with self._server.connection() as connection:
            return {row[0] for row in connection.run("SELECT DISTINCT left(term, 1) FROM word_reach")}

    def _proposed(
        self, groups: Sequence[tuple[Sequence[str], float]], limit: int, within: PassageCondition | None
    ) -> dict[int, dict[str, list[int]]]:
        """Return the passages with most of the terms, and the places of each term there."""
        terms = sorted({part for together, _ in groups for term in together for part in term.split()})
        weights: dict[int, float] = defaultdict(float)
        for together, idf in groups:
            for term in together:
                for part in term.split():
                    weights[_term_number(part)] = max(weights[_term_number(part)], idf)
        wanted = " | ".join(_tsquery(term) for together, _ in groups for term in together)
        inside = f"AND {within.text}" if within else ""
        values = [wanted, *(within.values if within else ()), sparse_vector(weights, TERM_NUMBERS), limit, terms]
        with self._server.connection() as connection:
            rows = connection.run(_PROPOSED.format(inside=inside), values).fetchall()
        found: dict[int, dict[str, list[int]]] = defaultdict(dict)
        for id, term, places in rows:
            found[id][term] = places
        return found

    def _size(self) -> Size:
        held: Size | None = getattr(self._asking, "size", None)
        return held or super()._size()

    def _count_terms(self, terms: Collection[str]) -> dict[str, tuple[int, int]]:
        """Return in how many passages each term stands in the text, and at all."""
        with self._server.connection() as connection:
            rows = connection.run(_COUNTS, (sorted(terms),)).fetchall()
        return {term: (own, reach) for term, own, reach in rows if reach > 0}

    def _count_phrase(self, phrase: str) -> tuple[int, int]:
        with self._server.connection() as connection:
            row = connection.run(_COUNTED_PHRASE, (_tsquery(phrase, ":A"), _tsquery(phrase))).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)


class ServerVocabulary(Vocabulary):
    """The terms of one library on a server."""

    def __init__(self, store: PostgresStore) -> None:
        super().__init__(store)
        self._server = store.server

    def _passages_with(self, term: str) -> list[tuple[str, str, str]]:
        with self._server.connection() as connection:
            return connection.run(_PASSAGES_WITH, (_tsquery(term, ":A"), LOOKED_UP)).fetchall()


class ServerShortForms(ShortForms):
    """What the documents of one library on a server say is short for what."""

    def __init__(self, store: PostgresStore) -> None:
        super().__init__(store)
        self._server = store.server

    def _found(self, asked: Collection[str]) -> Iterable[tuple[str, str]]:
        with self._server.connection() as connection:
            return connection.run(_SHORT_FORMS, (sorted(asked), MOST)).fetchall()


def _idf(together: Iterable[str], statistics: TermStatistics) -> float:
    return float(np.log(1.0 + statistics.passages / max(statistics.reach[term] for term in together)))


def _times(term: str, places: Mapping[str, list[int]]) -> int:
    """Return how often a term or phrase stands in a passage, whose terms have these places."""
    first, *others = term.split()
    starts = places.get(first, [])
    following = [set(places.get(other, ())) for other in others]
    return sum(all(at + step in known for step, known in enumerate(following, 1)) for at in starts)


def _term_number(term: str) -> int:
    return int(md5(term.encode(), usedforsecurity=False).hexdigest()[:7], 16) + 1


def _tsquery(term: str, column: str = "") -> str:
    """Return a term, or a phrase of several, as PostgreSQL looks for it; ":A" as `column` for the text alone."""
    quoted = ("'{}'{}".format(part.replace("\\", "\\\\").replace("'", "''"), column) for part in term.split())
    return f"({' <-> '.join(quoted)})"


_PROPOSED = """
    WITH proposed AS MATERIALIZED (
        SELECT id, words FROM passages WHERE words @@ %s::tsquery {inside} ORDER BY counts <#> %s, id LIMIT %s
    )
    SELECT id, lexeme, positions::integer[] FROM proposed, unnest(words) WHERE lexeme = ANY (%s)
"""
_COUNTED_PHRASE = """
    SELECT count(*) FILTER (WHERE words @@ %s::tsquery), count(*) FROM passages WHERE words @@ %s::tsquery
"""
_COUNTS = "SELECT term, own, reach FROM all_term_counts WHERE term = ANY (%s)"
_PASSAGES_WITH = """
    SELECT text, metadata, sentences FROM documents JOIN passages ON passages.document = documents.id
    WHERE passages.words @@ %s::tsquery LIMIT %s
"""
_SHORT_FORMS = """
    SELECT asked, counts FROM (
        SELECT asked, counts, row_number() OVER (PARTITION BY asked ORDER BY count(*) DESC, counts) AS place
        FROM short_forms WHERE asked = ANY (%s) GROUP BY asked, counts
    ) AS placed WHERE place <= %s ORDER BY asked, place
"""
