"""Raised numbers and formulas of web pages and e-books."""

from __future__ import annotations

import pytest

from corpus.readers.html.reader import read_html

NOTE = '<section><ol><li id="fn1">The winter was cold. <a href="#r1" role="doc-backlink">↩︎</a></li></ol></section>'


def read(body: str) -> str:
    return read_html(f"<title>Fish</title><body><p>{body}</p>{NOTE}".encode(), "fish.html").text.split("\n")[0]


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#fn1" role="doc-noteref"><sup>1</sup></a>',
        '<sup><a href="#fn1">1</a></sup>',
        '<a href="notes.xhtml#fn1" class="noteref">*</a>',
    ],
)
def test_the_mark_of_a_note_is_no_part_of_the_number_before_it(mark: str) -> None:
    assert read(f"Catches rose in 1987{mark} after the ice melted.") == "Catches rose in 1987 after the ice melted."


def test_what_only_looks_like_a_mark_stays() -> None:
    said = read('The boats that came home in the winter are listed in <a href="#fn1">1</a> and on page 12.')
    assert said == "The boats that came home in the winter are listed in 1 and on page 12."
    assert read('The <a href="#x">boat</a> left on the 1<sup>st</sup>.') == "The boat left on the 1st."


def test_a_raised_number_after_another_is_a_power() -> None:
    assert read("It holds 10<sup>6</sup> litres in 40 m<sup>2</sup>.") == "It holds 10^6 litres in 40 m2."


def test_links_back_from_notes_are_no_words() -> None:
    assert read_html(f"<title>Fish</title><p>Fish swim.</p>{NOTE}".encode(), "a.html").text.endswith("was cold.")


def test_a_formula_stands_on_one_line() -> None:
    formula = "<math><semantics><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"
    formula += '<annotation encoding="application/x-tex">\\frac{a+b}{2}</annotation></semantics></math>'
    assert read(f"The area is {formula} square miles.") == "The area is (a+b)/2 square miles."
