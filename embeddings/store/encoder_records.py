"""Which encoders a library has vectors of, and which of them answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.store.database import bump_generation
from embeddings.errors import EncoderMismatch

if TYPE_CHECKING:
    from corpus.store.database import Store


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """An encoder whose vectors the library holds."""

    id: int
    name: str
    dimension: int


class EncoderRecords:
    """The encoders of one library: the one that answers, and at most one more in the making beside it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def active(self) -> EncoderRecord | None:
        """Return the encoder that answers; None in a library that has never had a vector."""
        with self._store.reading() as connection:
            row = connection.execute("SELECT id, name, dimension FROM encoders WHERE active").fetchone()
        return EncoderRecord(*row) if row else None

    def get_or_create(self, name: str, dimension: int) -> EncoderRecord:
        """Return the encoder that answers, after recording this one if there is none.

        Raises EncoderMismatch if another one answers.
        """
        active = self.active()
        if active is None:
            with self._store.writing() as connection:
                connection.execute(
                    "INSERT INTO encoders (name, dimension, active) "
                    "SELECT ?, ?, TRUE WHERE NOT EXISTS (SELECT 1 FROM encoders WHERE active) ON CONFLICT DO NOTHING",
                    (name, dimension),
                )
            active = self.active()
        if active is None or (active.name, active.dimension) != (name, dimension):
            raise EncoderMismatch(active.name if active else "no encoder", name)
        return active

    def stage(self, name: str, dimension: int) -> EncoderRecord:
        """Record an encoder that is to answer once it is activated, and forget any other that was staged.

        What an interrupted change to the same encoder had embedded is still there.
        """
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM encoders WHERE NOT active AND (name, dimension) != (?, ?)", (name, dimension)
            )
            connection.execute(
                "INSERT INTO encoders (name, dimension, active) VALUES (?, ?, FALSE) ON CONFLICT DO NOTHING",
                (name, dimension),
            )
            row = connection.execute("SELECT id, name, dimension FROM encoders WHERE name = ?", (name,)).fetchone()
        return EncoderRecord(*row)

    def activate(self, encoder: EncoderRecord) -> None:
        """Let `encoder` answer from now on, and drop the vectors of every other."""
        with self._store.writing() as connection:
            connection.execute("UPDATE encoders SET active = (id = ?)", (encoder.id,))
            connection.execute("DELETE FROM encoders WHERE NOT active")
            bump_generation(connection)
