from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.common.byline import read_byline
from corpus.readers.plain.markdown import read_markdown
from corpus.readers.plain.text import read_text

TITLE = "On the ferry"
BODY = "The ferry leaves at seven from the northern pier."


@pytest.mark.parametrize(
    ("lines", "author", "date"),
    [
        ("By Ana Leka, 3 May 2019", "Ana Leka", "2019-05-03"),
        ("by Ana Leka", "Ana Leka", None),
        ("*By Ana Leka | May 3, 2019*", "Ana Leka", "2019-05-03"),
        ("Written by Ludwig van der Berg.", "Ludwig van der Berg", None),
        ("Author: Ana M. Leka-Hoxha and Jean-Luc O’Neil", "Ana M. Leka-Hoxha and Jean-Luc O’Neil", None),
        ("A subtitle of a few words\n\nBy Ana Leka\n\nSaturday, 4 January 2020", "Ana Leka", "2020-01-04"),
        ("Published on 2020-01-04", None, "2020-01-04"),
        ("Date: March 2021", None, "2021-03"),
        ("By Ana Leka — 2020-01-04", "Ana Leka", "2020-01-04"),
        (
            "Authors: Leka, Ana; Ar Holt, Mira T.; Çela, Jean-Luc\nDate: 2017-05-25",
            "Leka, Ana; Ar Holt, Mira T.; Çela, Jean-Luc",
            "2017-05-25",
        ),
    ],
)
def test_the_lines_under_a_title_tell_author_and_date(lines: str, author: str | None, date: str | None) -> None:
    assert read_byline(f"{TITLE}\n\n{lines}\n\n{BODY}") == (author, date)


@pytest.mark.parametrize(
    "lines",
    [
        "By Friday, 3 May 2019, the ferry was full.",
        "By Monday, 3 May 2019",
        "By May, 2019",
        "By the sea",
        "By Ana",
        "By train",
        "Ana Leka",
        "2019",
        "In 2019",
        "31 Foo 2019",
        "The ferry of 3 May 2019",
        "Authors: see the end of the list",
        "By Ana Leka, who has sailed on it for years, and who has much to say of it",
        "\n".join([BODY] * 4) + "\nBy Ana Leka",
    ],
)
def test_other_lines_tell_neither(lines: str) -> None:
    assert read_byline(f"{TITLE}\n\n{lines}\n\n{BODY}") == (None, None)


def test_a_first_line_is_the_title_whatever_it_says() -> None:
    assert read_byline("By Ana Leka") == read_byline("") == (None, None)


def test_text_and_markdown_have_it_as_metadata_unless_they_say_otherwise() -> None:
    byline = f"\n\nBy Ana Leka, 3 May 2019\n\n{BODY}\n"
    text = read_text(f"{TITLE}{byline}".encode(), "ferry.txt").metadata
    assert (text.title, text.author, text.date) == (TITLE, "Ana Leka", "2019-05-03")
    plain = read_markdown(f"# {TITLE}{byline}".encode(), "ferry.md").metadata
    assert (plain.author, plain.date) == ("Ana Leka", "2019-05-03")
    fields = f"---\nauthor: Mira Holt\n---\n# {TITLE}{byline}"
    told = read_markdown(fields.encode(), "ferry.md").metadata
    assert (told.author, told.date) == ("Mira Holt", "2019-05-03")


@given(st.text(max_size=300))
def test_any_text_has_a_line_and_an_iso_date_or_nothing(text: str) -> None:
    author, date = read_byline(f"x\n{text}")
    assert author is None or ("\n" not in author and " " in author)
    assert date is None or date[:4].isdecimal()
