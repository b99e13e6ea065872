"""PDF: sentences that something interrupts, headlines, hyphens, contents, and scripts that run otherwise."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from corpus import readers
from corpus.documents import Span
from corpus.printed_layout import rectangles
from corpus.readers.pdf.hyphens import DocumentWords, mend_word
from corpus.readers.pdf.scripts import in_logical_order
from corpus.text.markup.answerable import may_answer
from corpus.text.passages import split
from tests.support.known_files.pdf_scripts import in_squares
from tests.support.papers import draw, glyphs, inside, paper

if TYPE_CHECKING:
    from corpus.documents import Part

SENTENCE = (
    "The keeper of the northern lamp walked down to the harbour every night of the long winter and wrote the names of "
    "all the ships that had passed the rocks into the large book of the port."
)
BEGINNING = ["The keeper of the northern lamp walked down", "to the harbour every night of the long winter"]
END = ["and wrote the names of all the ships that had", "passed the rocks into the large book of the port."]
FILLER = [f"The {number}th boat of the town lay at the quay." for number in range(4, 24)]
NOTE = "1 The lamp was first lit in the year 1862."


def part_of(pdf: Any) -> Part:
    (part,) = readers.read(bytes(pdf.output()), "a.pdf")
    return part


def blocks(pdf: Any) -> list[str]:
    return part_of(pdf).content.text.split("\n\n")


def set_note(pdf: Any, left: float, top: float, lines: list[str]) -> None:
    pdf.set_font_size(8)
    draw(pdf, left, top, lines)
    pdf.set_font_size(11)


def after_a_footnote_in_columns() -> Any:
    pdf = paper()
    draw(pdf, 50, 100, [*FILLER[:8], *BEGINNING])
    set_note(pdf, 50, 260, [NOTE])
    draw(pdf, 320, 100, [*END, *FILLER[8:16]])
    return pdf


def after_a_footnote_on_a_page() -> Any:
    pdf = paper()
    draw(pdf, 50, 600, [*FILLER[:8], *BEGINNING])
    set_note(pdf, 50, 770, [NOTE])
    pdf.add_page()
    draw(pdf, 50, 100, [*END, *FILLER[8:16]])
    return pdf


def after_a_figure() -> Any:
    pdf = paper()
    draw(pdf, 50, 100, [*FILLER[:4], *BEGINNING])
    pdf.rect(50, 200, 200, 90)
    set_note(pdf, 50, 310, ["Figure 3: The lamp in its tower", "1 drawn by the keeper himself"])
    draw(pdf, 50, 360, [*END, *FILLER[8:12]])
    return pdf


def after_a_margin_note() -> Any:
    pdf = paper()
    draw(pdf, 150, 100, [*FILLER[:4], BEGINNING[0]])
    set_note(pdf, 40, 156, ["Keepers and", "their books"])
    draw(pdf, 150, 170, [BEGINNING[1], *END, *FILLER[8:12]])
    return pdf


def over_a_running_line() -> Any:
    pdf = paper()
    for number in range(4):
        if number:
            pdf.add_page()
        draw(pdf, 50, 30, [f"The book of the lamp, part {number}"])
        draw(pdf, 50, 100, [*END, *FILLER[:4]] if number == 2 else FILLER[4 * number : 4 * number + 4])
        draw(pdf, 50, 700, BEGINNING if number == 1 else FILLER[16:18])
        draw(pdf, 280, 820, [f"{number + 1}"])
    return pdf


@pytest.mark.parametrize(
    "made",
    [
        after_a_footnote_in_columns,
        after_a_footnote_on_a_page,
        after_a_figure,
        after_a_margin_note,
        over_a_running_line,
    ],
)
def test_a_sentence_that_something_interrupts_is_one_and_is_marked_where_it_stands(made: Any) -> None:
    pdf = made()
    part = part_of(pdf)
    text = part.content.text
    start = text.find(SENTENCE)
    assert start >= 0, text
    marks = rectangles(part.printed, Span(start, start + len(SENTENCE)))
    data = bytes(pdf.output())
    for number in {mark.page for mark in marks}:
        here = [mark for mark in marks if mark.page == number]
        marked = "".join(letter for letter, box in glyphs(data, number) if inside(box, here))
        assert "lamp was first" not in marked
        assert marked
        assert marked in SENTENCE.replace(" ", "")
    sentences = [each for passage in split(part.content) for each in passage.sentences]
    assert any(each.of(text) == SENTENCE for each in sentences)


def test_what_interrupts_comes_after_the_sentence_and_keeps_its_page() -> None:
    part = part_of(after_a_footnote_on_a_page())
    text = part.content.text
    assert text.index(SENTENCE) < text.index(NOTE)
    pages = {at: part.content.place_at(text.index(at)) for at in (SENTENCE, "and wrote", NOTE, FILLER[15])}
    assert [place.number for place in pages.values() if place] == [1, 2, 1, 2]
    (mark,) = rectangles(part.printed, Span(text.index(NOTE), text.index(NOTE) + len(NOTE)))
    assert mark.page == 1


def test_two_paragraphs_with_a_note_between_them_stay_two() -> None:
    pdf = paper()
    draw(pdf, 50, 600, [*FILLER[:2], *BEGINNING[:1], "and then he went home again."])
    set_note(pdf, 50, 770, [NOTE])
    pdf.add_page()
    draw(pdf, 50, 100, ["the price of fish rose in that year", *FILLER[8:10]])
    assert not any("home again. the price" in block for block in blocks(pdf))


def test_a_headline_of_two_lines_is_one_heading_and_the_title() -> None:
    pdf = paper()
    pdf.set_font_size(18)
    pdf.text(60, 60, "A Survey of the Lamps and Towers of the")
    pdf.text(200, 81, "Northern Coast")
    pdf.set_font_size(11)
    draw(pdf, 60, 130, FILLER)
    content = part_of(pdf).content
    headline = "A Survey of the Lamps and Towers of the Northern Coast"
    assert [heading.text for heading in content.headings] == [headline]
    assert content.metadata.title == headline


@pytest.mark.parametrize("large", ["#", "$", "T", "2007"])
def test_what_has_no_word_is_no_heading(large: str) -> None:
    pdf = paper()
    pdf.set_font_size(20)
    pdf.text(60, 60, large)
    pdf.set_font_size(11)
    draw(pdf, 60, 130, FILLER)
    assert part_of(pdf).content.headings == ()


def test_a_large_running_head_is_no_heading_and_stands_once() -> None:
    pdf = paper()
    for number in range(5):
        if number:
            pdf.add_page()
        pdf.set_font_size(16)
        pdf.text(60, 40, f"{number + 400} Register of the Port / Volume 85")
        pdf.set_font_size(11)
        draw(pdf, 60, 130, FILLER[4 * number : 4 * number + 4])
    content = part_of(pdf).content
    assert content.headings == ()
    assert content.text.count("Register of the Port") == 1


def test_a_sentence_set_large_can_be_quoted() -> None:
    pdf = paper()
    pdf.set_font_size(16)
    pdf.text(60, 60, "The lamp of the port was lit by Agim Gjoka.")
    pdf.set_font_size(11)
    draw(pdf, 60, 130, FILLER)
    content = part_of(pdf).content
    said = [each.of(content.text) for passage in split(content) for each in passage.sentences]
    assert "The lamp of the port was lit by Agim Gjoka." in said


def test_the_entries_of_contents_are_left_out_and_a_list_of_prices_is_kept() -> None:
    pdf = paper()
    chapters = ["The tower", "The lamp", "The keepers", "The harbour"]
    draw(pdf, 60, 60, [f"{name} {'. ' * 30}{at}" for at, name in enumerate(chapters, start=2)])
    draw(pdf, 60, 300, [f"{name}{'.' * 40}{price}" for name, price in (("Soup", "4.50"), ("Bread", "1.20"))])
    for name in chapters:
        pdf.add_page()
        pdf.set_font_size(18)
        pdf.text(60, 60, name)
        pdf.set_font_size(11)
        draw(pdf, 60, 130, FILLER[:5])
    text = part_of(pdf).content.text
    assert ". . ." not in text
    assert [text.count(name) for name in chapters] == [1, 1, 1, 1]
    assert "Soup: 4.50" in text


@pytest.mark.parametrize("drawn", list(permutations(range(3))))
def test_blocks_of_text_are_read_from_the_top_in_whatever_order_they_are_drawn(drawn: tuple[int, ...]) -> None:
    pdf = paper()
    for block in drawn:
        draw(pdf, 60, 120 + 200 * block, [f"Block {block} begins here.", *FILLER[:8]])
    pdf.set_font_size(20)
    pdf.text(60, 60, "The port")
    content = part_of(pdf).content
    places = [content.text.index(words) for words in ("The port", "Block 0", "Block 1", "Block 2")]
    assert places == sorted(places)
    assert content.metadata.title == "The port"


def test_labels_of_a_figure_keep_the_order_in_which_they_are_drawn() -> None:
    pdf = paper()
    for label, y in (("Stem", 400), ("Leaf", 200), ("Root", 600)):
        pdf.text(60, y, label)
    text = part_of(pdf).content.text
    assert text.index("Stem") < text.index("Leaf") < text.index("Root")


@pytest.mark.parametrize("gap", [8, 300])
def test_entries_of_contents_without_leaders_stand_alone_and_answer_nothing(gap: int) -> None:
    pdf = paper()
    draw(pdf, 60, 60, ["Contents"])
    for at, name in enumerate(("1 The tower", "1.1 Who lit the lamp", "2 The keepers", "2.1 Their names")):
        pdf.text(60, 90 + 16 * at, name)
        pdf.text(60 + pdf.get_string_width("1.1 Who lit the lamp") + gap, 90 + 16 * at, str(3 + 4 * at))
    draw(pdf, 60, 300, FILLER)
    content = part_of(pdf).content
    spans = [each for passage in split(content) for each in passage.sentences]
    assert {each.of(content.text): may_answer(content, each) for each in spans}["1.1 Who lit the lamp 7"] is False
    assert may_answer(content, spans[-1])


@pytest.mark.parametrize(
    ("before", "after", "known", "mended"),
    [
        ("infor-", "mation", set(), "infor"),
        ("well-", "being", set(), "well-"),
        ("worst-", "case", set(), "worst-"),
        ("data-", "dependent", set(), "data-"),
        ("data-", "base", {"base"}, "data"),
        ("high-", "light", {"light"}, "high"),
        ("under-", "standing", {"standing"}, "under"),
        ("self-", "ish", set(), "self"),
        ("mixed-", "mode", {"mixedmode", "mixed-mode"}, "mixed-"),
        ("mixed-", "mode", {"mixedmode"}, "mixed"),
        ("mother-", "in-law", {"mother", "law"}, "mother-"),
        ("Ein-", "und", set(), "Ein- "),
        ("COVID-", "19", set(), "COVID-"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_the_word_has_one(
    before: str, after: str, known: set[str], mended: str
) -> None:
    assert mend_word(before, after, known) == mended


def test_halves_of_broken_words_are_no_words() -> None:
    known = DocumentWords(["the infor-", "mation of ships"])
    assert [each for each in ("the", "infor", "mation", "of", "ships") if each in known] == ["the", "of", "ships"]


def test_lines_of_chinese_join_without_a_space() -> None:
    lines = ["负责引水隧洞爆破方案优化设计及爆破震动监", "测工作并沟通协调业主监理和施工三方人员。"]
    pdf = in_squares("".join(lines))
    draw(pdf, 72, 80, lines)
    part = part_of(pdf)
    assert part.content.text == "".join(lines)
    assert len(rectangles(part.printed, Span(0, len(part.content.text)))) == 2


@pytest.mark.parametrize("turn", [1, -1])
def test_vertical_lines_are_read_downwards_and_from_right_to_left(turn: int) -> None:
    lines = ["港の灯台は千八百六十二年に", "建てられた灯台守は毎晩船の", "名前を帳面に書いた。"]
    pdf = in_squares("".join(lines))
    for at, line in list(enumerate(lines))[::turn]:
        for row, character in enumerate(line):
            pdf.text(500 - 20 * at, 80 + 12 * row, character)
    part = part_of(pdf)
    assert part.content.text == "".join(lines)
    start = part.content.text.index("名前")
    (mark,) = rectangles(part.printed, Span(start, start + 2))
    assert mark.left == pytest.approx(460, abs=2)


def test_right_to_left_letters_are_read_as_they_stand_whatever_their_order_in_the_file() -> None:
    words = ["המגדל", "נבנה", "בשנת", "1862", "בחוף", "הצפוני"]
    pdf = in_squares("".join(words))
    right = 500.0
    for word in words:
        shown = word if word.isdecimal() else word[::-1]
        right -= 12 * len(word)
        pdf.text(right, 100, shown)
        right -= 5
    part = part_of(pdf)
    assert part.content.text == " ".join(words)
    start = part.content.text.index("1862")
    (mark,) = rectangles(part.printed, Span(start, start + 4))
    assert (mark.left, mark.right) == pytest.approx((281, 329), abs=2)


def test_marks_and_ligatures_keep_to_their_letters() -> None:
    assert in_logical_order("\u0627\u0644\u0633", [20.0, 20.0, 30.0]) == "\u0633\u0644\u0627"
    assert in_logical_order("\u064e\u0628\u062a", [30.1, 10.0, 30.0]) == "\u062a\u064e\u0628"


def test_each_label_of_a_form_with_its_value_is_a_sentence() -> None:
    pdf = paper()
    form = [
        "Name: Arta Leka",
        "Date of birth: 4 May 1971",
        "Address: Rruga e Durresit 12, in the old house behind the market hall,",
        "second floor, 1001 Tirana",
        "Reason for the application: the fishing permit ends in the month of June",
        "Remarks: none",
    ]
    oath = [
        "I declare that all of this is true, and that I have read the rules of the harbour office.",
        "They are short.",
    ]
    draw(pdf, 50, 100, form)
    draw(pdf, 50, 300, oath)
    content = part_of(pdf).content
    assert content.text.split("\n\n") == [*form[:2], f"{form[2]} {form[3]}", *form[4:], " ".join(oath)]
    said = [sentence.of(content.text) for passage in split(content) for sentence in passage.sentences]
    assert said == [*form[:2], f"{form[2]} {form[3]}", *form[4:], *oath]  # "Remarks: none" is no heading of the oath


def test_a_paragraph_that_begins_as_a_label_goes_on_over_lines_with_a_colon() -> None:
    pdf = paper()
    said = [
        "Note: the keeper of the northern lamp keeps to one rule,",
        "which is this: light the lamp before the night.",
    ]
    draw(pdf, 50, 100, said)
    assert blocks(pdf) == [" ".join(said)]
