from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.english.dates import find_dates
from bot.english.names import find_names
from bot.english.quantities import Quantity, find_quantities

PIECES = st.sampled_from(
    re.split(
        r"\s+",
        """3,000 3000 3 000 2013 2014 June May 20 20th % $ € some about more than between and to or - – million half
        thousand three hundred twenty dozen per cent km Edi Rama Durrës the of in until before Prime Minister U.S. .
        , ; ’s é 10:30 2023-06-20 Article a""",
    )
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map(" ".join), st.text(max_size=120))


def number(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "written", "value", "measure"),
    [
        ("There were 3,000 members", "3,000", 3000, ""),
        ("three thousand members", "three thousand", 3000, ""),
        ("two hundred and fifty-three men", "two hundred and fifty-three", 253, ""),
        ("two dozen diplomats", "two dozen", 24, ""),
        ("a dozen diplomats", "a dozen", 12, ""),
        ("half a million people", "half a million", 500_000, ""),
        ("It cost $3.5m.", "$3.5m", 3_500_000, "$"),
        ("20 euros each", "20", 20, "€"),
        ("about 95 per cent of services", "about 95 per cent", 95, "%"),
        ("95% of services", "95%", 95, "%"),
        ("30 kilometres from Tirana", "30", 30, "km"),
        ("the 3rd attempt", "3rd", 3, "ordinal"),
        ("the third attempt", "third", 3, "ordinal"),
        ("they had 2000 people", "2000", 2000, ""),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, written: str, value: float, measure: str) -> None:
    found = number(text)
    assert text[found.start : found.end] == written
    assert found.low <= value <= found.high
    assert found.high - found.low <= 0.21 * value
    assert found.measure == measure


@pytest.mark.parametrize(
    "text", ["in 2013", "June 20", "Article 5", "Ashraf 3", "COVID-19", "at 10:30", "the 2014 agreement", "hundreds"]
)
def test_dates_labels_and_vague_words_are_no_numbers(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,000 men", "three thousand men"),
        ("3,000 men", "some 3,000 men"),
        ("3,000 men", "more than 3,000 men"),
        ("3,000 men", "2,976 men"),
        ("more than 2,000 men", "2,400 men"),
        ("at least 9,000 troops", "20,000 troops"),
        ("fewer than 30 cars", "25 cars"),
        ("between 20 and 30 men", "25 men"),
        ("20 to 30 men", "29 men"),
        ("30 kilometres away", "19 miles away"),
        ("3 men", "the third man"),
        ("1,800", "about 2,000"),
    ],
)
def test_numbers_that_can_both_be_true_do_not_exclude_each_other(one: str, other: str) -> None:
    assert not number(one).excludes(number(other))
    assert not number(other).excludes(number(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2,000 men", "3,000 men"),
        ("over 2,000 men", "3,000 men"),
        ("43 people", "51 people"),
        ("1,800 men", "1,900 men"),
        ("exactly 3,000 men", "2,976 men"),
        ("35 per cent", "60%"),
        ("fewer than 30 cars", "45 cars"),
        ("between 20 and 30 men", "41 men"),
        ("$120 million", "175 million dollars"),
    ],
)
def test_numbers_that_cannot_both_be_true_exclude_each_other(one: str, other: str) -> None:
    assert number(one).excludes(number(other))
    assert number(other).excludes(number(one))


@pytest.mark.parametrize(
    ("more", "other", "exclude"),
    [
        ("more than 2,000 men", "2,999 men", False),
        ("more than 2,000 men", "3,000 men", True),
        ("more than 2,000 men", "3,001 men", True),
        ("more than 1,900 men", "1,950 men", False),
        ("more than 9 men", "9 men", False),
        ("more than 5 men", "9 men", False),
        ("more than 5 men", "10 men", True),
        ("over 2,000 men", "more than 2,900 men", False),
        ("over 2,000 men", "more than 3,000 men", True),
        ("over 2,000 men", "about 3,000 men", False),
        ("over 2,000 men", "2,000 men", False),
    ],
)
def test_more_than_a_number_is_not_said_of_the_next_one_on_its_scale(more: str, other: str, exclude: bool) -> None:
    assert number(more).excludes(number(other)) is exclude
    assert number(other).excludes(number(more)) is exclude


@given(text=TEXTS)
@settings(deadline=None, max_examples=200)
def test_what_is_read_lies_in_order_in_the_text_and_does_not_exclude_itself(text: str) -> None:
    for found in (find_quantities(text), find_dates(text), find_names(text)):
        at = 0
        for each in found:
            assert at <= each.start < each.end <= len(text)
            at = each.end
    assert not any(each.excludes(each) for each in find_quantities(text))
    assert not any(each.excludes(each) for each in find_dates(text))
    assert not any(each.excludes(each) for each in find_names(text))
