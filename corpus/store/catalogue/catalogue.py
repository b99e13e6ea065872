"""The catalogue: which documents have a title, an author, a publisher or a date that is asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

from corpus.store.connections import snapshot
from corpus.store.seals import damaged_document, require_originals
from corpus.text.terms import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corpus.store.database import Store

MOST_NAMES = 1_000
"""Most different authors, and publishers, that are looked through for a name."""

Order = Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What one document says of itself, and the path at which it stands."""

    document: str
    path: str
    title: str
    author: str | None
    publisher: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """Which documents are meant: all that is given has to hold; of `authors` and `publishers`, one.

    These two are as the documents have them. A date is compared as text: `since` <= date < `before`, so that "2020" and
    "2020~" hold every day of that year. `documents` are ids; None for all.
    """

    authors: frozenset[str] = frozenset()
    publishers: frozenset[str] = frozenset()
    since: str | None = None
    before: str | None = None
    media_types: frozenset[str] = frozenset()
    documents: frozenset[str] | None = None

    @property
    def is_of_a_time(self) -> bool:
        """Return whether it asks for dates."""
        return self.since is not None or self.before is not None


class Catalogue:
    """The entries of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_there(self) -> bool:
        """Return whether the library has one; an older library that cannot be written to has none."""
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = 'catalogue'", ()))

    def count(self, query: CatalogueQuery) -> int:
        """Return how many documents are meant."""
        where, values = condition(query)
        return int(self._rows(f"SELECT count(*) FROM catalogue WHERE {where}", values)[0][0])

    def count_undated(self, query: CatalogueQuery) -> int:
        """Return how many documents without a date would be meant, whatever time is asked for."""
        where, values = condition(replace(query, since=None, before=None))
        return int(self._rows(f"SELECT count(*) FROM catalogue WHERE {where} AND date IS NULL", values)[0][0])

    def entries(self, query: CatalogueQuery, most: int, order: Order = "newest") -> list[CatalogueEntry]:
        """Return at most `most` of the documents that are meant, those without a date last."""
        where, values = condition(query)
        chosen = "date DESC NULLS LAST, number" if order == "newest" else "date IS NULL, date, number"
        if order == "oldest" and self._rows(f"SELECT 1 FROM catalogue WHERE {where} AND date > '' LIMIT 1", values):
            where, chosen = f"{where} AND date > ''", "date, number"  # walks along the index, not through the table
        return self._entries(f"SELECT number FROM catalogue WHERE {where} ORDER BY {chosen} LIMIT ?", (*values, most))

    def titled(self, title: str, documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return documents of just this title, capitals and small letters being the same."""
        where, values = condition(CatalogueQuery(documents=frozen(documents)))
        return self._entries(
            f"SELECT number FROM catalogue WHERE title = ? COLLATE NOCASE AND {where} LIMIT ?", (title, *values, most)
        )

    def with_in_title(self, words: Sequence[str], documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return documents in whose title each of the words stands, in some form."""
        where, values = condition(CatalogueQuery(documents=frozen(documents)))
        return self._entries(
            "SELECT number FROM catalogue WHERE number IN (SELECT rowid FROM catalogue_words WHERE catalogue_words "
            f"MATCH ?) AND {where} LIMIT ?",
            (_match(words, "title"), *values, most),
        )

    def filed_as(self, name: str, documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return the documents of files of this name, capitals and small letters being the same."""
        where, values = condition(CatalogueQuery(documents=frozen(documents)))
        pattern = "%" + re.sub(r"([%_\\])", r"\\\1", name)
        found = self._rows(
            "SELECT number, path FROM files CROSS JOIN documents USING (original) "  # one walk along the paths first
            "JOIN catalogue ON document = documents.id "
            f"WHERE path LIKE ? ESCAPE '\\' AND {where} ORDER BY number LIMIT ?",
            (pattern, *values, most * 10),
        )
        numbers = dict.fromkeys(number for number, path in found if PurePath(path).name.casefold() == name.casefold())
        return self._entries("SELECT value FROM json_each(?) ORDER BY key LIMIT ?", (json.dumps(list(numbers)), most))

    def called(self, name: str) -> CatalogueQuery | None:
        """Return a query for the documents of those who go by a name, or by a part of it; None for nobody.

        Example: "Dema" and "elira dema" find "Elira Dema" and "Luan Gashi, Elira Dema"; "Eli" finds neither.
        """
        words = words_of(name)
        authors, publishers = (self._called(column, words) for column in ("author", "publisher"))
        return CatalogueQuery(authors=authors, publishers=publishers) if authors or publishers else None

    def _called(self, column: str, words: Sequence[str]) -> frozenset[str]:
        if not words:
            return frozenset()
        found = self._rows(
            f"SELECT DISTINCT {column} FROM catalogue WHERE number IN (SELECT rowid FROM catalogue_words WHERE "
            "catalogue_words MATCH ?) LIMIT ?",
            (_match(words, column), MOST_NAMES),
        )
        return frozenset(value for (value,) in found if stand_together(words, words_of(value)))

    def _entries(self, query: str, values: Sequence[Any]) -> list[CatalogueEntry]:
        """Return the entries whose numbers a query finds, in its order.

        Raises LibraryDamaged where one says something else than its document.
        """
        numbers = [number for (number,) in self._rows(query, values)]
        with self._store.reading() as connection, snapshot(connection):
            rows = connection.execute(_ENTRIES, (json.dumps(numbers),)).fetchall()
            require_originals(connection, {original for _, original, *_ in rows})
        for is_the_same, _, _, path, *_ in rows:
            if not is_the_same:
                raise damaged_document(path)
        return [CatalogueEntry(*columns) for _, _, *columns in rows]

    def _rows(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._store.reading() as connection:
            return connection.execute(query, tuple(values)).fetchall()


_ENTRIES = """
    SELECT title IS metadata ->> 'title' AND author IS metadata ->> 'author' AND date IS metadata ->> 'date'
            AND publisher IS metadata ->> 'publisher' AND catalogue.media_type = documents.media_type,
        original, document, originals.path, title, author, publisher, date
    FROM json_each(?) AS wanted JOIN catalogue ON number = wanted.value
        JOIN documents ON documents.id = document JOIN originals ON originals.id = original
    ORDER BY wanted.key
"""


def condition(query: CatalogueQuery) -> tuple[str, list[str]]:
    """Return the SQL condition of a query with its values."""
    parts, values = ["TRUE"], []
    people = [("author", query.authors), ("publisher", query.publishers)]
    if any(names for _, names in people):
        parts.append("(" + " OR ".join(f"{name} IN (SELECT value FROM json_each(?))" for name, _ in people) + ")")
        values += [json.dumps(sorted(names)) for _, names in people]
    for column, wanted in (("media_type", query.media_types or None), ("document", query.documents)):
        if wanted is not None:
            parts.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(sorted(wanted)))
    for sign, date in ((">=", query.since), ("<", query.before)):
        if date is not None:
            parts.append(f"date {sign} ?")
            values.append(date)
    return " AND ".join(parts), values


def _match(words: Sequence[str], column: str) -> str:
    """Return what FTS5 looks for: each of the words in a column."""
    quoted = (f'"{word}"' for word in words)
    return f"{column} : ({' AND '.join(quoted)})"


def stand_together(words: Sequence[str], among: Sequence[str]) -> bool:
    """Return whether a few words next to each other hold all of `words`, with one more between them at most."""
    most = len(words) + 1
    return any(set(words).issubset(among[at : at + most]) for at in range(max(1, len(among) - 1)))


def words_of(text: str) -> list[str]:
    """Return the words of a name or title as they are compared."""
    return re.findall(r"[^\W_]+", normalise(text))


def frozen(documents: Collection[str] | None) -> frozenset[str] | None:
    """Return ids as a query holds them."""
    return None if documents is None else frozenset(documents)
