"""The passages of a library, read back by number or by document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.documents import Passage, PlaceKind, Span
from corpus.english.answer_types import AnswerType
from corpus.store.rows import as_stored, spans
from corpus.store.seals import PASSAGE_COLUMNS, passage_seal, require_seal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from corpus.store.database import Store
    from corpus.store.passage_set import PassageSet

_COLUMNS = (
    f"id, (SELECT sha256 FROM passage_seals WHERE passage = passages.id), {PASSAGE_COLUMNS}, "
    f"EXISTS (SELECT 1 FROM places WHERE places.document = passages.document AND places.start = passages.start "
    f"AND places.kind IN ('{PlaceKind.ROW}', '{PlaceKind.SLIDE}'))"
)
_KINDS = {f"{kind:x}": AnswerType(kind) for kind in range(16)}


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its number in the library, its document, and of each sentence the terms and kinds of answers.

    `terms` has a line for each sentence, its terms with a space between them. A passage without sentences has one
    entry all the same, that of nothing. `begins_place`: a row of a table or the words of a slide start with it, so it
    does not go on from the passage before.
    """

    id: int
    document: str
    passage: Passage
    terms: str
    sentence_kinds: tuple[AnswerType, ...]
    begins_place: bool = False

    @property
    def sentence_terms(self) -> tuple[tuple[str, ...], ...]:
        """Return the terms of each sentence."""
        return tuple(tuple(line.split()) for line in self.terms.split("\n"))


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The terms of a passage and of what it stands under, with a space between them.

    `sentences` has a line for each sentence; `title`, `headings` and `names` (of files and folders) are a line each.
    """

    sentences: str
    title: str
    headings: str
    names: str


class StoredPassages:
    """The passages of one library. Numbers of passages that are gone are left out without a word."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._within: tuple[int, frozenset[str], PassageSet] | None = None

    def count(self) -> int:
        """Return how many passages there are."""
        with self._store.reading() as connection:
            return int(connection.execute("SELECT passages FROM totals").fetchone()[0])

    def get(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """Return the passages with these numbers. Raises LibraryDamaged."""
        with self._store.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))",
                (_as_json(ids),),
            ).fetchall()
        return {passage.id: passage for passage in _passages_from(rows)}

    def terms(self, ids: Collection[int]) -> dict[int, PassageTerms]:
        """Return the terms of the passages with these numbers, in the order of the numbers."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, terms, context, names FROM passages WHERE id IN (SELECT value FROM json_each(?)) "
                "ORDER BY id",
                (_as_json(ids),),
            )
            return {id: terms_from(*columns) for id, *columns in rows}

    def ids(self, documents: Collection[str]) -> list[int]:
        """Return the numbers of all passages of these documents, ascending."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM passages WHERE document IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(sorted(documents)),),
            ).fetchall()
        return [row[0] for row in rows]

    def within(self, documents: Collection[str]) -> PassageSet:
        """Return all passages of these documents; the last are known until the library changes."""
        from corpus.store.passage_set import PassageSet  # NumPy takes time to load

        generation, chosen, known = self._store.generation(), frozenset(documents), self._within
        if known is None or known[:2] != (generation, chosen):
            with self._store.reading() as connection:  # one long string costs a fifth of as many rows
                (joined,) = connection.execute(
                    "SELECT json_group_array(id) FROM passages WHERE document IN (SELECT value FROM json_each(?))",
                    (json.dumps(sorted(chosen)),),
                ).fetchone()
            self._within = known = (generation, chosen, PassageSet.parse(joined.strip("[]")))
        return known[2]

    def of(self, document: str) -> list[StoredPassage]:
        """Return all passages of a document, in the order of its text. Raises LibraryDamaged."""
        with self._store.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM passages WHERE document = ? ORDER BY start", (document,)
            ).fetchall()
        return _passages_from(rows)


@as_stored()
def terms_from(terms: str, context: str, names: str) -> PassageTerms:
    """Return the terms of a passage in its columns. Raises LibraryDamaged."""
    title, headings = context.split("\n")
    if not (isinstance(terms, str) and isinstance(names, str)):
        raise TypeError("terms of a passage are no text")
    return PassageTerms(terms, title, headings, names)


def _as_json(ids: Collection[int]) -> str:
    return json.dumps([int(id) for id in ids])  # NumPy's integers are none to json


@as_stored()
def _passages_from(rows: Iterable[Sequence[Any]]) -> list[StoredPassage]:
    """Return the passages in rows of _COLUMNS, in the same order. Raises LibraryDamaged."""
    return [_passage_from(*row) for row in rows]


def _passage_from(
    id: int,
    seal: bytes | None,
    document: str,
    start: int,
    end: int,
    heading: str | None,
    sentences: str,
    terms: str,
    context: str,
    kinds: str,
    begins_place: int,
) -> StoredPassage:
    """Return a passage. Raises LibraryDamaged; raises what is to become it where columns do not fit each other."""
    require_seal(seal, passage_seal(document, start, end, heading, sentences, terms, context, kinds), document)
    passage = Passage(Span(start, end), spans(sentences), heading)
    entries = max(1, len(passage.sentences))
    if terms.count("\n") + 1 != entries or len(kinds or "0") != entries:
        raise ValueError(f"terms and kinds of passage {id} are not those of its {entries} sentences")
    return StoredPassage(
        id=id,
        document=document,
        passage=passage,
        terms=terms,
        sentence_kinds=tuple(map(_KINDS.__getitem__, kinds or "0")),
        begins_place=bool(begins_place),
    )
