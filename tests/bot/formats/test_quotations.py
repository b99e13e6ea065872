from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import Answer, AnswerSentence
from bot.formats.quotations import QuotedPlace, list_of_references, quote_in_style, quoted_alone
from bot.formats.reference_styles import STYLES, ReferenceStyle
from bot.wording.labels import ENGLISH, LANGUAGES
from corpus.documents import Span
from tests.bot.formats.test_citations import citation

ONE, AGAIN = citation(), citation(2, page=4)
OTHER = citation(3, "b" * 12, title="Minutes", author=None, url=None, path="/x/minutes.docx", page=None, place="row 12")


def quoting(*cited: object) -> list[QuotedPlace]:
    return [QuotedPlace(each, Span(10, 19)) for each in cited]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("apa", "“Bees hum” (Keeper, 2020, p. 3)"),
        ("mla", "“Bees hum” (Keeper 3)"),
        ("chicago", "“Bees hum” (Keeper 2020, 3)"),
        ("harvard", "“Bees hum” (Keeper, 2020, p. 3)"),
        ("vancouver", "“Bees hum” [1]"),
    ],
)
def test_a_quotation_has_its_citation_with_the_page_and_its_reference_below(style: ReferenceStyle, said: str) -> None:
    first, empty, reference = quote_in_style(quoting(ONE), style, ENGLISH).plain.splitlines()
    assert (first, empty) == (said, "")
    assert "Bees & Wasps" in reference


@pytest.mark.parametrize("style", STYLES)
def test_several_quotations_of_one_source_make_one_reference(style: ReferenceStyle) -> None:
    text = quote_in_style(quoting(ONE, OTHER, AGAIN), style, ENGLISH).plain
    assert text.count("“Bees hum”") == 3
    assert text.count("https://example.org/bees") == 1
    assert text.count("File: minutes.docx.") == 1


def test_the_place_is_the_one_that_a_person_finds_it_by() -> None:
    assert ", row 12)" in quote_in_style(quoting(OTHER), "apa", ENGLISH).plain
    assert ", S. 3)" in quote_in_style(quoting(ONE), "apa", LANGUAGES["de"]).plain


def test_html_has_a_paragraph_each_and_escapes_what_is_quoted() -> None:
    hostile = citation(excerpt="<b>&</b> hum dance", end=28)
    html = quote_in_style([QuotedPlace(hostile, Span(10, 18))], "apa", ENGLISH).html
    assert html.startswith("<p>“&lt;b&gt;&amp;&lt;/b&gt;” (Keeper")
    assert html.count("<p>") == 2


def test_markup_and_line_breaks_are_not_quoted() -> None:
    marked = citation(excerpt="*Bees*\nhum & dance", end=10 + 18, markup=(Span(10, 11), Span(15, 16)))
    assert "“Bees hum”" in quote_in_style([QuotedPlace(marked, Span(10, 20))], "apa", ENGLISH).plain


def test_a_list_has_one_line_a_source() -> None:
    assert len(list_of_references([ONE, AGAIN, OTHER], "apa", ENGLISH).splitlines()) == 2
    assert list_of_references([], "apa", ENGLISH) == ""


def test_of_an_answer_stays_what_it_quotes() -> None:
    sentence = AnswerSentence("Bees hum", 2, 10, 18)
    answer = Answer("?", "?", 0.9, (sentence,), (ONE, AGAIN, OTHER), 0.0)
    assert [each.number for each in quoted_alone(answer).citations] == [2]
    nothing = replace(answer, sentences=())
    assert quoted_alone(nothing) == nothing
