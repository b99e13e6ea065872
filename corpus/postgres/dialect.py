"""The statements of the store rooms as PostgreSQL and psycopg want them.

Documents, files, passages and seals follow the same rules on both engines, so that the statements are the same too.
What differs is the writing of parameters, and lists, which SQLite gets as JSON. Where only one engine can say
something, `IN_PLACE_OF` has what the other says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corpus.store.arrangement import ARRANGEMENT, KEEP_ARRANGEMENT
from corpus.store.library import DOCUMENTS_EVER
from corpus.store.rows import NEXT_PASSAGES
from corpus.store.vocabulary import SIZE
from corpus.store.word_index import TOTALS

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAST_PASSAGE = "(SELECT last_value FROM passage_numbers)"
IN_PLACE_OF = {
    ARRANGEMENT: "SELECT value FROM remarks WHERE name = ?",
    KEEP_ARRANGEMENT: "INSERT INTO remarks VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    NEXT_PASSAGES: "SELECT reserve_passages(?)",
    DOCUMENTS_EVER: f"SELECT (SELECT count(*) FROM documents), {_LAST_PASSAGE}",
    TOTALS: f"SELECT passages, terms, {_LAST_PASSAGE} FROM totals",
    SIZE: f"SELECT passages, {_LAST_PASSAGE} FROM totals",
    "BEGIN": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
_LISTS = re.compile(r"(?P<not>NOT )?IN \(SELECT value FROM json_each\((?P<mark>\?\d*)\)\)")
_MARK = re.compile(r"'[^']*'|\?(?P<number>\d*)(?P<list>L?)|%")


@dataclass(frozen=True, slots=True)
class ServerStatement:
    """A statement for psycopg, and which of the parameters it takes in turn; those in `lists` are JSON of a list."""

    text: str
    order: tuple[int, ...]
    lists: frozenset[int]

    def values(self, parameters: Sequence[Any]) -> list[Any]:
        """Return the parameters in the order in which they stand."""
        return [json.loads(parameters[at]) if at in self.lists else parameters[at] for at in self.order]


@lru_cache(maxsize=512)
def translate(statement: str) -> ServerStatement:
    """Return a statement of the store rooms for psycopg."""
    statement = IN_PLACE_OF.get(statement, statement)
    listed = _LISTS.sub(lambda found: f"{'<> ALL' if found['not'] else '= ANY'}({found['mark']}L)", statement)
    order: list[int] = []
    lists: set[int] = set()

    def place(found: re.Match[str]) -> str:
        if found["number"] is None:
            return found[0].replace("%", "%%")
        order.append(int(found["number"]) - 1 if found["number"] else len(order))
        if found["list"]:
            lists.add(order[-1])
        return "%s"

    return ServerStatement(_MARK.sub(place, listed), tuple(order), frozenset(lists))
