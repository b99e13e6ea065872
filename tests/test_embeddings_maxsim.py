from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.maxsim import (
    NO_MATCH,
    TokenCode,
    dequantise,
    maxsim,
    maxsim_quantised,
    quantise,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unit_rows(seed: int, rows: int, dimension: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension))
    units: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


@given(
    seed=st.integers(0, 1000),
    asked=st.integers(0, 5),
    lengths=st.lists(st.integers(0, 6), min_size=0, max_size=6),
)
@settings(deadline=None)
def test_the_scores_are_those_of_a_plain_loop(seed: int, asked: int, lengths: list[int]) -> None:
    question, rows = unit_rows(seed, asked), unit_rows(seed + 1, sum(lengths))
    weights = np.random.default_rng(seed).random(asked).astype(np.float32)
    found = maxsim(question, weights, rows, np.array(lengths, np.int64))
    start = 0
    for passage, length in enumerate(lengths):
        cosines = question @ rows[start : start + length].T
        best = cosines.max(axis=1) if length else np.zeros(asked)
        matches = cosines.argmax(axis=1) if length else np.full(asked, NO_MATCH)
        np.testing.assert_allclose(found.similarities[passage], best, atol=1e-6)
        np.testing.assert_array_equal(found.matches[passage], matches)
        assert found.scores[passage] == pytest.approx(float(best @ weights), abs=1e-5)
        start += length


def test_the_first_of_equal_tokens_is_the_match() -> None:
    word = np.eye(1, 4, dtype=np.float32)
    found = maxsim(word, np.ones(1, np.float32), np.repeat(word, 3, axis=0), np.array([1, 2]))
    assert found.matches.tolist() == [[0], [0]]


def test_lengths_that_do_not_cover_the_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to 2, but there are 3"):
        maxsim(unit_rows(0, 1), np.ones(1, np.float32), unit_rows(1, 3), np.array([2]))


def test_weights_of_another_number_than_the_question_s_tokens_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        maxsim(unit_rows(0, 2), np.ones(3, np.float32), unit_rows(1, 3), np.array([3]))


@pytest.mark.parametrize(("levels", "cosine"), [(127, 0.9999), (7, 0.97)])
def test_quantised_rows_keep_their_direction_and_unit_length(levels: int, cosine: float) -> None:
    rows = unit_rows(2, 200, 384)
    kept = dequantise(quantise(rows, levels))
    np.testing.assert_allclose(np.linalg.norm(kept, axis=1), 1, atol=1e-5)
    assert np.einsum("nd,nd->n", rows, kept).min() > cosine


def test_quantised_passages_score_as_their_dequantised_rows_do() -> None:
    question, weights = unit_rows(3, 4), np.full(4, 0.25, np.float32)
    passages = [quantise(unit_rows(seed, rows)) for seed, rows in [(4, 3), (5, 0), (6, 7)]]
    exact = maxsim(question, weights, np.concatenate([dequantise(p) for p in passages]), np.array([3, 0, 7]))
    found = maxsim_quantised(question, weights, passages)
    np.testing.assert_allclose(found.scores, exact.scores, atol=1e-6)
    np.testing.assert_array_equal(found.matches, exact.matches)


def test_no_passages_have_no_scores() -> None:
    assert maxsim_quantised(unit_rows(0, 2), np.ones(2, np.float32), []).scores.shape == (0,)


@pytest.mark.parametrize("rows", [0, 1, 30])
def test_eight_bits_bring_back_the_codes_of_quantising(rows: int) -> None:
    tokens = unit_rows(7, rows, 384)
    data = TokenCode(8).encode(tokens)
    assert len(data) == 12 + rows * 384
    np.testing.assert_array_equal(TokenCode.decode(data).codes, quantise(tokens).codes)


@pytest.mark.parametrize("rows", [0, 1, 30])
def test_four_bits_take_half_the_room(rows: int) -> None:
    tokens = unit_rows(8, rows, 384)
    data = TokenCode(4).encode(tokens)
    assert len(data) == 12 + rows * 192
    np.testing.assert_array_equal(TokenCode.decode(data).codes, quantise(tokens, 7).codes)


def test_token_vectors_are_read_from_the_middle_of_a_larger_buffer() -> None:
    data = TokenCode(8).encode(unit_rows(9, 5))
    buffer = memoryview(b"before" + data + b"after")
    np.testing.assert_array_equal(TokenCode.decode(buffer[6 : 6 + len(data)]).codes, TokenCode.decode(data).codes)


def test_a_row_of_zeros_stays_one() -> None:
    assert not TokenCode.decode(TokenCode(4).encode(np.zeros((2, 8), np.float32))).codes.any()


def test_four_bits_refuse_an_odd_dimension() -> None:
    with pytest.raises(ValueError, match="even dimension, not 5"):
        TokenCode(4).encode(unit_rows(0, 2, 5))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:5],
        lambda data: b"",
        lambda data: b"XXXX" + data[4:],
        lambda data: data[:4] + b"\x05" + data[5:],
        lambda data: data[:8] + b"\xff\xff\xff\xff" + data[12:],
    ],
)
def test_damaged_token_vectors_are_refused(damage) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="token vectors"):
        TokenCode.decode(damage(TokenCode(8).encode(unit_rows(1, 3))))
