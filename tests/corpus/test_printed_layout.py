"""Where words are printed: the boxes that a citation marks are those of its letters."""

from __future__ import annotations

import math
from itertools import accumulate, chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import readers
from corpus.documents import PrintedPage, Span
from corpus.printed_layout import PrintedWord, pack, rectangles, unpack
from tests.support.papers import changed, draw, glyphs, inside, paper

LEFT = [
    "The lamp of the old tower was",
    "lit by Agim Gjoka in the year",
    "1862, and the keepers of infor-",
    "mation wrote",
    "down each ship that passed by",
    "the rocks before the dawn.",
]
RIGHT = [
    "In winter the boats stayed in",
    "harbour while nets were mended",
    "and the price of salted fish",
    "rose in all the",
    "markets of the coast until the",
    "first warm days of spring.",
]


def two_columns() -> bytes:
    pdf = paper()
    draw(pdf, 60, 120, LEFT)
    draw(pdf, 320, 120, RIGHT)
    return bytes(pdf.output())


def landscape() -> bytes:
    """Text that runs up the paper, which is then turned to be read."""
    pdf = paper()
    with pdf.rotation(90, 300, 400):
        draw(pdf, 200, 300, [*LEFT, *RIGHT])
    return bytes(pdf.output())


PAPERS = {
    "two columns": two_columns(),
    "turned": changed(landscape(), Rotate="90"),
    "turned on its head": changed(two_columns(), Rotate="180"),
    "sideways": changed(two_columns(), Rotate="270"),
    "running up the paper": landscape(),
    "cropped": changed(two_columns(), CropBox="[40 300 560 760]"),
    "cropped and turned": changed(landscape(), CropBox="[30 100 580 800]", Rotate="90"),
}


@pytest.mark.parametrize("data", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize(
    "words", ["Agim Gjoka in the year 1862,", "keepers of information wrote", "of salted fish rose"]
)
def test_the_rectangles_of_an_excerpt_hold_its_letters_and_no_others(data: bytes, words: str) -> None:
    (part,) = readers.read(data, "a.pdf")
    text = part.content.text
    start = text.index(words)
    marks = rectangles(part.printed, Span(start, start + len(words)))
    letters = [letter for letter in glyphs(data) if inside(letter[1], marks)]
    assert "".join(letter for letter, _ in letters).replace("-", "").replace("\ufffe", "") == words.replace(" ", "")
    for mark in marks:
        boxes = [box for _, box in letters if inside(box, [mark])]
        along = 0 if mark.right - mark.left > mark.top - mark.bottom else 1
        edges = (mark.left, mark.bottom, mark.right, mark.top)
        assert edges[along] == pytest.approx(min(box[along] for box in boxes), abs=0.2)
        assert edges[along + 2] == pytest.approx(max(box[along + 2] for box in boxes), abs=0.2)
    assert len(marks) == 2


def test_a_rectangle_is_one_a_line_and_of_its_own_page() -> None:
    pdf = paper()
    draw(pdf, 60, 120, ["The bees of the old"])
    pdf.add_page()
    draw(pdf, 60, 120, ["mill fly far.", "", "", "The queen stays."])
    (part,) = readers.read(bytes(pdf.output()), "a.pdf")
    marks = rectangles(part.printed, Span(4, part.content.text.index("fly")))
    assert [mark.page for mark in marks] == [1, 2]
    assert all(mark.top - mark.bottom < 12 for mark in marks)


def test_nothing_is_marked_where_nothing_is_printed() -> None:
    page = PrintedPage(1, pack([[PrintedWord(3, 7, 10, 10, 30, 20)]]))
    assert rectangles([page], Span(0, 3)) == rectangles([page], Span(7, 9)) == rectangles([], Span(0, 9)) == ()
    assert rectangles([PrintedPage(2, pack([]))], Span(0, 9)) == ()


lengths = st.floats(-2000, 2000)
lines = st.lists(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9), lengths, lengths, lengths, lengths))).map(
    lambda drawn: [
        [
            PrintedWord(begin + gap, begin + gap + size, min(a, c), min(b, d), max(a, c), max(b, d))
            for begin, (gap, size, a, b, c, d) in zip(
                accumulate((w[0] + w[1] for w in line), initial=0), line, strict=False
            )
        ]
        for line in drawn
    ]
)


@given(lines)
def test_what_is_packed_comes_back_a_tenth_of_a_point_larger_at_most(lines: list[list[PrintedWord]]) -> None:
    back = list(unpack(pack(lines)))
    assert [[word[:2] for word in line] for line in back] == [[word[:2] for word in line] for line in lines if line]
    for kept, word in zip(chain(*back), chain(*lines), strict=True):
        edges = ((kept.left, word.left), (kept.bottom, word.bottom), (word.right, kept.right), (word.top, kept.top))
        assert all(low - 1e-6 <= high <= low + 0.1 + 1e-6 for low, high in edges)


def test_edges_that_are_no_numbers_do_no_harm() -> None:
    word = PrintedWord(0, 4, -math.inf, math.nan, math.inf, 1e300)
    ((kept,),) = unpack(pack([[word]]))
    assert all(map(math.isfinite, kept))


def test_a_word_takes_few_bytes() -> None:
    (part,) = readers.read(two_columns(), "a.pdf")
    (page,) = part.printed
    assert len(page.words) < 8 * len(part.content.text.split())


def test_the_words_of_a_page_are_printed_in_the_order_of_the_text() -> None:
    (part,) = readers.read(two_columns(), "a.pdf")
    words = [word for line in unpack(part.printed[0].words) for word in line]
    assert all(before.end <= after.start for before, after in pairwise(words))
    assert "".join(part.content.text[word.start : word.end] for word in words) == "".join(part.content.text.split())
