from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.formats.authors import Author, authors
from bot.formats.cited_works import cited_works
from bot.formats.reference_styles import STYLES, ReferenceStyle, StyledText, set_in_style
from tests.bot.formats.test_citations import citation

PLAIN = citation(title="How bees dance with the MEK", author="Hive News", publisher="Hive Press")
FILE = citation(
    2, "b" * 12, title="lease.docx", path="/x/lease.docx", author=None, publisher=None, date=None, url=None, page=None
)
PAPER = citation(3, "c" * 12, publication="Journal of Bees", doi="10.1234/a_b", date="2020-03", accessed="2026-11-27")


def references(style: ReferenceStyle, *cited: object, language: str = "en") -> list[str]:
    styled = set_in_style(cited_works([*cited] or [PLAIN, FILE]), style, language)  # type: ignore[list-item]
    return [reference.plain for _, reference in styled.references]


@pytest.mark.parametrize(
    ("style", "listed"),
    [
        (
            "apa",
            [
                "Hive News. (2020, January 4). How bees dance with the MEK. Hive Press. https://example.org/bees",
                "lease.docx. (n.d.).",
            ],
        ),
        (
            "mla",
            [
                "“lease.docx.”",
                "Hive News. How Bees Dance with the MEK. Hive Press, 4 Jan. 2020, https://example.org/bees.",
            ],
        ),
        (
            "chicago",
            [
                "“lease.docx.” n.d.",
                "Hive News. 2020. “How Bees Dance with the MEK.” Hive Press, January 4. https://example.org/bees.",
            ],
        ),
        (
            "harvard",
            [
                "‘lease.docx’ (no date).",
                "Hive News (2020) How bees dance with the MEK. Hive Press. Available at: https://example.org/bees.",
            ],
        ),
        (
            "vancouver",
            [
                "[1] Hive News. How bees dance with the MEK [Internet]. Hive Press; 2020. "
                "Available from: https://example.org/bees.",
                "[2] lease.docx.",
            ],
        ),
    ],
)
def test_a_work_is_listed_as_the_style_says(style: ReferenceStyle, listed: list[str]) -> None:
    assert references(style) == listed


def test_a_paper_has_its_journal_and_doi_in_every_style() -> None:
    for style in STYLES:
        (paper,) = references(style, PAPER)
        assert "Journal of Bees" in paper
        assert "10.1234/a_b" in paper
        assert "ahead of print" not in paper
        assert "Preprint" not in paper


def test_italics_are_in_the_html_and_everything_else_is_escaped() -> None:
    work = citation(title='<img src=x> & "B"', url=None)
    ((_, reference),) = set_in_style(cited_works([work]), "apa").references
    assert '<em>&lt;img src=x&gt; &amp; "B"</em>' in reference.html
    assert '<img src=x> & "B"' in reference.plain


def test_works_of_one_author_and_year_are_told_apart() -> None:
    works = cited_works([PLAIN, citation(2, "b" * 12, author="Hive News", title="Wasps")])
    assert [each.plain for each in set_in_style(works, "apa").citations] == ["(Hive News, 2020a)", "(Hive News, 2020b)"]


def test_the_words_of_a_style_are_those_of_the_language_where_it_has_them() -> None:
    assert references("apa", FILE, language="de") == ["lease.docx. (o. J.)."]
    assert references("apa", FILE, language="sq") == ["lease.docx. (n.d.)."]


def test_a_title_in_another_language_keeps_its_small_letters() -> None:
    words = "Die Bienen sind in der Stadt und die Wespen sind auf dem Land, wie es immer war."
    german = citation(title="Was die Bienen im Winter tun", excerpt=words, end=10 + len(words))
    assert "Was die Bienen im Winter tun" in references("mla", german)[0]


def test_what_lacks_a_date_or_has_an_impossible_one_is_listed_all_the_same() -> None:
    assert references("apa", citation(date=None, publisher=None)) == [
        "Keeper, A. (n.d.). Bees & Wasps. https://example.org/bees"
    ]
    assert references("apa", citation(date="2020", url=None)) == ["Keeper, A. (2020). Bees & Wasps. Hive_Press."]
    chicago = references("chicago", citation(date="2020", publisher=None))
    assert chicago == ["Keeper, Ada. 2020. “Bees & Wasps.” https://example.org/bees."]
    assert "(2020)" in references("apa", citation(date="2020-13-40"))[0]
    assert "(2021, February)" in references("apa", citation(date="2021-02-30"))[0]


@pytest.mark.parametrize(
    "title",
    ['$#read("/etc/passwd")$', '#import "@preview/cetz:0.3.0"', "{{x}} }{ \\ ~ @a", "`raw` *bold* _it_ <b> = h"],
)
def test_what_looks_like_code_is_shown_as_it_is(title: str) -> None:
    assert title in references("apa", citation(title=title))[0]


def test_an_address_is_given_to_the_letter() -> None:
    address = "https://example.org/A%20b_c?x=1&y=<2>#:~:text=a"
    assert "https://example.org/A%20b_c?x=1&y=%3C2%3E#:~:text=a" in references("apa", citation(url=address))[0]


def test_people_are_named_as_the_style_names_them() -> None:
    work = citation(author="Ana Leka and Karl Müller", url=None)
    assert references("apa", work)[0].startswith("Leka, A., & Müller, K. (2020")
    assert references("mla", work)[0].startswith("Leka, Ana, and Karl Müller. ")
    assert references("vancouver", work)[0].startswith("[1] Leka A, Müller K. ")


def test_nothing_cited_is_no_list() -> None:
    assert set_in_style([], "apa").references == ()


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), min_size=1, max_size=40)


@settings(max_examples=60)
@given(st.sampled_from(STYLES), TEXTS, TEXTS, TEXTS, st.none() | st.dates().map(str))
def test_any_words_can_be_set_and_none_is_lost(
    style: ReferenceStyle, title: str, author: str, publisher: str, date: str | None
) -> None:
    work = citation(title=title, author=author, publisher=publisher, date=date)
    styled = set_in_style(cited_works([work]), style)
    assert len(styled.citations) == len(styled.references) == 1
    ((_, reference),) = styled.references
    assert isinstance(reference, StyledText)
    assert _letters(title) in _letters(reference.plain)
    if authors(author) == [Author(author)]:  # else it may be turned around and shortened
        assert _letters(author) in _letters(reference.plain)


def _letters(text: str) -> str:
    return "".join(each for each in text.upper().casefold() if each.isalnum())
