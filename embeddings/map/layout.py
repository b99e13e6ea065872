"""Vectors as places on a map: what is alike lies close together. Arithmetic only; the one door to scikit-learn.

Anchors are laid out as neighbours (t-SNE, van der Maaten and Hinton, JMLR 9, 2008, begun from the principal
components, so that it comes out the same each time). Every other passage goes among the anchors that it is most like,
which takes no time and moves nothing: a map that has been drawn stays as it is while documents are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ANCHORS = 2_000
"""So many passages are laid out as neighbours at most: 7 to 12 seconds on one core."""
PERPLEXITY = 30.0
COMPONENTS = 50
ROUNDS = 500
NEIGHBOURS = 5
SHARPNESS = 25.0
"""How much more a nearer neighbour counts: e**(SHARPNESS * difference of cosine)."""
ANCHORED = 0.5
"""A map is drawn anew when fewer of its passages than this share are anchors."""
_FEW = 8
_AT_ONCE = 4_096
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Layout:
    """ids int64 (n,), ascending; places float32 (n, 2), each number in [0, 1]; anchors bool (n,)."""

    ids: NDArray[np.int64]
    places: NDArray[np.float32]
    anchors: NDArray[np.bool_]

    def __post_init__(self) -> None:
        n = len(self.ids)
        if self.ids.shape != (n,) or self.places.shape != (n, 2) or self.anchors.shape != (n,):
            raise ValueError(f"ids {self.ids.shape}, places {self.places.shape}, anchors {self.anchors.shape}")

    def suits(self, ids: NDArray[np.int64]) -> bool:
        """Return True if enough of these passages are anchors of this layout to put the others among them."""
        return bool(np.isin(ids, self.ids[self.anchors]).sum() >= max(1, ANCHORED * len(ids)))


def thinned(ids: NDArray[np.int64], documents: Sequence[str], most: int) -> NDArray[np.int64]:
    """Choose at most `most` of the passages int64 (n,), ascending; one of each document as far as there is room.

    Which ones depends on their numbers alone: a passage more or less changes one more or less.
    """
    if len(ids) <= most:
        return np.sort(ids)
    mixed = _mixed(ids)
    _, group = np.unique(np.array(documents), return_inverse=True)
    by_document = np.lexsort((mixed, group))
    follows = np.ones(len(ids), np.bool_)
    follows[by_document[np.diff(group[by_document], prepend=-1) != 0]] = False
    return np.sort(ids[np.lexsort((mixed, follows))[:most]])


def lay_out(ids: NDArray[np.int64], vectors: NDArray[np.floating], before: Layout | None = None) -> Layout:
    """Lay out the passages int64 (n,), ascending, with unit vectors (n, dimension).

    It is turned and mirrored so that what `before` has lies where it lay, as nearly as can be.
    """
    anchors = np.zeros(len(ids), np.bool_)
    anchors[np.argsort(_mixed(ids), kind="stable")[:ANCHORS]] = True
    places = np.zeros((len(ids), 2), np.float32)
    drawn = _neighbourly(vectors[anchors].astype(np.float32))
    places[anchors] = _in_unit_square(_turned(ids[anchors], drawn, before))
    places[~anchors] = placed(vectors[~anchors], vectors[anchors], places[anchors])
    return Layout(ids, places, anchors)


def extended(layout: Layout, ids: NDArray[np.int64], vectors: NDArray[np.floating]) -> Layout:
    """Extend a layout to the passages int64 (n,), ascending, with unit vectors (n, dimension).

    What `layout` has keeps its place, the rest goes where it is most like. At least one must be known.
    """
    known = np.isin(ids, layout.ids)
    at = np.searchsorted(layout.ids, ids[known])
    places, anchors = np.zeros((len(ids), 2), np.float32), np.zeros(len(ids), np.bool_)
    places[known], anchors[known] = layout.places[at], layout.anchors[at]
    places[~known] = placed(vectors[~known], vectors[known], places[known])
    return Layout(ids, places, anchors)


def placed(
    vectors: NDArray[np.floating], among: NDArray[np.floating], places: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return where unit vectors (m, dimension) belong among others (n > 0, dimension) at places (n, 2): float32 (m, 2).

    It is the mean of the nearest ones' places, weighted by likeness, so never outside of them.
    """
    others = among.astype(np.float32)
    count = min(NEIGHBOURS, len(others))
    found = np.zeros((len(vectors), 2), np.float32)
    for start in range(0, len(vectors), _AT_ONCE):
        similarity = vectors[start : start + _AT_ONCE].astype(np.float32) @ others.T
        nearest = np.argpartition(-similarity, count - 1, axis=1)[:, :count]
        near = np.take_along_axis(similarity, nearest, axis=1)
        weight = np.exp(SHARPNESS * (near - near.max(axis=1, keepdims=True)))
        weight /= weight.sum(axis=1, keepdims=True)
        found[start : start + _AT_ONCE] = np.einsum("ij,ijk->ik", weight, places[nearest])
    return found


