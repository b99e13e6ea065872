from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import IndexDamaged
from embeddings.index.faiss_index import Groups, IndexPolicy, VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

IN_LISTS = IndexPolicy(exhaustive_up_to=100, few=Groups(16, 8))


def unit_rows(seed: int, rows: int, dimension: int = 32) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension))
    units: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


def saved_index(folder: Path, rows: int = 20) -> tuple[Path, str]:
    path = folder / "vectors.faiss"
    return path, VectorIndex.build(np.arange(rows), unit_rows(0, rows)).save(path)


@given(seed=st.integers(0, 1000), rows=st.integers(1, 80), limit=st.integers(1, 100))
@settings(deadline=None)
def test_the_nearest_are_those_that_brute_force_finds(seed: int, rows: int, limit: int) -> None:
    vectors, question = unit_rows(seed, rows), unit_rows(seed + 1, 1)[0]
    ids = np.random.default_rng(seed).permutation(10_000)[:rows] * 1_000_003
    found = VectorIndex.build(ids, vectors).search(question, limit)
    cosines = dict(zip(ids.tolist(), (vectors @ question).tolist(), strict=True))
    assert len(found.ids) == len(set(found.ids.tolist())) == min(limit, rows)
    np.testing.assert_allclose(found.similarities, [cosines[i] for i in found.ids.tolist()], atol=2e-3)
    best = sorted(cosines.values(), reverse=True)[: len(found.ids)]
    np.testing.assert_allclose(found.similarities, best, atol=2e-3)
    assert np.all(np.diff(found.similarities) <= 0)


@pytest.mark.parametrize("policy", [IndexPolicy(), IN_LISTS])
def test_a_search_among_chosen_ids_finds_the_best_of_them_and_no_other(policy: IndexPolicy) -> None:
    vectors, question = unit_rows(1, 2000), unit_rows(2, 1)[0]
    among = np.random.default_rng(3).choice(2000, 60, replace=False)
    found = VectorIndex.build(np.arange(2000), vectors, policy).search(question, 60, among)
    assert set(found.ids.tolist()) == set(among.tolist())
    exact = among[np.argmax(vectors[among] @ question)]
    assert vectors[found.ids[0]] @ question == pytest.approx(float(vectors[exact] @ question), abs=0.02)


def test_chosen_ids_that_all_lie_far_from_the_question_are_found_too() -> None:
    vectors = unit_rows(1, 2000)
    question = unit_rows(2, 1)[0]
    far = np.argsort(vectors @ question)[:1000]
    found = VectorIndex.build(np.arange(2000), vectors, IN_LISTS).search(question, 1000, far)
    assert set(found.ids.tolist()) == set(far.tolist())


def test_ids_too_large_for_a_bitmap_can_be_chosen() -> None:
    ids = np.arange(10) * 10**9
    found = VectorIndex.build(ids, unit_rows(1, 10)).search(unit_rows(2, 1)[0], 5, ids[[3, 7]])
    assert set(found.ids.tolist()) == {3 * 10**9, 7 * 10**9}


def test_chosen_ids_that_the_index_does_not_hold_are_left_out_of_what_is_found() -> None:
    index = VectorIndex.build(np.arange(10), unit_rows(1, 10))
    found = index.search(unit_rows(2, 1)[0], 5, np.array([3, 77, 99, 3]))
    assert found.ids.tolist() == [3]


def test_nothing_is_found_among_no_ids() -> None:
    index = VectorIndex.build(np.arange(10), unit_rows(1, 10))
    assert len(index.search(unit_rows(2, 1)[0], 5, np.empty(0, np.int64)).ids) == 0


def test_nothing_is_found_in_an_empty_index_before_and_after_saving(tmp_path: Path) -> None:
    index = VectorIndex.build(np.empty(0, np.int64), np.empty((0, 32), np.float32))
    assert (len(index), index.dimension) == (0, 32)
    loaded = VectorIndex.load(tmp_path / "empty", index.save(tmp_path / "empty"))
    assert len(index.search(unit_rows(2, 1)[0], 5).ids) == len(loaded.search(unit_rows(2, 1)[0], 5).ids) == 0


def test_equal_vectors_come_in_the_order_of_their_ids() -> None:
    vector = unit_rows(4, 1)
    index = VectorIndex.build(np.array([9, 2, 5]), np.repeat(vector, 3, axis=0))
    assert index.search(vector[0], 3).ids.tolist() == [2, 5, 9]


def test_float16_vectors_give_the_same_index() -> None:
    vectors, question = unit_rows(5, 50), unit_rows(6, 1)[0]
    full = VectorIndex.build(np.arange(50), vectors).search(question, 50)
    half = VectorIndex.build(np.arange(50), vectors.astype(np.float16)).search(question, 50)
    np.testing.assert_allclose(full.similarities, half.similarities, atol=1e-6)


