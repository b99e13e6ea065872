"""The library's own words: those that are spelt like another, begin or end with it, and how they are written."""

from __future__ import annotations

import json
from bisect import bisect_left
from threading import Lock
from typing import TYPE_CHECKING

from corpus.store.rows import metadata_from, sentences_from
from corpus.text.spelling import most_wrong, second_letter_variants
from corpus.text.terms import words

if TYPE_CHECKING:
    from corpus.store.database import Store

CHANGED = 0.01
"""Share of the passages that come or go before the endings of words are read anew."""
LOOKED_UP = 5
"""Passages in which it is looked up how a term is written."""
_LAST = "\U0010ffff"


class Vocabulary:
    """The terms of one library, with the number of passages that have each."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._read_at = (-1, -1)
        self._backwards: list[str] = []

    def spelt_like(self, term: str) -> dict[str, int]:
        """Return the terms that `term` may be a misspelling of: those with its first two letters, or nearly so.

        It reads a small part of the vocabulary, whatever the size of the library.
        """
        most = most_wrong(term)
        values = (term[:2], term[:2] + _LAST, len(term) - most, len(term) + most)
        with self._store.reading() as connection:
            near = dict(connection.execute(_BETWEEN, values).fetchall())
            if term.isascii():
                variants = json.dumps(sorted(second_letter_variants(term) - {term}))
                near |= dict(connection.execute(_AMONG, (variants,)).fetchall())
        return near

    def beginning_with(self, term: str, letters: int) -> dict[str, int]:
        """Return the terms that begin with `term` and have at least so many more `letters`."""
        values = (term, term + _LAST, len(term) + letters, 1_000_000)
        with self._store.reading() as connection:
            return dict(connection.execute(_BETWEEN, values).fetchall())

    def ending_with(self, term: str, letters: int) -> dict[str, int]:
        """Return the terms that end with `term` and have at least so many more `letters`.

        The first time it walks through the whole vocabulary: half a second at 100,000 passages.
        """
        backwards, wanted = self._ends(), term[::-1]
        found = []
        for number in range(bisect_left(backwards, wanted), len(backwards)):
            if not backwards[number].startswith(wanted):
                break
            found.append(backwards[number][::-1])
        longer = json.dumps([each for each in found if len(each) >= len(term) + letters])
        with self._store.reading() as connection:
            return dict(connection.execute(_AMONG, (longer,)).fetchall())

    def written(self, term: str) -> list[str]:
        """Return the words that have this term in a few passages, as they are written there, each once."""
        found: dict[str, None] = {}
        for text, metadata, sentences in self._passages_with(term):
            language = metadata_from(metadata).language or "en"
            for span in sentences_from(sentences):
                same = (each for each in words(span.of(text), language, span.start) if each.term == term)
                found.update(dict.fromkeys(text[each.start : each.end] for each in same))
        return list(found)

    def _passages_with(self, term: str) -> list[tuple[str, str, str]]:
        """Return text, metadata and sentences of a few passages that have a term."""
        with self._store.reading() as connection:
            return connection.execute(_PASSAGES_WITH, (term, LOOKED_UP)).fetchall()

    def _ends(self) -> list[str]:
        """Return all terms, each written backwards, sorted; as they were a few changes ago."""
        with self._lock:
            with self._store.reading() as connection:
                size = connection.execute(SIZE).fetchone()
                if abs(size[0] - self._read_at[0]) + abs(size[1] - self._read_at[1]) > CHANGED * size[0]:
                    rows = connection.execute("SELECT term FROM word_reach").fetchall()
                    self._backwards, self._read_at = sorted(term[::-1] for (term,) in rows), size
            return self._backwards


_BETWEEN = "SELECT term, doc FROM word_reach WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?"
_AMONG = "SELECT term, doc FROM word_reach WHERE term IN (SELECT value FROM json_each(?))"
SIZE = "SELECT passages, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0) FROM totals"
_PASSAGES_WITH = """
    SELECT text, metadata, sentences FROM documents JOIN passages ON passages.document = documents.id
    WHERE passages.id IN (SELECT doc FROM word_occurrences WHERE term = ? AND col = 'terms' LIMIT ?)
"""
