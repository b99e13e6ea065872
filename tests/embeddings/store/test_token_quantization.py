from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.store.token_quantization import TokenCode, quantise

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unit_rows(seed: int, rows: int, dimension: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension))
    units: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


@pytest.mark.parametrize(("levels", "cosine"), [(127, 0.9999), (7, 0.97)])
def test_quantised_rows_keep_their_direction_and_unit_length(levels: int, cosine: float) -> None:
    rows = unit_rows(2, 200, 384)
    quantised = quantise(rows, levels)
    kept = quantised.vectors()
    np.testing.assert_allclose(np.linalg.norm(kept, axis=1), 1, atol=1e-5)
    assert np.einsum("nd,nd->n", rows, kept).min() > cosine


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
