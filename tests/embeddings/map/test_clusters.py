from __future__ import annotations

import numpy as np

from embeddings.map.clusters import MOST, distinctive_terms, grouped, placed_clusters, written_words


def heaps(*middles: tuple[float, float], size: int = 60) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    noise = np.random.default_rng(0).normal(scale=0.01, size=(len(middles), size, 2))
    return (np.array(middles)[:, None] + noise).reshape(-1, 2).astype(np.float32)


def test_heaps_that_the_eye_sees_are_clusters() -> None:
    found = grouped(heaps((0.1, 0.1), (0.9, 0.2), (0.5, 0.9)))
    assert [len(set(found[60 * at : 60 * at + 60].tolist()) - {-1}) for at in range(3)] == [1, 1, 1]
    assert set(found.tolist()) - {-1} == {0, 1, 2}


def test_a_few_points_and_points_in_one_place_have_no_clusters() -> None:
    assert grouped(np.zeros((0, 2), np.float32)).tolist() == []
    assert grouped(heaps((0.1, 0.1), size=9)).tolist() == [-1] * 9
    assert len(grouped(np.full((100, 2), 0.5, np.float32))) == 100


def test_no_more_clusters_than_can_be_named_and_the_largest_first() -> None:
    middles = [(x / 10, y / 10) for x in range(6) for y in range(6)]
    found = grouped(np.concatenate([heaps(*middles, size=40), heaps((0.9, 0.9), size=80)]))
    assert found.max() < MOST
    assert set(found[-80:].tolist()) <= {0, -1}


def test_a_cluster_is_named_by_what_is_frequent_in_it_and_rare_elsewhere() -> None:
    bees = [frozenset({"the", "queen", "lay", "egg"}), frozenset({"the", "queen", "hive"}), frozenset({"the", "hive"})]
    trams = [frozenset({"the", "tram", "2019"}), frozenset({"the", "tram", "rail"}), frozenset({"the", "rail", "of"})]
    found = distinctive_terms([*bees, *trams, frozenset({"the", "owl"})], [0, 0, 0, 1, 1, 1, -1])
    assert found == {0: ["hive", "queen", "egg"], 1: ["rail", "tram"]}


def test_a_word_that_is_everywhere_names_nothing() -> None:
    assert distinctive_terms([frozenset({"the"})] * 4, [0, 0, 1, 1]) == {0: [], 1: []}


def test_stems_are_shown_as_they_are_mostly_written() -> None:
    texts = [("Beekeeping and queens. The Queen, the queen.", "en"), ("Beekeeping again.", "en")]
    assert written_words(["beekeep", "queen", "gone"], texts) == ("beekeeping", "queen", "gone")


def test_a_name_stands_at_the_upper_edge_of_its_cluster() -> None:
    places = np.array([[0.2, y / 100] for y in range(40, 61)] + [[0.9, 0.9]], np.float32)
    (cluster,) = placed_clusters(places, np.array([0] * 21 + [-1]), {0: ("queen",)})
    assert (cluster.words, cluster.points) == (("queen",), 21)
    assert (round(cluster.x, 2), round(cluster.y, 2)) == (0.2, 0.41)
