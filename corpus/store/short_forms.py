"""What the documents of a library say is short for what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from corpus.store.database import Store

MOST = 3
"""Counterparts of one short form at most, those that most documents have: PM is prime minister here, not there."""


class ShortForms:
    """The short forms that the documents of one library introduce (`corpus.text.short_forms`)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def counterparts(self, asked: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return what counts as the same as each of the `asked` terms or phrases, nothing for most.

        Example: "mek" has "mojahedin mojahedinekhalq e khalq", where a document says so.
        """
        found: dict[str, tuple[str, ...]] = {}
        for term, counterpart in self._found(asked):
            found[term] = (*found.get(term, ()), counterpart)
        return found

    def _found(self, asked: Collection[str]) -> Iterable[tuple[str, str]]:
        with self._store.reading() as connection:
            return connection.execute(_FOUND, (json.dumps(sorted(asked)), MOST)).fetchall()


_FOUND = """
    SELECT value, counts FROM json_each(?1) JOIN (
        SELECT asked, counts, row_number() OVER (PARTITION BY asked ORDER BY count(*) DESC, counts) AS place
        FROM short_forms WHERE asked IN (SELECT value FROM json_each(?1)) GROUP BY asked, counts
    ) ON asked = value WHERE place <= ?2 ORDER BY value, place
"""
