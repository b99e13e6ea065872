"""What programs put into metadata is not what somebody said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from corpus.readers.common.placeholders import author_or_none, creation_date, headline, publication_date, title_or_none


@pytest.mark.parametrize(
    "nobody",
    [
        "python-docx",
        "Microsoft Office User",
        "(anonymous)",
        "openpyxl",
        "i",
        "W:CAR:MP:FP",
        "ARRAY(0x2c7cf020)",
        "",
        None,
        7,
    ],
)
def test_programs_and_nobody_are_no_authors(nobody: object) -> None:
    assert author_or_none(nobody) is None


@pytest.mark.parametrize("name", ["Ana Leka", "I. Sole", "Ministry of Finance", "A:B", "Administrator of Vlora", "Ö"])
def test_people_and_bodies_are_authors(name: str) -> None:
    assert author_or_none(name) == name


@pytest.mark.parametrize(
    "title",
    [
        *("Word Document", "PowerPoint Presentation", "Slide 1", "Document3", "UNTITLED", "Microsoft Word - lakes.doc"),
        *("10811.exe", "lakes_final.docx", "{, } {, { } , }", "Paper Title (use style: paper title)", " ", None),
    ],
)
def test_what_a_program_or_a_file_is_called_is_no_title(title: object) -> None:
    assert title_or_none(title) is None


@pytest.mark.parametrize("title", ["The lakes", "Slide rules", "1984", "Title IX", "Version 2.doc and after", "漢"])
def test_titles_that_only_look_alike_are_kept(title: str) -> None:
    assert title_or_none(title) == title


@pytest.mark.parametrize(
    "day",
    ["2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z", "1980-01-01", "1601-01-01T00:00:00Z", "3609-06-30", "soon", None],
)
def test_days_of_templates_and_impossible_days_are_no_dates(day: object) -> None:
    assert creation_date(day) is None


def test_other_days_are_dates_up_to_today() -> None:
    today = datetime.now(UTC).date()
    assert creation_date("2013-12-24T23:15:00Z") == "2013-12-24"
    assert creation_date(today.isoformat()) == today.isoformat()
    assert creation_date((today + timedelta(days=3)).isoformat()) is None


@pytest.mark.parametrize("day", ["1970-01-01", "1601-01-01", "3609-06-30", "0001-01-01", "0101-01-01", None, "soon"])
def test_days_at_which_clocks_begin_and_end_are_no_days_of_publication(day: object) -> None:
    assert publication_date(day) is None


@pytest.mark.parametrize("day", ["1787", "1923-05", "2024-01-31"])
def test_old_days_are_days_of_publication(day: str) -> None:
    assert publication_date(day) == day


def test_the_headline_is_no_heading_of_a_part() -> None:
    assert headline(["Contents", "Slide 1", "1 Installation", "The lakes of Lura"]) == "The lakes of Lura"
    assert headline(["Përmbajtja", "Hyrje:"]) is None
