"""An index that keeps up with a library: a large one that stays as it is, and a small one of what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from embeddings.index.faiss_index import Neighbours, VectorIndex, sort_neighbours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.store.vector_change_log import VectorChanges


@dataclass(frozen=True, slots=True)
class LayeredIndex:
    """The vectors of `base`, but for those of `changed`, and those of `tail`, which are all of them compared.

    changed int64 (m,): ascending. ids int64 (n,), all of them in `changed`, and vectors float16 (n, dimension) are
    what `tail` was made from.
    """

    base: VectorIndex
    changed: NDArray[np.int64]
    ids: NDArray[np.int64]
    vectors: NDArray[np.float16]
    tail: VectorIndex

    @classmethod
    def from_base(cls, base: VectorIndex) -> Self:
        """Return a layered index of nothing but `base`."""
        vectors = np.empty((0, base.dimension), np.float16)
        none = np.empty(0, np.int64)
        return cls(base, none, none, vectors, VectorIndex.build_exhaustive(none, vectors))

    def with_changes(self, changes: VectorChanges) -> Self:
        """Return a new index with changes that this one does not know of yet."""
        kept = ~np.isin(self.ids, changes.passages)
        ids = np.concatenate([self.ids[kept], changes.ids])
        vectors = np.concatenate([self.vectors[kept], changes.vectors])
        changed = np.union1d(self.changed, changes.passages)
        return type(self)(self.base, changed, ids, vectors, VectorIndex.build_exhaustive(ids, vectors))

    def flatten(self) -> VectorIndex:
        """Return everything as one new index of the kind of `base`."""
        return self.base.with_changes(self.changed, self.ids, self.vectors)

    def __len__(self) -> int:
        """Return how many vectors there are, at most: removed ones may still be counted."""
        return len(self.base) + len(self.ids)

    def search(self, vector: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Neighbours:
        """Find the nearest ids of both layers, as `VectorIndex.search` does."""
        old = self.base.search(vector, limit, among, without=self.changed)
        new = self.tail.search(vector, limit, among)
        merged = sort_neighbours(
            np.concatenate([old.ids, new.ids]), np.concatenate([old.similarities, new.similarities])
        )
        return Neighbours(merged.ids[:limit], merged.similarities[:limit])
