"""What changed among a library's vectors, by which an index is kept up with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.store.connections import snapshot
from embeddings.store.vector_rows import CHECKED_VECTORS, vectors_from

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

    from corpus.store.database import Store
    from embeddings.store.encoder_records import EncoderRecord


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """What became of vectors up to the change with this number.

    passages int64 (m,), ascending, had theirs added, replaced or removed; ids int64 (n,) of them have the vectors
    float16 (n, dimension) now.
    """

    number: int
    passages: NDArray[np.int64]
    ids: NDArray[np.int64]
    vectors: NDArray[np.float16]


class VectorChangeLog:
    """The changes of one library's vectors. They are numbered from 1 on, whichever encoder they are of."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last(self) -> int:
        """Return the number of the last change; 0 before the first."""
        with self._store.reading() as connection:
            return _last(connection)

    def knows(self, number: int) -> bool:
        """Return whether `since` knows all that changed after the change with this number."""
        with self._store.reading() as connection:
            return _first(connection) - 1 <= number <= _last(connection)

    def since(self, encoder: EncoderRecord, number: int) -> VectorChanges | None:
        """Return what changed after the change with this number; None if that is no longer known."""
        with self._store.reading() as connection, snapshot(connection):
            last = _last(connection)
            if not _first(connection) - 1 <= number <= last:
                return None
            changed = "SELECT DISTINCT passage FROM vector_changes WHERE number > ?2 AND encoder = ?1"
            passages = connection.execute(f"{changed} ORDER BY passage", (encoder.id, number)).fetchall()
            ids, vectors = vectors_from(
                connection.execute(
                    f"{CHECKED_VECTORS} WHERE vectors.encoder = ?1 AND passage IN ({changed}) ORDER BY passage",
                    (encoder.id, number),
                ),
                encoder,
            )
        return VectorChanges(last, np.array(passages, np.int64).reshape(-1), ids, vectors)

    def everything(self, encoder: EncoderRecord) -> VectorChanges:
        """Return every vector, as if all of them had just been added."""
        with self._store.reading() as connection, snapshot(connection):
            last = _last(connection)
            ids, vectors = vectors_from(
                connection.execute(f"{CHECKED_VECTORS} WHERE vectors.encoder = ? ORDER BY passage", (encoder.id,)),
                encoder,
            )
        return VectorChanges(last, ids, ids, vectors)

    def forget(self, before: int) -> None:
        """Delete the changes with lower numbers, which no index asks for any more; the last one stays."""
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM vector_changes WHERE number < min(?, (SELECT max(number) FROM vector_changes))", (before,)
            )


def _last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(number) FROM vector_changes").fetchone()[0] or 0)


def _first(connection: sqlite3.Connection) -> int:
    """Return the number of the first change that is not forgotten; 1 before the first."""
    return int(connection.execute("SELECT min(number) FROM vector_changes").fetchone()[0] or 1)
