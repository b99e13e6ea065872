from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Citation, NotFound
from bot.citation_formats import FORMATS, format_citations, parse_date

EXCERPT = "Bees hum & dance."


def citation(number: int = 1, document: str = "aaaaaaaaaaaa", **about: object) -> Citation:
    values: dict[str, object] = {
        "number": number,
        "document": document,
        "path": "/notes/bees.txt",
        "sha256": "0" * 64,
        "title": "Bees & Wasps",
        "author": "Ada Keeper",
        "publisher": "Hive_Press",
        "date": "2020-01-04",
        "url": "https://example.org/bees",
        "page": 3,
        "heading": None,
        "start": 10,
        "end": 10 + len(EXCERPT),
        "excerpt": EXCERPT,
        "highlights": (),
        "score": 1.0,
    }
    return Citation(**{**values, **about})  # type: ignore[arg-type]


def answer(*citations: Citation) -> NotFound:
    return NotFound("?", "?", 0.0, citations, 0.0)


def test_bibtex_has_one_escaped_entry_a_document() -> None:
    text = format_citations(answer(citation(1), citation(2, start=50, end=50 + len(EXCERPT))), "bibtex")
    assert text.count("@misc{keeper2020bees,") == 1
    assert r"title = {{Bees \& Wasps}}," in text
    assert r"publisher = {Hive\_Press}," in text
    assert "year = {2020}," in text
    assert "10-27, 50-67" in text


def test_ris_begins_and_ends_each_record() -> None:
    lines = format_citations(answer(citation(1), citation(2, document="b" * 12)), "ris").splitlines()
    assert lines.count("TY  - ELEC") == lines.count("ER  - ") == 2
    assert "TI  - Bees & Wasps" in lines
    assert "DA  - 2020/01/04" in lines
    assert "ID  - keeper2020bees-2" in lines


def test_csl_json_has_the_standards_names() -> None:
    (item,) = json.loads(format_citations(answer(citation()), "csl-json"))
    assert item["type"] == "webpage"
    assert item["issued"] == {"date-parts": [[2020, 1, 4]]}
    assert item["author"] == [{"literal": "Ada Keeper"}]
    assert item["URL"] == "https://example.org/bees"


def test_markdown_numbers_the_excerpts_and_quotes_them() -> None:
    text = format_citations(answer(citation(1), citation(2, document="b" * 12, url=None)), "markdown")
    assert text.startswith("1. [Bees")
    assert "(<https://example.org/bees>)" in text
    assert "\n2. *Bees" in text
    assert text.count("> Bees hum") == 2


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_become_links_in_markdown(url: str) -> None:
    assert url not in format_citations(answer(citation(url=url)), "markdown")


def test_what_a_document_does_not_say_is_left_out() -> None:
    bare = citation(author=None, publisher=None, date=None, url=None, page=None)
    for style in FORMATS:
        text = format_citations(answer(bare), style)
        assert "Bees" in text
        assert "None" not in text


@pytest.mark.parametrize("style", FORMATS)
def test_no_citation_is_no_text(style: str) -> None:
    assert format_citations(answer(), style) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "parsed"),
    [("2020", (2020,)), ("2020-01", (2020, 1)), ("2020-01-04", (2020, 1, 4)), ("last year", ()), ("", ()), (None, ())],
)
def test_a_date_is_read_as_far_as_it_goes(date: str | None, parsed: tuple[int, ...]) -> None:
    assert parse_date(date) == parsed


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_a_hostile_title_cannot_end_its_field(title: str) -> None:
    bibtex = format_citations(answer(citation(title=title, author=title, publisher=title)), "bibtex")
    assert re.sub(r"\\[{}]", "", bibtex).count("{") == re.sub(r"\\[{}]", "", bibtex).count("}")
    assert len(bibtex.split("\n@")) == 1
    ris = format_citations(answer(citation(title=title)), "ris")
    assert sum(line.startswith("ER  - ") for line in ris.split("\n")) == 1
    assert json.loads(format_citations(answer(citation(title=title)), "csl-json"))[0]["title"] == title
