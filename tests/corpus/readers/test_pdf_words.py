"""PDF: the words of a page, taken all at once."""

from __future__ import annotations

import re

import numpy as np
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from corpus import readers
from corpus.printed_layout import unpack
from corpus.readers.pdf.characters import join_surrogates
from corpus.readers.pdf.page_words import word_places
from corpus.readers.pdf.raised import mark_raised
from corpus.text.sentences import sentences

WORD = re.compile("[^\\s\ufffe]+\ufffe?")
PAST_ONE_GO = 1_300
"""Words on one page: more than PDFium is asked for at a time."""


@given(st.text(st.sampled_from("ab \t\n\r\x1c\x7f\x85\xa0\u2003\u3000\ufffe中\U0001f41d")))
def test_words_lie_between_white_space_and_a_line_end_hyphen_ends_one(characters: str) -> None:
    codes = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
    firsts, ends = word_places(codes)
    assert list(zip(firsts, ends, strict=True)) == [found.span() for found in WORD.finditer(characters)]


def test_raised_numbers_are_no_part_of_the_number_or_sentence_before_them() -> None:
    pdf = FPDF(unit="pt")
    pdf.add_page()
    left = 60.0
    for at, piece in enumerate(
        re.split(r"\|", "The lamp was lit in 1987|1| by 10|6| men in 12 m|2| of fog.|3| It was sold in 1911,|12| too.")
    ):
        pdf.set_font("times", size=6.5 if at % 2 else 11)
        pdf.text(left, 80 - 4 * (at % 2), piece)
        left += pdf.get_string_width(piece)
    (part,) = readers.read(bytes(pdf.output()), "a.pdf")
    text = part.content.text
    assert text == "The lamp was lit in 1987^1 by 10^6 men in 12 m2 of fog.^3 It was sold in 1911,^12 too."
    assert [span.of(text)[-6:] for span in sentences(text, part.content.body, "en")] == ["fog.^3", "2 too."]


@pytest.mark.parametrize(
    ("word", "lifted", "marked"),
    [("21/2", {1}, "2^1/2"), ("1987", set(), "1987"), ("8th.7", {4}, "8th.^7"), ("4", {0}, "4")],
)
def test_digits_are_raised_if_their_type_is_smaller_and_stands_higher(word: str, lifted: set[int], marked: str) -> None:
    assert mark_raised(word, lambda at: (5.0, 7.0) if at in lifted else (0.0, 11.0)) == marked


def test_each_of_very_many_words_of_a_page_has_its_own_place() -> None:
    pdf = FPDF(unit="pt", format=(1200, 900))
    pdf.add_page()
    pdf.set_font("Helvetica", size=8)
    for number in range(PAST_ONE_GO):
        pdf.text(20 + 30 * (number % 26), 40 + 15 * (number // 26), f"w{number}")
    (part,) = readers.read(bytes(pdf.output()), "a.pdf")
    words = [word for page in part.printed for line in unpack(page.words) for word in line]
    places = {part.content.text[word.start : word.end]: (word.left, word.bottom) for word in words}
    assert len(places) == PAST_ONE_GO
    for number in range(PAST_ONE_GO):
        left, bottom = places[f"w{number}"]
        assert abs(left - 20 - 30 * (number % 26)) < 1
        assert abs(bottom - (900 - 40 - 15 * (number // 26))) < 2


def test_letters_beyond_the_first_plane_are_kept() -> None:
    assert join_surrogates("d\ud835\udc65 \udc65B") == "d\U0001d465 B"
    assert join_surrogates("plain") == "plain"
