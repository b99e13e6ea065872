from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.spelling import distance, meant, misspelt_question_word, second_letter_variants

LETTERS = st.text("abc", max_size=7)


@lru_cache
def by_definition(one: str, other: str) -> int:
    """The restricted distance of Damerau and Levenshtein, letter by letter from the end."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        by_definition(one[:-1], other) + 1,
        by_definition(one, other[:-1]) + 1,
        by_definition(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 and one[-2:] == other[-1:-3:-1] and len(other) > 1:
        best = min(best, by_definition(one[:-2], other[:-2]) + 1)
    return best


@given(LETTERS, LETTERS, st.integers(1, 3))
def test_the_distance_is_the_defined_one_up_to_the_most_that_counts(one: str, other: str, most: int) -> None:
    apart = by_definition(one, other)
    assert distance(one, other, most) == (apart if apart <= most else None)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("tresurer", "treasurer"),
        ("comittee", "committee"),
        ("exepnses", "expenses"),
        ("embasy", "embassy"),
        ("lihgt", "light"),
    ],
)
def test_the_word_that_was_meant_is_the_nearest(word: str, expected: str) -> None:
    known = dict.fromkeys(["treasurer", "treasure", "committee", "commit", "expenses", "embassy", "light", "might"], 3)
    assert meant(word, known)[0] == expected


def test_of_words_as_near_the_likelier_mistake_and_the_more_frequent_word_come_first() -> None:
    assert meant("meen", {"mean": 5, "meet": 5}) == ["mean", "meet"]
    assert meant("lampe", {"lamps": 900, "lamp": 1}) == ["lamps", "lamp"]


def test_a_short_word_a_known_one_and_another_first_letter_are_left_alone() -> None:
    assert meant("cot", {"cat": 9}) == []
    assert meant("horse", {"horse": 3}) == []
    assert meant("deduct", {"reduct": 9}) == []
    assert meant("olbt", {"lobt": 9, "bolt": 9}) == ["lobt"]


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        ("wat", "en", "what"),
        ("teh", "en", "the"),
        ("hwo", "en", "who"),
        ("wich", "en", "which"),
        ("hat", "en", None),
        ("form", "en", None),
        ("bee", "en", None),
        ("wan", "de", "wann"),
        ("wat", "xx", None),
    ],
)
def test_a_question_word_is_known_with_a_letter_left_out_or_two_swapped(
    written: str, language: str, expected: str | None
) -> None:
    assert misspelt_question_word(written, language) == expected


@given(st.text("abcdefg", min_size=3, max_size=8), st.integers(0, 3))
def test_every_word_with_another_second_letter_is_among_its_variants(word: str, kind: int) -> None:
    other = [
        word[0] + "x" + word[2:],
        word[0] + word[2:],
        word[0] + "x" + word[1:],
        word[1] + word[0] + word[2:],
    ][kind]
    assert other in second_letter_variants(word)
