from __future__ import annotations

import pytest

from bot.english.circumstances import says_when, says_why


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("The mill burned down in 1904.", True),
        ("It opens at 9 am.", True),
        ("The choir meets every Tuesday.", True),
        ("She left after the harvest.", True),
        ("He bakes 400 loaves a night.", False),
        ("The storm killed two people.", False),
    ],
)
def test_a_sentence_says_when(sentence: str, when: bool) -> None:
    assert says_when(sentence) is when


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("The road was closed because of snow.", True),
        ("They raised the wall to keep the river out.", True),
        ("Two clerks were dismissed for taking bribes.", True),
        ("The bridge carries 19,000 vehicles a day.", False),
    ],
)
def test_a_sentence_says_why(sentence: str, why: bool) -> None:
    assert says_why(sentence) is why
