from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.period import PERIOD, Period, read_period


@pytest.mark.parametrize(
    ("text", "since", "before"),
    [
        ("from 2020", "2020", "2020~"),
        ("in the year 2020", "2020", "2020~"),
        ("dated 2020-03", "2020-03", "2020-03~"),
        ("of March 2020", "2020-03", "2020-03~"),
        ("in mar. 2020", "2020-03", "2020-03~"),
        ("on 4 January 2020", "2020-01-04", "2020-01-04~"),
        ("of 4th of January 2020", "2020-01-04", "2020-01-04~"),
        ("on January 4, 2020", "2020-01-04", "2020-01-04~"),
        ("on 2020-01-04", "2020-01-04", "2020-01-04~"),
        ("since 2020", "2020", None),
        ("after 2020", "2020~", None),
        ("before March 2020", None, "2020-03"),
        ("until 2020", None, "2020~"),
        ("up to 2020", None, "2020~"),
        ("between 2019 and March 2020", "2019", "2020-03~"),
        ("from 2019 to 2020", "2019", "2020~"),
        ("dated between 2019 and 2020", "2019", "2020~"),
    ],
)
def test_a_time_is_read_as_bounds_of_iso_dates(text: str, since: str | None, before: str | None) -> None:
    assert re.fullmatch(PERIOD, text, re.IGNORECASE)
    assert read_period(text) == Period(text, since, before)


@pytest.mark.parametrize("text", ["in 2020-13", "on 2020-01-40", "on 40 May 2020"])
def test_what_no_calendar_has_is_no_time(text: str) -> None:
    assert read_period(text) is None


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_day_lies_in_its_day_its_month_and_its_year_and_not_after_it(day: date) -> None:
    iso = day.isoformat()
    for text in (f"on {iso}", f"in {iso[:7]}", f"in {iso[:4]}"):
        period = read_period(text)
        assert period is not None
        assert str(period.since) <= iso < str(period.before)
    later = read_period(f"after {iso[:7]}")
    assert later is not None
    assert later.since is not None
    assert later.since > iso
