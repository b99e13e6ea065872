"""PDF: the words of a page, taken all at once."""

from __future__ import annotations

import re

import numpy as np
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from corpus import readers
from corpus.printed_layout import unpack
from corpus.readers.pdf.page_words import word_places

WORD = re.compile("[^\\s\ufffe]+\ufffe?")
PAST_ONE_GO = 1_300
"""Words on one page: more than PDFium is asked for at a time."""


@given(st.text(st.sampled_from("ab \t\n\r\x1c\x7f\x85\xa0\u2003\u3000\ufffe中\U0001f41d")))
def test_words_lie_between_white_space_and_a_line_end_hyphen_ends_one(characters: str) -> None:
    codes = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
    firsts, ends = word_places(codes)
    assert list(zip(firsts, ends, strict=True)) == [found.span() for found in WORD.finditer(characters)]


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
