"""PDF: tables with lines and without, dense ones, cells of several lines, on several pages, and what is no table."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.documents import Span
from corpus.printed_layout import rectangles, unpack
from corpus.text.passages import split
from tests.support.papers import draw, glyphs, inside, paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.documents import Part

OFFICES = [
    ("Office", "Purpose", "Staff"),
    (
        "Durres",
        "The office of the port gives permits for fishing boats, and keeps the register of vessels and their owners.",
        "12",
    ),
    ("Vlora", "Customs.", "7"),
    (
        "Saranda",
        "The office looks after the ferries to Corfu, and in summer after the small boats.",
        "104",
    ),
]
BEFORE = "The offices of the coast, with what each of them is there for:"
AFTER = "After the table the text goes on with a sentence of its own."


def part_of(data: bytes) -> Part:
    (part,) = readers.read(data, "a.pdf")
    return part


def rows_of(part: Part) -> list[str]:
    return [row.of(part.content.text) for row in part.content.rows]


def named(rows: Sequence[Sequence[str]]) -> list[str]:
    header, *others = rows
    return ["\n".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True)) for row in others]


def with_table(rows: Sequence[Sequence[str]], **settings: Any) -> bytes:
    pdf = paper()
    draw(pdf, 60, 60, [BEFORE])
    pdf.set_xy(60, 80)
    with pdf.table(**{"width": 300, "col_widths": (30, 60, 20), **settings}) as table:
        for row in rows:
            cells = table.row()
            for cell in row:
                cells.cell(cell)
    draw(pdf, 60, pdf.get_y() + 40, [AFTER])
    return bytes(pdf.output())


def by_cells(rows: Sequence[Sequence[str]], columns: Sequence[float], *, advance: float = 14, size: int = 11) -> Any:
    pdf = paper()
    pdf.set_font_size(size)
    for number, row in enumerate(rows):
        for left, cell in zip(columns, row, strict=True):
            draw(pdf, left, 100 + advance * number, [cell])
    return pdf


@pytest.mark.parametrize("borders", ["ALL", "HORIZONTAL_LINES", "INTERNAL"])
def test_cells_of_several_lines_between_drawn_lines_are_one_row(borders: str) -> None:
    part = part_of(with_table(OFFICES, borders_layout=borders))
    assert rows_of(part) == named(OFFICES)
    assert part.content.text == "\n\n".join([BEFORE, *named(OFFICES), AFTER])


def test_cells_of_several_lines_without_drawn_lines_are_one_row() -> None:
    part = part_of(with_table(OFFICES, borders_layout="NONE", v_align="TOP", gutter_height=8))
    assert rows_of(part) == named(OFFICES)


def test_a_row_is_one_sentence_and_one_passage() -> None:
    content = part_of(with_table(OFFICES)).content
    passages = [passage for passage in split(content) if "Durres" in passage.span.of(content.text)]
    assert [each.span.of(content.text) for each in passages] == named(OFFICES)[:1]
    assert [sentence.of(content.text) for sentence in passages[0].sentences] == named(OFFICES)[:1]


def test_the_marks_of_a_cell_lie_on_its_own_lines() -> None:
    data = with_table(OFFICES)
    part = part_of(data)
    start = part.content.text.index("keeps the register")
    (mark,) = rectangles(part.printed, Span(start, start + len("keeps the register")))
    assert mark.top - mark.bottom < 14
    assert sum(inside(box, [mark]) for _, box in glyphs(data)) == len("keepstheregister")


def test_a_dense_table_with_narrow_gaps_has_its_rows_and_columns() -> None:
    companies = ["Molycorp Minerals LLC", "Acme Industrial Holdings Corp", "Bay Foods", "Northern California Logistics"]
    places, kinds = ["Mountain Pass", "San Bernardino", "Fresno", "Sacramento County"], ["Layoff Permanent", "Closure"]
    rows = [("Company", "Location", "Workers", "Kind")]
    rows += [(companies[n % 4], places[n * 3 % 4], str(474 + n * 13), kinds[n % 2]) for n in range(24)]
    part = part_of(bytes(by_cells(rows, (60, 176, 250, 284), advance=10, size=8).output()))
    assert rows_of(part) == named(rows)


def test_a_table_goes_on_on_the_next_page_with_its_names() -> None:
    rows = [("Town", "Year", "Catch"), *((f"Town {n}", str(1990 + n % 30), str(100 + n * 7)) for n in range(90))]
    pdf = paper()
    for at in range(0, len(rows), 40):
        if at:
            pdf.add_page()
        for number, row in enumerate(rows[at : at + 40]):
            for left, cell in zip((60, 200, 320), row, strict=True):
                draw(pdf, left, 100 + 16 * number, [cell])
    part = part_of(bytes(pdf.output()))
    assert rows_of(part) == named(rows)
    assert {place.number for place in part.content.places} == {1, 2, 3}


def test_names_that_are_repeated_on_the_next_page_are_no_row() -> None:
    pdf = paper()
    pdf.set_auto_page_break(True, 40)
    rows = [("Town", "Year", "Catch"), *((f"Town {n}", str(1990 + n % 30), str(100 + n * 7)) for n in range(90))]
    with pdf.table() as table:
        for row in rows:
            cells = table.row()
            for cell in row:
                cells.cell(cell)
    assert rows_of(part_of(bytes(pdf.output()))) == named(rows)


def test_two_columns_without_names_are_pairs() -> None:
    rows = [("Tenant", "Besnik Gashi"), ("Landlord", "Ana Leka"), ("Address:", "Port Street 5, Durres")]
    part = part_of(bytes(by_cells(rows, (60, 200)).output()))
    assert rows_of(part) == ["Tenant: Besnik Gashi", "Landlord: Ana Leka", "Address: Port Street 5, Durres"]


def test_the_name_of_a_column_that_is_empty_is_not_lost() -> None:
    pdf = by_cells([("Town", "Catch", "Remarks"), ("Skela", "412", ""), ("Bishti", "380", "")], (60, 200, 320))
    assert rows_of(part_of(bytes(pdf.output()))) == ["Remarks", "Town: Skela\nCatch: 412", "Town: Bishti\nCatch: 380"]


PROSE = [
    "The lamp of the old tower was lit by Agim",
    "Gjoka in the year 1862, and the keepers",
    "wrote down each ship that passed by the",
    "rocks before the dawn came over the hills",
    "of the east, and after them the sun itself.",
]


@pytest.mark.parametrize("offset", [0, 3, 7])
def test_two_columns_of_text_are_no_table(offset: int) -> None:
    pdf = paper()
    for number, line in enumerate(PROSE):
        draw(pdf, 60, 200 + 14 * number, [line])
        draw(pdf, 310, 200 + offset + 14 * number, [line])
    part = part_of(bytes(pdf.output()))
    assert rows_of(part) == []
    assert part.content.text == "\n\n".join([" ".join(PROSE)] * 2)


def test_text_spaced_out_to_a_narrow_margin_is_no_table() -> None:
    pdf = paper()
    for number, line in enumerate(PROSE):
        words = line.split()
        wide = (220 - sum(map(pdf.get_string_width, words))) / (len(words) - 1)
        left = 60.0
        for word in words:
            draw(pdf, left, 200 + 14 * number, [word])
            left += pdf.get_string_width(word) + wide
    part = part_of(bytes(pdf.output()))
    assert rows_of(part) == []
    assert part.content.text == " ".join(PROSE)


@pytest.mark.parametrize("mark", ["-", "1.", "a)", "[1]"])
def test_a_list_is_no_table(mark: str) -> None:
    pdf = paper()
    for number, line in enumerate(PROSE):
        draw(pdf, 60, 200 + 14 * number, [mark])
        draw(pdf, 90, 200 + 14 * number, [line.capitalize()])
    assert rows_of(part_of(bytes(pdf.output()))) == []


CELLS = st.text("abcdeABC123.,", min_size=1, max_size=14).filter(lambda cell: cell[0] != "." and cell.strip(".,"))
"""What a cell may hold; dots alone, or before a number, are a leader, which is not kept."""
_LEADERS = re.compile(r"\.{2,}")
"""What stands between two words of a cell like a leader: the words are kept."""


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=2, max_size=12)))
def test_whatever_stands_in_a_table_no_word_is_lost_and_each_is_printed_once(rows: list[list[str]]) -> None:
    part = part_of(bytes(by_cells(rows, [60 + 105 * at for at in range(len(rows[0]))]).output()))
    text = part.content.text
    printed = [word for page in part.printed for line in unpack(page.words) for word in line]
    assert all(before.end <= after.start for before, after in pairwise(printed))
    assert all(text[word.start : word.end].strip() == text[word.start : word.end] for word in printed)
    assert all(piece in text for row in rows for cell in row for piece in _LEADERS.split(cell))
    assert all(row.of(text).strip() for row in part.content.rows)
