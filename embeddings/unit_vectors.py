"""Vectors of length one, whose dot product is the cosine of the angle between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST = 1e-9
"""Length below which a vector is taken to have no direction: it is divided by this, so zeros stay zeros."""


def normalize(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale each row of `vectors` float32 (…, dimension) to length one."""
    lengths: NDArray[np.float32] = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), SHORTEST)
    return vectors / lengths
