from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.unit_vectors import normalize


@given(seed=st.integers(0, 1000), rows=st.integers(0, 5), scale=st.sampled_from([1e-6, 1.0, 1e6]))
def test_rows_have_length_one_and_their_own_direction(seed: int, rows: int, scale: float) -> None:
    vectors = np.random.default_rng(seed).normal(size=(rows, 16), scale=scale).astype(np.float32)
    units = normalize(vectors)
    assert units.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    np.testing.assert_allclose(units * lengths[:, None], vectors, rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(units, axis=1), np.ones(rows), rtol=1e-5)


def test_zeros_stay_zeros_and_one_vector_is_a_row() -> None:
    assert normalize(np.zeros((2, 3), np.float32)).tolist() == [[0, 0, 0], [0, 0, 0]]
    np.testing.assert_allclose(normalize(np.array([3, 4], np.float32)), [0.6, 0.8], rtol=1e-6)
