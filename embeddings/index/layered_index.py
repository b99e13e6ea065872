"""An index that keeps up with a library: a large one that stays as it is, and a small one of what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from embeddings.index.faiss_index import Neighbours, VectorIndex, highest_first

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.store.vector_store import VectorChanges


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
    def over(cls, base: VectorIndex) -> Self:
        """Nothing but `base`."""
        vectors = np.empty((0, base.dimension), np.float16)
        none = np.empty(0, np.int64)
        return cls(base, none, none, vectors, VectorIndex.exhaustively(none, vectors))

    def after(self, changes: VectorChanges) -> Self:
        """This index after changes that it does not know of yet."""
        kept = ~np.isin(self.ids, changes.passages)
        ids = np.concatenate([self.ids[kept], changes.ids])
        vectors = np.concatenate([self.vectors[kept], changes.vectors])
        changed = np.union1d(self.changed, changes.passages)
        return type(self)(self.base, changed, ids, vectors, VectorIndex.exhaustively(ids, vectors))

    def flattened(self) -> VectorIndex:
        """All of it in one new index of the kind of `base`."""
        return self.base.changed(self.changed, self.ids, self.vectors)

    def __len__(self) -> int:
        """How many vectors there are, at most: removed ones may still be counted."""
        return len(self.base) + len(self.ids)

    def search(self, vector: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Neighbours:
        """As `VectorIndex.search`."""
        old = self.base.search(vector, limit, among, without=self.changed)
        new = self.tail.search(vector, limit, among)
        merged = highest_first(np.concatenate([old.ids, new.ids]), np.concatenate([old.similarities, new.similarities]))
        return Neighbours(merged.ids[:limit], merged.similarities[:limit])
