from __future__ import annotations

from corpus.documents import Heading, Span
from corpus.text.outline import Outline

HEADINGS = [
    Heading(Span(0, 5), 1, "Acme"),
    Heading(Span(10, 15), 2, "Board"),
    Heading(Span(20, 25), 3, "Chair"),
    Heading(Span(30, 35), 2, "Results"),
]


def test_a_passage_stands_under_the_nearest_heading_and_those_of_higher_levels_above_it() -> None:
    outline = Outline(HEADINGS)
    assert outline.above(26, "Chair") == ["Acme", "Board", "Chair"]
    assert outline.above(36, "Results") == ["Acme", "Results"]
    assert outline.above(6, "Acme") == ["Acme"]


def test_what_has_no_heading_of_its_own_stands_under_none() -> None:
    assert Outline(HEADINGS).above(26, None) == []
    assert Outline([]).above(9, None) == []


def test_a_heading_that_is_not_marked_in_the_text_stands_alone() -> None:
    assert Outline([]).above(9, "GUESSED") == ["GUESSED"]
    assert Outline(HEADINGS).above(26, "GUESSED") == ["GUESSED"]
