"""Nearest vectors by cosine similarity: the one door to faiss.

An index is a snapshot that never changes: faiss crashes when one thread adds while another one searches,
so a new set of vectors is a new index. The vectors are kept elsewhere, and the file can always be made
again from them.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import faiss
import numpy as np

from corpus.messages import Message
from embeddings.errors import IndexDamaged
from embeddings.index.atomic_write import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CHUNK_VECTORS = 65_536
"""Vectors that are turned into float32 at once."""
MOST_IN_BITMAP = 2**27
"""Ids that a bitmap has room for, one bit each: 16 MB."""
TRAINING_VECTORS_PER_LIST = 64
"""Vectors that a group's centre is learned from, at most."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Vectors in `lists` groups of near ones; a search compares those in the nearest `probes` of them."""

    lists: int
    probes: int


@dataclass(frozen=True, slots=True)
class IndexPolicy:
    """When an index compares every vector, and how it avoids that.

    Up to `exhaustive_up_to` vectors all are compared, as float16. Beyond, they are put into groups, more of them from
    `few_up_to` on, in 8 bits a number; such similarities are estimates, to be made again from the vectors.
    """

    exhaustive_up_to: int = 50_000
    few_up_to: int = 300_000
    few: Groups = Groups(1024, 64)
    many: Groups = Groups(4096, 64)

    def groups(self, count: int) -> Groups | None:
        """Return the groups of an index of `count` vectors; None if all vectors are compared."""
        if count <= self.exhaustive_up_to:
            return None
        return self.few if count <= self.few_up_to else self.many

    def probes(self, lists: int) -> int:
        """Return how many of `lists` groups are searched: a sixteenth in an index that another policy made."""
        known = {groups.lists: groups.probes for groups in (self.few, self.many)}
        return known.get(lists, max(1, lists // 16))


class Neighbours(NamedTuple):
    """ids int64 (n,) and their cosine similarities float32 (n,), highest first, equal ones by id."""

    ids: NDArray[np.int64]
    similarities: NDArray[np.float32]


class VectorIndex:
    """An unchanging set of unit vectors by id. Any number of threads may search it."""

    def __init__(self, index: Any, policy: IndexPolicy | None = None) -> None:
        self._index = index
        self._policy = policy or IndexPolicy()

    @classmethod
    def build(
        cls,
        ids: NDArray[np.int64],
        vectors: NDArray[np.float32] | NDArray[np.float16],
        policy: IndexPolicy | None = None,
    ) -> VectorIndex:
        """Build the index of `vectors` (n, dimension) of unit length with `ids` (n,), all different; n may be 0.

        Raises ValueError for anything else.
        """
        _check(ids, vectors)
        policy = policy or IndexPolicy()
        groups = policy.groups(len(ids))
        index = _exhaustive(vectors) if groups is None else _in_lists(vectors, groups.lists)
        _add(index, ids, vectors)
        return cls(index, policy)

    @classmethod
    def build_exhaustive(
        cls, ids: NDArray[np.int64], vectors: NDArray[np.float32] | NDArray[np.float16]
    ) -> VectorIndex:
        """Build an index that compares every vector, however many there are. Raises ValueError as `build` does."""
        return cls.build(ids, vectors, IndexPolicy(exhaustive_up_to=len(ids)))

    def suits(self, count: int, policy: IndexPolicy | None = None) -> bool:
        """Return whether `build` would make an index of this kind out of `count` vectors."""
        groups = (policy or IndexPolicy()).groups(count)
        return self._lists == (groups.lists if groups else None)

    @classmethod
    def load(cls, path: Path, sha256: str, policy: IndexPolicy | None = None) -> VectorIndex:
        """Read the index saved at `path`. Raises IndexDamaged unless its bytes have this SHA-256."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise IndexDamaged(
                Message(
                    "The vector index {path} cannot be read ({error}): build it again.",
                    path=path,
                    error=error.strerror or str(error),
                )
            ) from error
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            raise IndexDamaged(
                Message(
                    "The vector index {path} has SHA-256 {found}, not {expected}: build it again.",
                    path=path,
                    found=found,
                    expected=sha256,
                )
            )
        # This makes half as many copies as faiss.deserialize_index.
        reader = faiss.PyCallbackIOReader(io.BytesIO(data).read)  # type: ignore[attr-defined]
        try:
            return cls(faiss.read_index(reader), policy)
        except RuntimeError as error:
            raise IndexDamaged(
                Message("This version of faiss cannot read the vector index {path}: build it again.", path=path)
            ) from error

    def with_changes(
        self, without: NDArray[np.int64], ids: NDArray[np.int64], vectors: NDArray[np.float32] | NDArray[np.float16]
    ) -> VectorIndex:
        """Return a new index without the ids `without` and with new `vectors` (n, dimension) under `ids` (n,).

        An id that is there already must be among `without`. This is much faster than `build`: groups stay as they are.
        Raises ValueError as `build` does.
        """
        _check(ids, vectors)
        index = faiss.clone_index(self._index)
        if len(without):
            index.remove_ids(_batch(without))
        _add(index, ids, vectors)
        return VectorIndex(index, self._policy)

    def save(self, path: Path) -> str:
        """Write the index, whole or not at all. Returns its SHA-256, which `load` asks for. Raises OSError."""
        data = faiss.serialize_index(self._index).tobytes()
        write_whole(path, data)
        return hashlib.sha256(data).hexdigest()

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Return how many numbers each vector has."""
        return int(self._index.d)

    @property
    def exhaustive(self) -> bool:
        """Return whether a search compares every vector, so that none is missed."""
        return self._lists is None

    @property
    def _lists(self) -> int | None:
        return int(self._index.nlist) if isinstance(self._index, faiss.IndexIVF) else None

    def search(
        self,
        vector: NDArray[np.float32],
        limit: int,
        among: NDArray[np.int64] | None = None,
        without: NDArray[np.int64] | None = None,
    ) -> Neighbours:
        """Find at most `limit` ids nearest to the unit `vector` (dimension,), only of `among` (m,) if given.

        None of `without` (k,) is found. Ids that the index does not hold are ignored. Raises ValueError for a vector of
        another shape.
        """
        if vector.shape != (self.dimension,):
            raise ValueError(f"the index holds vectors of {self.dimension} numbers, not of shape {vector.shape}")
        if among is not None and without is not None and len(without):
            among = among[~np.isin(among, without)]
        limit = min(limit, len(self) if among is None else len(among), len(self))
        if limit < 1:
            return no_neighbours()
        faiss.omp_set_num_threads(1)  # of this thread only; one question is slower on two
        found = self._search(vector, limit, self._parameters(among, without))
        if len(found.ids) < limit and among is not None and self._lists is not None:  # they are far from the question
            found = self._search(vector, limit, self._parameters(among, without, every_list=True))
        return found

    def _search(self, vector: NDArray[np.float32], limit: int, parameters: Any) -> Neighbours:
        similarities, ids = self._index.search(_float32(vector[None]), limit, params=parameters)
        return sort_neighbours(ids[0], similarities[0])

    def _parameters(
        self, among: NDArray[np.int64] | None, without: NDArray[np.int64] | None, *, every_list: bool = False
    ) -> Any:
        chosen = {}
        if among is not None:
            chosen["sel"] = _bitmap(among) if among.max(initial=0) < MOST_IN_BITMAP else _batch(among)
        elif without is not None and len(without):
            chosen["sel"] = faiss.IDSelectorNot(_batch(without))
        if self._lists is None:
            return faiss.SearchParameters(**chosen)
        probes = self._policy.probes(self._lists)
        if among is not None:  # as many of the chosen are compared as of all otherwise
            probes = min(self._lists, math.ceil(probes * len(self) / len(among)))
        probes = self._lists if every_list else probes
        return faiss.SearchParametersIVF(nprobe=probes, **chosen)  # type: ignore[call-arg]


def no_neighbours() -> Neighbours:
    """Return what is found where there is nothing."""
    return Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))