def dense_groups(places: NDArray[np.float32], least: int, samples: int) -> NDArray[np.int64]:
    """Return for each place (n, 2) the number of its group, int64 (n,), or -1 for what lies in none.

    Groups are where at least `least` places lie more densely than around them (HDBSCAN; Campello, Moulavi & Sander,
    2013); how densely is told by the distance to the nearest `samples`.
    """
    from sklearn.cluster import HDBSCAN

    found = HDBSCAN(min_cluster_size=least, min_samples=samples, copy=True).fit_predict(places.astype(np.float64))
    return np.asarray(found, np.int64)


def _neighbourly(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    components = _principal_components(vectors)
    if len(vectors) < _FEW:
        return components[:, :2]
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    # one thread: the same sums in the same order every time, and another core for whoever asks meanwhile
    with threadpool_limits(1, user_api="openmp"):
        perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
        layout = TSNE(init=_begun(components), random_state=0, perplexity=perplexity, max_iter=ROUNDS, n_jobs=1)
        found: NDArray[np.float64] = layout.fit_transform(components.astype(np.float32)).astype(np.float64)
    return found


def _begun(components: NDArray[np.float64]) -> NDArray[np.float32]:
    """Where the layout begins, float32 (n, 2): small, and no two at the same place, which would crash scikit-learn."""
    first = components[:, :2]
    noise = np.random.default_rng(0).normal(size=first.shape)
    begun: NDArray[np.float64] = 1e-4 * first / max(first[:, 0].std(), 1e-9) + 1e-6 * noise
    return begun.astype(np.float32)


def _principal_components(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """float64 (n, at least 2, at most COMPONENTS)."""
    finite = np.nan_to_num(vectors.astype(np.float64))
    centred = finite - finite.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    found = centred @ axes[:, ::-1][:, :COMPONENTS]
    return np.pad(found, ((0, 0), (0, max(0, 2 - found.shape[1]))))


def _turned(ids: NDArray[np.int64], places: NDArray[np.float64], before: Layout | None) -> NDArray[np.float64]:
    """Places (n, 2) turned and mirrored towards those before (orthogonal Procrustes), or the first one to the top left.

    Nothing is stretched.
    """
    centred = places - places.mean(axis=0)
    common = np.intersect1d(ids, before.ids, return_indices=True) if before is not None else None
    if before is None or common is None or len(common[0]) < 3:
        mirrored: NDArray[np.float64] = centred * np.where(centred[:1] > 0, -1.0, 1.0)
        return mirrored
    there = before.places[common[2]].astype(np.float64)
    here = centred[common[1]]
    left, _, right = np.linalg.svd((here - here.mean(axis=0)).T @ (there - there.mean(axis=0)))
    turned: NDArray[np.float64] = centred @ (left @ right)
    return turned


def _in_unit_square(places: NDArray[np.float64]) -> NDArray[np.float32]:
    """Each axis stretched to [0, 1]; one on which all lie at the same place is put in the middle."""
    low, wide = places.min(axis=0), np.ptp(places, axis=0)
    spread = wide > 1e-9
    inside: NDArray[np.float64] = np.where(spread, (places - low) / np.where(spread, wide, 1), 0.5)
    return inside.astype(np.float32)


def _mixed(ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Mix the numbers into an order of no meaning (Fibonacci hashing), each the same for ever."""
    mixed: NDArray[np.uint64] = ids.astype(np.uint64) * _GOLDEN
    return mixed
