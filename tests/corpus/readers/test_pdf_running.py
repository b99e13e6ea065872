"""PDF: lines at the edges of pages that differ only by their numbers, and which of them belong to the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus import readers
from tests.support.papers import draw, paper

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERS = (1805, 1806, 1812, 1807, 1830, 1841)
_WORDS = ("ships", "keepers", "lamps", "boats", "nets", "sails")


def text_of(pages: Sequence[Sequence[tuple[float, list[str]]]]) -> str:
    """The text of a paper with stretches of lines at heights of its pages."""
    pdf = paper()
    for number, stretches in enumerate(pages):
        if number:
            pdf.add_page()
        for top, lines in stretches:
            draw(pdf, 60, top, lines)
    (part,) = readers.read(bytes(pdf.output()), "a.pdf")
    return part.content.text


def body(number: int) -> list[str]:
    return [
        f"the harbour had {number * 7 + 3} {_WORDS[number]}, of which the keeper wrote the",
        "names into the large book of the port every night of the",
        f"long winter. The {_WORDS[number]} were counted again in spring.",
    ]


@pytest.mark.parametrize("years", [_NUMBERS, range(1805, 1811)])
def test_sentences_at_the_top_of_pages_that_differ_by_their_year_are_all_kept(years: Sequence[int]) -> None:
    text = text_of([[(40, [f"The year was {year} and at its end", *body(at)])] for at, year in enumerate(years)])
    for at, year in enumerate(years):
        assert f"The year was {year} and at its end the harbour had {at * 7 + 3} {_WORDS[at]}, of which" in text


@pytest.mark.parametrize("years", [_NUMBERS, range(1805, 1811)])
def test_sentences_at_the_foot_of_pages_that_differ_by_their_year_are_all_kept(years: Sequence[int]) -> None:
    text = text_of([[(760, [*body(at), f"All of them were sold in {year}."])] for at, year in enumerate(years)])
    assert [f"All of them were sold in {year}." in text for year in years] == [True] * len(years)


def test_what_pages_of_one_template_say_of_their_own_matter_is_kept() -> None:
    numbers = (48213, 1177, 90345, 20001, 56)
    text = text_of([[(30, [f"Customer number {each}"]), (160, body(at))] for at, each in enumerate(numbers)])
    assert [f"Customer number {each}" in text for each in numbers] == [True] * len(numbers)


@pytest.mark.parametrize(
    "heads",
    [
        [f"The harbour book of the town, page {at}" for at in range(1, 7)],
        [f"The harbour book of the town {at}" for at in ("iii", "iv", "v", "vi", "vii", "viii")],
        [f"Chapter {chapter} of the harbour book" for chapter in (1, 1, 2, 2, 3, 4)],
        [f"The harbour book, sheet {sheet}" for sheet in (1, 2, 3, 1, 2, 3)],
        [f"This book was printed by the port: {at} of 6" for at in range(1, 7)],
    ],
)
def test_running_heads_are_kept_once_whatever_their_numbers_count(heads: list[str]) -> None:
    text = text_of([[(30, [head]), (160, body(at))] for at, head in enumerate(heads)])
    assert [head for head in dict.fromkeys(heads) if head in text] == heads[:1]


def test_the_number_of_a_page_is_none_of_its_words_wherever_it_begins_anew() -> None:
    labels = ("iii", "iv", "1", "2", "1", "1", "2")
    text = text_of([[(30, [f"Page {each}"]), (160, body(at % 6)), (820, [each])] for at, each in enumerate(labels)])
    assert "Page" not in text
    assert not {"iii", "iv", "1", "2"} & set(text.split())


def test_a_running_head_right_above_the_text_is_kept_once() -> None:
    heads = [f"The harbour book of the town, page {at}" for at in range(1, 7)]
    text = text_of([[(30, [head, *body(at)])] for at, head in enumerate(heads)])
    assert [head for head in dict.fromkeys(heads) if head in text] == heads[:1]


def test_a_sign_for_a_number_is_no_number() -> None:
    heads = ["# 1", "2 #", "1 2", "# #", "3 4", "# 5"]
    assert "the harbour had 3 ships" in text_of([[(30, [head]), (160, body(at))] for at, head in enumerate(heads)])
