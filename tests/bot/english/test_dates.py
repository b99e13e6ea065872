from __future__ import annotations

import pytest

from bot.english.dates import Date, find_dates


def date(text: str) -> Date:
    (found,) = find_dates(text)
    return found


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