def test_beyond_the_exhaustive_size_most_of_the_nearest_are_still_found() -> None:
    vectors, questions = unit_rows(7, 3000), unit_rows(8, 30)
    index = VectorIndex.build(np.arange(3000), vectors, IN_LISTS)
    assert not index.exhaustive
    hits = [len(set(index.search(q, 10).ids.tolist()) & set(np.argsort(-vectors @ q)[:10].tolist())) for q in questions]
    assert np.mean(hits) / 10 > 0.7


@pytest.mark.parametrize(
    ("ids", "vectors", "message"),
    [
        (np.array([1, 1]), unit_rows(0, 2), "only 1 are different"),
        (np.array([1, 2, 3]), unit_rows(0, 2), "do not go with"),
        (np.array([-1, 2]), unit_rows(0, 2), "must not be negative"),
        (np.array([1, 2]), unit_rows(0, 2) * 2, "must have length 1"),
        (np.array([1, 2]), unit_rows(0, 2) * np.float32(np.nan), "must have length 1"),
        (np.array([1]), unit_rows(0, 1)[0], "do not go with"),
        (np.empty(0, np.int64), np.empty((0, 0), np.float32), "do not go with"),
    ],
)
def test_vectors_that_no_index_can_hold_are_refused(ids: Any, vectors: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        VectorIndex.build(ids, vectors)


def test_a_question_of_another_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match=r"32 numbers, not of shape \(16,\)"):
        VectorIndex.build(np.arange(3), unit_rows(0, 3)).search(unit_rows(0, 1, 16)[0], 1)


def test_a_loaded_index_answers_as_the_saved_one(tmp_path: Path) -> None:
    for policy in (IndexPolicy(), IN_LISTS):
        index = VectorIndex.build(np.arange(3000) + 7, unit_rows(0, 3000), policy)
        loaded = VectorIndex.load(tmp_path / "vectors", index.save(tmp_path / "vectors"), policy)
        question = unit_rows(1, 1)[0]
        assert loaded.search(question, 9).ids.tolist() == index.search(question, 9).ids.tolist()


def test_saving_returns_the_hash_of_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path, sha256 = saved_index(tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    assert list(tmp_path.iterdir()) == [path]


@given(position=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(deadline=None, max_examples=30)
def test_one_changed_bit_anywhere_is_damage(tmp_path_factory: pytest.TempPathFactory, position: int, bit: int) -> None:
    path, sha256 = saved_index(tmp_path_factory.mktemp("bit"))
    data = bytearray(path.read_bytes())
    data[position % len(data)] ^= 1 << bit
    path.write_bytes(data)
    with pytest.raises(IndexDamaged, match="build it again"):
        VectorIndex.load(path, sha256)


def test_bytes_are_not_shown_to_faiss_before_their_hash_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = saved_index(tmp_path)
    monkeypatch.setattr("faiss.read_index", lambda reader: pytest.fail("faiss was asked"))
    with pytest.raises(IndexDamaged):
        VectorIndex.load(path, "0" * 64)


def test_a_file_that_faiss_cannot_read_is_damage_even_with_the_right_hash(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_bytes(b"no index at all")
    with pytest.raises(IndexDamaged, match="cannot read"):
        VectorIndex.load(tmp_path / "vectors", hashlib.sha256(b"no index at all").hexdigest())


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="build it again"):
        VectorIndex.load(tmp_path / "vectors", "0" * 64)


def test_many_threads_search_one_index_and_get_the_same_answers() -> None:
    index = VectorIndex.build(np.arange(500), unit_rows(0, 500))
    questions = list(unit_rows(1, 40))
    alone = [index.search(question, 5).ids.tolist() for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: index.search(question, 5).ids.tolist(), questions)) == alone


def test_vectors_are_grouped_from_one_above_each_limit_on() -> None:
    policy = IndexPolicy(exhaustive_up_to=100, few_up_to=200)
    assert [policy.groups(count) for count in (0, 100)] == [None, None]
    assert [policy.groups(count) for count in (101, 200)] == [policy.few, policy.few]
    assert policy.groups(201) == policy.many
    assert [policy.probes(lists) for lists in (1024, 4096, 320, 1)] == [64, 64, 20, 1]


def test_an_index_suits_a_number_of_vectors_up_to_the_limit() -> None:
    policy = IndexPolicy(exhaustive_up_to=20, few=Groups(4, 2))
    index = VectorIndex.build(np.arange(20), unit_rows(0, 20), policy)
    assert index.exhaustive
    assert index.suits(20, policy)
    assert not index.suits(21, policy)
