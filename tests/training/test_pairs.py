"""Which questions the re-ranker has still to learn."""

from __future__ import annotations

import pytest

from training.pairs import MARGIN, Pairs


@pytest.mark.parametrize(
    ("scores", "right", "hard"),
    [
        ([5.0, 5.1 - MARGIN], [True, False], True),
        ([5.0, 4.9 - MARGIN], [True, False], False),
        ([1.0, 5.0, 3.0], [True, True, False], True),
        ([0.1 - MARGIN, -9.0], [False, False], True),
        ([-0.1 - MARGIN, -9.0], [False, False], False),
        ([1.0], [True], False),
    ],
)
def test_a_question_is_hard_whose_wrong_sentences_come_near(scores: list[float], right: list[bool], hard: bool) -> None:
    texts = [str(number) for number in range(len(scores))]
    assert Pairs("Who?", texts, right, scores, [], []).hard is hard
