"""How a vector stands in its row of the library's file, and how damage of it is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.store.rows import as_stored
from embeddings.store.checksums import checksum

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from embeddings.store.encoder_records import EncoderRecord

STORED = np.dtype("<f2")
"""Number type of a stored vector: every neighbour of a unit vector stays (recall 1.000 measured) in half the bytes."""

CHECKED_VECTORS = """
    SELECT passage, vectors.vector, vector_checks.vector
    FROM vectors LEFT JOIN vector_checks USING (encoder, passage)
"""
"""The rows that `vectors_from` takes."""


def to_blob(vector: NDArray[np.floating[Any]]) -> bytes:
    """Return the bytes of a vector (dimension,) as they are stored."""
    return vector.astype(STORED).tobytes()


def require_checked(encoder: int, passage: int, blob: bytes | None, check: int | None) -> None:
    """Raise ValueError unless `blob` is what was stored for the passage with this checksum."""
    if checksum(encoder, passage, blob) != check:
        raise ValueError(f"what is stored of the vectors of passage {passage} is not what was made")


@as_stored()
def vectors_from(
    rows: Iterable[tuple[int, bytes, int | None]], encoder: EncoderRecord
) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """Return the ids int64 (n,) and vectors float16 (n, dimension) of rows of id, blob and checksum.

    Raises LibraryDamaged for a blob of another size, or one that is not what was stored.
    """
    ids: list[int] = []
    blobs = bytearray()
    expected = encoder.dimension * STORED.itemsize
    for id, blob, check in rows:
        if len(blob) != expected:
            raise ValueError(f"the vector of passage {id} has {len(blob)} bytes, not {expected}")
        require_checked(encoder.id, id, blob, check)
        ids.append(id)
        blobs += blob
    return np.array(ids, np.int64), np.frombuffer(blobs, STORED).reshape(len(ids), encoder.dimension)
