from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.map import layout as map_layout
from embeddings.map.layout import Layout, extended, lay_out, placed, thinned

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOPICS = 4


def vectors(count: int, seed: int = 1) -> NDArray[np.float32]:
    """Unit vectors around a few topics: the one of row i is i % TOPICS."""
    chance = np.random.default_rng(seed)
    topics = np.random.default_rng(0).normal(size=(TOPICS, 24))
    found: NDArray[np.float64] = topics[np.arange(count) % TOPICS] + 0.25 * chance.normal(size=(count, 24))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float32)


def ids(count: int, start: int = 1) -> NDArray[np.int64]:
    return np.arange(start, start + count, dtype=np.int64)


@pytest.fixture(scope="module")
def drawn() -> Layout:
    return lay_out(ids(80), vectors(80))


def test_the_same_vectors_are_laid_out_the_same(drawn: Layout) -> None:
    assert np.array_equal(lay_out(ids(80), vectors(80)).places, drawn.places)


def test_a_map_fills_the_unit_square(drawn: Layout) -> None:
    assert drawn.places.min(axis=0).tolist() == [0, 0]
    assert drawn.places.max(axis=0).tolist() == [1, 1]


def test_what_is_alike_lies_close_together(drawn: Layout) -> None:
    apart = np.linalg.norm(drawn.places[:, None] - drawn.places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (apart.argmin(axis=1) % TOPICS == np.arange(80) % TOPICS).mean() > 0.95


def test_what_is_added_moves_nothing_and_goes_to_its_like(drawn: Layout) -> None:
    both = extended(drawn, ids(100), np.concatenate([vectors(80), vectors(20, seed=2)]))
    assert np.array_equal(both.places[:80], drawn.places)
    assert not both.anchors[80:].any()
    centres = np.stack([drawn.places[topic::TOPICS].mean(axis=0) for topic in range(TOPICS)])
    nearest = np.linalg.norm(both.places[80:, None] - centres[None], axis=2).argmin(axis=1)
    assert nearest.tolist() == [row % TOPICS for row in range(20)]


def test_what_is_removed_moves_nothing(drawn: Layout) -> None:
    rest = extended(drawn, ids(80)[10:], vectors(80)[10:])
    assert np.array_equal(rest.places, drawn.places[10:])


def test_a_map_that_is_drawn_anew_is_not_turned_around(drawn: Layout) -> None:
    anew = lay_out(ids(200), np.concatenate([vectors(80), vectors(120, seed=3)]), drawn)
    before, now = drawn.places - drawn.places.mean(axis=0), anew.places[:80] - anew.places[:80].mean(axis=0)
    left, _, right = np.linalg.svd(now.T @ before)
    turn = left @ right
    assert np.degrees(np.arccos(np.clip(turn[0, 0], -1, 1))) < 30
    assert np.linalg.det(turn) > 0


def test_a_map_suits_until_most_of_its_passages_are_new(drawn: Layout) -> None:
    assert drawn.suits(ids(160))
    assert not drawn.suits(ids(161))
    assert not drawn.suits(ids(80, start=100))


def test_of_many_passages_some_are_laid_out_and_the_others_put_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_layout, "ANCHORS", 40)
    layout = lay_out(ids(90), vectors(90))
    assert layout.anchors.sum() == 40
    expected = placed(vectors(90)[~layout.anchors], vectors(90)[layout.anchors], layout.places[layout.anchors])
    assert np.array_equal(layout.places[~layout.anchors], expected)


@pytest.mark.parametrize("count", [1, 2, 3, 8, 9])
def test_few_passages_have_a_map_too(count: int) -> None:
    layout = lay_out(ids(count), vectors(count))
    assert ((layout.places >= 0) & (layout.places <= 1)).all()
    assert len(np.unique(layout.places, axis=0)) == count


def test_passages_that_say_the_same_have_a_map_too() -> None:
    layout = lay_out(ids(20), np.repeat(vectors(1), 20, axis=0))
    assert np.isfinite(layout.places).all()


def test_a_passage_like_another_lies_where_that_one_does(drawn: Layout) -> None:
    here = placed(vectors(80)[5:6], vectors(80), drawn.places)
    nearest = np.linalg.norm(drawn.places - here, axis=1).argmin()
    assert nearest % TOPICS == 5 % TOPICS


def test_thinning_keeps_one_passage_of_each_document_and_hardly_changes_with_one_more() -> None:
    documents = ["long"] * 970 + [f"short {at}" for at in range(30)]
    few = thinned(ids(1_000), documents, 100)
    assert len(few) == 100
    assert set(range(971, 1_001)) <= set(few.tolist())
    more = thinned(ids(1_001), [*documents, "new"], 100)
    assert 1_001 in more.tolist()
    assert len(set(few.tolist()) & set(more.tolist())) >= 99
    assert thinned(ids(1_000), documents, 1_000).tolist() == list(range(1, 1_001))


def test_a_layout_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(2,\).*\(3, 2\)"):
        Layout(ids(2), np.zeros((3, 2), np.float32), np.ones(2, np.bool_))