def sort_neighbours(ids: NDArray[np.int64], similarities: NDArray[np.float32]) -> Neighbours:
    """Sort ids (n,) by similarity (n,), highest first, and leave out faiss's padding, whose id is -1."""
    found = ids >= 0
    ids, similarities = ids[found], similarities[found]
    order = np.lexsort((ids, -similarities))
    return Neighbours(ids[order], similarities[order])


def _batch(ids: NDArray[np.int64]) -> Any:
    return faiss.IDSelectorBatch(np.unique(ids).astype(np.int64))


def _bitmap(ids: NDArray[np.int64]) -> Any:
    """Return a selector that takes one look for each vector, and hardly any time to be made."""
    members = np.zeros(int(ids.max(initial=0)) + 1, np.uint8)
    members[ids] = 1
    return faiss.IDSelectorBitmap(np.packbits(members, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _add(index: Any, ids: NDArray[np.int64], vectors: NDArray[Any]) -> None:
    for start in range(0, len(ids), CHUNK_VECTORS):
        part = slice(start, start + CHUNK_VECTORS)
        index.add_with_ids(_float32(vectors[part]), np.ascontiguousarray(ids[part], np.int64))


def _check(ids: NDArray[np.int64], vectors: NDArray[Any]) -> None:
    if vectors.ndim != 2 or vectors.shape[1] < 1 or ids.shape != (len(vectors),):
        raise ValueError(f"ids of shape {ids.shape} do not go with vectors of shape {vectors.shape}")
    different = len(np.unique(ids))
    if different != len(ids):
        raise ValueError(f"{len(ids)} ids, of which only {different} are different")
    if len(ids) and ids.min() < 0:
        raise ValueError(f"an id must not be negative, as {ids.min()} is")
    for start in range(0, len(ids), CHUNK_VECTORS):
        lengths = np.linalg.norm(_float32(vectors[start : start + CHUNK_VECTORS]), axis=1)
        if not np.all(np.abs(lengths - 1) < 0.01):
            raise ValueError(f"vectors must have length 1, not {lengths.min()} to {lengths.max()}")


def _exhaustive(vectors: NDArray[Any]) -> Any:
    flat = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(flat)


def _in_lists(vectors: NDArray[Any], lists: int) -> Any:
    dimension = vectors.shape[1]
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    wanted = min(len(vectors), lists * TRAINING_VECTORS_PER_LIST)
    sample = np.random.default_rng(0).choice(len(vectors), wanted, replace=False)
    index.train(_float32(vectors[np.sort(sample)]))
    return index


def _float32(vectors: NDArray[Any]) -> NDArray[np.float32]:
    return np.ascontiguousarray(vectors, np.float32)
