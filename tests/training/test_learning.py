"""Learning the confidence: how much each set counts."""

from __future__ import annotations

import numpy as np
import pytest

from training.learning import learn_confidence

RISING = np.linspace(-1.0, 1.0, 20)[:, None]


@pytest.mark.parametrize(("counts", "sign"), [([10.0, 1.0], 1), ([1.0, 10.0], -1)])
def test_the_set_that_counts_more_decides_however_few_rows_it_has(counts: list[float], sign: int) -> None:
    first = (RISING, RISING[:, 0] > 0)
    opposite = (np.repeat(RISING, 5, axis=0), np.repeat(RISING[:, 0] < 0, 5))
    assert np.sign(learn_confidence([first, opposite], counts)[0]) == sign


def test_without_counts_all_sets_count_the_same() -> None:
    sets = [(RISING, RISING[:, 0] > 0), (np.repeat(RISING, 5, axis=0), np.repeat(RISING[:, 0] < 0.5, 5))]
    assert learn_confidence(sets) == pytest.approx(learn_confidence(sets, [3.0, 3.0]), abs=1e-6)
