"""Lines found in a picture become words whose places on the page are known."""

from __future__ import annotations

import pytest

from corpus.readers.ocr.line_words import FoundLine, as_printed_words
from corpus.readers.ocr.page_picture import Picture
from corpus.readers.pdf.lines import group_into_lines
from corpus.readers.pdf.printed_words import WordColumns

PAGE = Picture(b"", 1000, 800, 1000, 0.5)


def corners(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def test_a_word_s_place_is_in_points_from_the_bottom_left_corner() -> None:
    line = FoundLine.of("two boats", corners(100, 50, 280, 90), [("two", corners(100, 50, 160, 90))])
    two, boats = as_printed_words([line], PAGE)
    assert (two.text, two.left, two.right, two.bottom, two.top) == ("two", 50, 80, 355, 375)
    assert (boats.text, boats.left, boats.right) == ("boats", 90, 140)


def test_characters_that_were_placed_one_by_one_make_words_between_the_spaces_of_the_line() -> None:
    pieces = [(letter, corners(10 * at, 0, 10 * at + 9, 20)) for at, letter in enumerate("abcd")]
    line = FoundLine.of("ab cd", corners(0, 0, 50, 20), pieces)
    assert [(text, box.left, box.right) for text, box in line.words] == [("ab", 0, 19), ("cd", 20, 39)]


def test_pieces_that_are_not_the_line_s_text_are_not_believed() -> None:
    line = FoundLine.of("ab cd", corners(0, 0, 50, 20), [("xy", corners(500, 0, 600, 20))])
    assert [(text, box.left, box.right) for text, box in line.words] == [("ab", 0, 20), ("cd", 30, 50)]


@pytest.mark.parametrize(("text", "plausible"), [("harbour master", True), (",  . 1923", False), ("港湾局长", True)])
def test_a_line_with_far_more_room_than_characters_was_not_read(text: str, plausible: bool) -> None:
    assert FoundLine.of(text, corners(0, 0, 280 if plausible else 900, 40), []).is_plausible is plausible


def test_a_line_without_letters_below_it_has_the_band_of_its_neighbours() -> None:
    lines = [FoundLine.of("harbour quay", corners(0, top, 300, top + high), []) for top, high in ((0, 40), (50, 34))]
    first, second = (word for word in as_printed_words(lines, PAGE) if word.text == "quay")
    assert first.height == second.height


def test_the_words_of_a_line_that_falls_to_the_right_are_one_line() -> None:
    askew = [(0, 100.0), (600, 140.0), (598, 180.0), (-2, 140.0)]
    words = as_printed_words([FoundLine.of("a line that was scanned askew", askew, [])], PAGE)
    assert max(word.base for word in words) - min(word.base for word in words) < 1.5
    assert words[0].bottom - words[-1].bottom > 15
    assert [line.text for line in group_into_lines(WordColumns.of(words), 1)] == ["a line that was scanned askew"]
