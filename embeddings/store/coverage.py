"""How many of a library's passages can be found by meaning: those with a vector of the encoder that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from embeddings.store.schema import EMBEDDINGS

if TYPE_CHECKING:
    from corpus.store.database import Store


@dataclass(frozen=True, slots=True)
class Coverage:
    """`embedded` of all `passages` have vectors; the others are found by their words only."""

    passages: int
    embedded: int

    @property
    def pending(self) -> int:
        """Return the number of passages that have no vector."""
        return self.passages - self.embedded

    def __str__(self) -> str:
        return f"{self.embedded:,} of {self.passages:,} passages are embedded"


class CoverageCount:
    """The coverage of one library, counted anew only when the library has changed."""

    def __init__(self, store: Store) -> None:
        store.ensure(EMBEDDINGS)
        self._store = store
        self._held: tuple[int, Coverage] | None = None

    def current(self) -> Coverage:
        """Return what is embedded now: nothing without an encoder that answers."""
        generation = self._store.generation()
        held = self._held
        if held is None or held[0] != generation:
            with self._store.reading() as connection:
                row = connection.execute(_COUNTED).fetchone()
            held = self._held = (generation, Coverage(*row))
        return held[1]


# Both counts come from one statement, so that they are of one moment.
_COUNTED = """
    SELECT (SELECT count(*) FROM passages),
        (SELECT count(*) FROM vectors WHERE encoder = (SELECT id FROM encoders WHERE active))
"""
