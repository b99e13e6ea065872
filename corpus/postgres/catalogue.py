"""Which documents on a server have a title, an author, a publisher or a date that is asked for."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from corpus.store.catalogue.catalogue import (
    MOST_NAMES,
    Catalogue,
    CatalogueEntry,
    CatalogueQuery,
    condition,
    frozen,
    stand_together,
    words_of,
)
from corpus.store.seals import require_originals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class ServerCatalogue(Catalogue):
    """The entries of one library on a server, which are the documents' own columns."""

    def is_there(self) -> bool:
        """Return True: its indexes come with the documents' table."""
        return True

    def titled(self, title: str, documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return documents of just this title, capitals and small letters being the same."""
        where, values = condition(CatalogueQuery(documents=frozen(documents)))
        return self._entries(
            f"SELECT number FROM catalogue WHERE lower(title) = lower(?) AND {where} LIMIT ?", (title, *values, most)
        )

    def with_in_title(self, words: Sequence[str], documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return documents in whose title each of the words stands, in some form."""
        where, values = condition(CatalogueQuery(documents=frozen(documents)))
        found = f"SELECT number FROM catalogue WHERE {_holds('title')} AND {where} ORDER BY number LIMIT ?"
        return self._entries(found, (" ".join(words), *values, most))

    def filed_as(self, name: str, documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return the documents of files of this name, capitals and small letters being the same."""
        where, values = condition(CatalogueQuery(documents=frozen(documents)))
        pattern = "%" + re.sub(r"([%_\\])", r"\\\1", name)
        found = self._rows(
            "SELECT number, path FROM files JOIN documents USING (original) JOIN catalogue ON document = documents.id "
            f"WHERE path ILIKE ? AND {where.replace('media_type', 'catalogue.media_type')} ORDER BY number LIMIT ?",
            (pattern, *values, most * 10),
        )
        numbers = dict.fromkeys(number for number, path in found if PurePath(path).name.casefold() == name.casefold())
        return self._numbered(list(numbers)[:most])

    def _called(self, column: str, words: Sequence[str]) -> frozenset[str]:
        if not words:
            return frozenset()
        rows = self._rows(
            f"SELECT DISTINCT {column} FROM catalogue WHERE {_holds(column)} LIMIT ?", (" ".join(words), MOST_NAMES)
        )
        return frozenset(value for (value,) in rows if stand_together(words, words_of(value)))

    def _entries(self, query: str, values: Sequence[Any]) -> list[CatalogueEntry]:
        return self._numbered([number for (number,) in self._rows(query, values)])

    def _numbered(self, numbers: Sequence[int]) -> list[CatalogueEntry]:
        """Return the entries with these numbers, in this order. Raises LibraryDamaged."""
        marks = ", ".join("?" * len(numbers))
        if not numbers:
            return []
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT number, original, document, path, title, author, publisher, date FROM catalogue "
                "JOIN documents ON documents.id = document JOIN originals ON originals.id = original "
                f"WHERE number IN ({marks})",
                tuple(numbers),
            ).fetchall()
            require_originals(connection, {original for _, original, *_ in rows})
        entries = {number: CatalogueEntry(*columns) for number, _, *columns in rows}
        return [entries[number] for number in numbers if number in entries]


def _holds(column: str) -> str:
    """Return the condition that a column has every word of a parameter, in some form."""
    return f"plain_words({column}) @@ plainto_tsquery('plain_stems', ?)"
