"""Sentences whose pronoun is explained by what stands before them, and those that explain it themselves."""

from __future__ import annotations

import pytest

from corpus.english.back_reference import refers_back


@pytest.mark.parametrize(
    "sentence",
    [
        "A baker from Vlorë has bought it.",
        "Drita found a smith in Shkodër who will do it for 90 euros.",
        "Report them on 0808 300 400 or in the app.",
        "My aunt gave it to the museum.",
        "We cannot do so before spring.",
        "A new one costs 15 euros.",
    ],
)
def test_what_is_meant_stands_before(sentence: str) -> None:
    assert refers_back(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The organ went to the parish, which has a room for it.",
        "If you miss one, take it at once.",
        "We hear that it is closed on Mondays.",
        "The mill was sold.",
        "A large mill stands above a small one.",
        "The one of 1890 burned.",
        "She said that it rains.",
    ],
)
def test_it_stands_in_the_sentence_or_nothing_is_meant(sentence: str) -> None:
    assert not refers_back(sentence)
