from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.english.dates import Date, find_dates
from bot.english.names import Name, find_names
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


def date(text: str) -> Date:
    (found,) = find_dates(text)
    return found


def name(text: str) -> Name:
    (found,) = find_names(text)
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
    ("text", "written", "parts"),
    [
        ("It began on June 20.", "June 20", (None, 6, 20)),
        ("on 20 June 2023, at dawn", "20 June 2023", (2023, 6, 20)),
        ("on June 20, 2023, at dawn", "June 20, 2023", (2023, 6, 20)),
        ("the 20th of June 2023", "20th of June 2023", (2023, 6, 20)),
        ("in early January 2020", "January 2020", (2020, 1, None)),
        ("last October", "October", (None, 10, None)),
        ("the 2014 agreement", "2014", (2014, None, None)),
        ("2023-06-20", "2023-06-20", (2023, 6, 20)),
        ("in Sept. 1939", "Sept. 1939", (1939, 9, None)),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(
    text: str, written: str, parts: tuple[int | None, int | None, int | None]
) -> None:
    found = date(text)
    assert text[found.start : found.end] == written
    assert (found.year, found.month, found.day) == parts


@pytest.mark.parametrize("text", ["2000 people", "about 1500 cows", "it may be", "they march on", "1,943 men", "$2013"])
def test_counts_and_verbs_are_no_dates(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("one", "other", "exclude"),
    [
        ("in 2013", "in 2014", True),
        ("June 20", "20 June 2023", False),
        ("June 20", "June 21, 2023", True),
        ("in June 2023", "on 20 June 2023", False),
        ("in December", "in January 2020", True),
        ("until 2008", "until 2012", True),
        ("until 2008", "in 2012", False),
        ("before 2015", "in 2016", False),
        ("in 2013 or 2014", "in 2015", False),
        ("from 2003 to 2009", "in 2005", False),
    ],
)
def test_dates_exclude_each_other_where_a_part_that_both_have_differs(one: str, other: str, exclude: bool) -> None:
    assert date(one).excludes(date(other)) is exclude
    assert date(other).excludes(date(one)) is exclude


@pytest.mark.parametrize(
    ("one", "other", "exclude"),
    [
        ("Durres", "Durrës", False),
        ("Prime Minister Edi Rama", "Rama", False),
        ("Ali Khameni", "Ayatollah Ali Khamenei", False),
        ("US", "United States", False),
        ("E. Rama", "Edi Rama", False),
        ("Edith Crane", "Hugo Lamb", True),
        ("Anna Feld", "Tom Feld", True),
        ("Vienna", "Geneva", True),
    ],
)
def test_names_exclude_each_other_unless_one_is_another_form_of_the_other(one: str, other: str, exclude: bool) -> None:
    assert name(one).excludes(name(other)) is exclude
    assert name(other).excludes(name(one)) is exclude


def test_a_name_has_no_title_no_article_and_no_possessive() -> None:
    text = "The Prime Minister Edi Rama's house"
    assert text[name(text).start : name(text).end] == "Edi Rama"


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
