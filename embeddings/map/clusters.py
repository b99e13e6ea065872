"""Clusters of a map, as the eye sees them, each named by words that are frequent in it and rare elsewhere."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.text.terms import words
from embeddings.map.layout import dense_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

WORDS = 3
"""Words that name a cluster."""
MOST = 24
"""Clusters that are named, the largest first; the rest are as if they were none."""
_LEAST_POINTS, _SHARE = 8, 80
"""Points of the smallest cluster, and how many such ones all points could become."""
_FREQUENT = 0.15
"""Share of a cluster's passages that a word must be in to name it."""
_EDGE = 5
"""Percent of a cluster's points that lie above its upper edge."""
_SHORTEST = 3
"""Letters of a word that names a cluster."""


@dataclass(frozen=True, slots=True)
class MapCluster:
    """A cluster's words, the middle of its upper edge, x and y in [0, 1], and how many points it has."""

    words: tuple[str, ...]
    x: float
    y: float
    points: int


def grouped(places: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the cluster of each place (n, 2), int64 (n,): 0 for the largest, -1 for what lies in none."""
    least = max(_LEAST_POINTS, len(places) // _SHARE)
    none = np.full(len(places), -1, np.int64)
    if len(places) < 2 * least:
        return none
    found = dense_groups(places, least, _LEAST_POINTS)
    sizes = Counter(int(each) for each in found if each >= 0)
    numbers = {cluster: number for number, (cluster, _) in enumerate(sizes.most_common(MOST))}
    return np.array([numbers.get(int(each), -1) for each in found], np.int64) if numbers else none


def distinctive_terms(passages: Sequence[frozenset[str]], clusters: Sequence[int]) -> dict[int, list[str]]:
    """Return the terms that name each cluster, best first, of passages given as their terms.

    A term counts once for each passage. It names a cluster the more of its passages have it, and the fewer of all:
    share × log(share / share of all), which is what it adds to the Kullback-Leibler divergence of the two.
    """
    everywhere = Counter(term for terms in passages for term in terms)
    within: dict[int, Counter[str]] = defaultdict(Counter)
    sizes = Counter(clusters)
    for terms, cluster in zip(passages, clusters, strict=True):
        if cluster >= 0:
            within[cluster].update(terms)
    return {
        cluster: _best(counts, sizes[cluster], everywhere, len(passages)) for cluster, counts in sorted(within.items())
    }


def _best(counts: Mapping[str, int], size: int, everywhere: Mapping[str, int], all: int) -> list[str]:
    scores: dict[str, float] = {}
    for term, count in counts.items():
        share, expected = count / size, everywhere[term] / all
        if share >= _FREQUENT and share > expected and term.isalpha() and len(term) >= _SHORTEST:
            scores[term] = share * math.log(share / expected)
    return sorted(scores, key=lambda term: (-scores[term], term))[:WORDS]


def written_words(terms: Sequence[str], texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return terms, which may be stems, as they are mostly written in texts, each with its language."""
    wanted = frozenset(terms)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text, language in texts:
        for word in words(text, language):
            if word.term in wanted:
                forms[word.term][text[word.start : word.end].lower()] += 1
    return tuple(forms[term].most_common(1)[0][0] if term in forms else term for term in terms)


def placed_clusters(
    places: NDArray[np.float32], clusters: NDArray[np.int64], named: Mapping[int, tuple[str, ...]]
) -> tuple[MapCluster, ...]:
    """Return the clusters with their words, each at the upper edge of its points, which a few astray do not move."""
    found = []
    for number, said in sorted(named.items()):
        inside = places[clusters == number]
        x, y = float(np.median(inside[:, 0])), float(np.percentile(inside[:, 1], _EDGE))
        found.append(MapCluster(said, x, y, len(inside)))
    return tuple(found)
