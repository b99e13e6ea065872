"""Tables of Word documents: a row is one sentence with the names of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus import readers
from corpus.text.passages import split
from tests.support.office_files import paragraph, part, row, run, table, word_file
from tests.support.visible_runs import missing_runs

if TYPE_CHECKING:
    from corpus.documents import Content


def read(body: str, parts: dict[str, str] | None = None) -> Content:
    data = word_file(body, parts)
    (found,) = readers.read(data, "lakes.docx")
    assert not missing_runs(data, found.content.text)
    return found.content


def rows_of(body: str) -> list[str]:
    content = read(body)
    return [row.of(content.text) for row in content.rows]


def bold(words: str) -> str:
    return f"<w:tc><w:p>{run(words, '<w:b/>')}</w:p></w:tc>"


def cell(words: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"


PSTYLE = '<w:pStyle w:val="H"/>'
LAKES = table(row("Lake", "Depth", "Country"), row("Ohrid", "288", "Albania."), row("Prespa", "54", "Greece."))


def test_a_row_is_one_sentence_and_a_passage_of_its_own_whatever_ends_in_its_cells() -> None:
    content = read(paragraph("All the lakes.") + LAKES + paragraph("They are old."))
    assert [[sentence.of(content.text) for sentence in passage.sentences] for passage in split(content)] == [
        ["All the lakes."],
        ["Lake: Ohrid\nDepth: 288\nCountry: Albania."],
        ["Lake: Prespa\nDepth: 54\nCountry: Greece."],
        ["They are old."],
    ]


def test_sentences_within_a_cell_stay_apart() -> None:
    long = "Ohrid is the deepest of all. It is fed by springs. Many species live nowhere else."
    content = read(table(row("Lake", "Depth", "Remark"), row("Ohrid", "288", long), row("Prespa", "54", "Shallow")))
    (first, _) = split(content)
    assert [sentence.of(content.text) for sentence in first.sentences] == [
        "Lake: Ohrid\nDepth: 288\nRemark: Ohrid is the deepest of all.",
        "It is fed by springs.",
        "Many species live nowhere else.",
    ]


def test_the_row_that_the_table_marks_as_its_header_names_the_columns() -> None:
    marked = row("Person", "Office", properties="<w:tblHeader/>")
    assert rows_of(table(marked, row("Ana Leka", "Treasurer"))) == ["Person: Ana Leka\nOffice: Treasurer"]


def test_a_title_over_all_columns_names_none_of_them() -> None:
    title = "<w:tr>" + cell("Lakes of 2024", '<w:gridSpan w:val="3"/>') + "</w:tr>"
    assert rows_of(
        table(title, row("Lake", "Depth", "Area"), row("Ohrid", "288", "358"), row("Prespa", "54", "254"))
    ) == [
        "Lakes of 2024",
        "Lake: Ohrid\nDepth: 288\nArea: 358",
        "Lake: Prespa\nDepth: 54\nArea: 254",
    ]


def test_two_marked_rows_name_the_columns_together() -> None:
    head = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>2019</w:t></w:r></w:p></w:tc>'
    first = row("Lake", head, properties="<w:tblHeader/>")
    second = row("", "spring", "autumn", properties="<w:tblHeader/>")
    content = read(table(first, second, row("Ohrid", "12", "7")))
    assert content.text == "Lake: Ohrid\n2019 spring: 12\n2019 autumn: 7"


def test_a_first_row_in_bold_names_the_columns() -> None:
    assert rows_of(table(f"<w:tr>{bold('Person')}{bold('Office')}</w:tr>", row("Ana Leka", "Treasurer"))) == [
        "Person: Ana Leka\nOffice: Treasurer"
    ]


def test_two_columns_of_words_are_what_each_is_called_and_what_it_is() -> None:
    form = table(row("Tenant", "Besnik Gashi"), row("Landlord:", "Ana Leka"), row("Paid?", "yes"), row("Notes", ""))
    assert rows_of(form) == ["Tenant: Besnik Gashi", "Landlord: Ana Leka", "Paid? yes", "Notes"]


def test_numbers_below_a_name_make_two_columns_a_table() -> None:
    assert rows_of(table(row("Lake", "Depth"), row("Ohrid", "288"), row("Prespa", "54"))) == [
        "Lake: Ohrid\nDepth: 288",
        "Lake: Prespa\nDepth: 54",
    ]


def test_a_cell_that_is_merged_downwards_stands_in_each_of_its_rows() -> None:
    body = table(
        row("Lake", "Fish", "Tonnes"),
        row(cell("Ohrid", '<w:vMerge w:val="restart"/>'), "Trout", "12"),
        row(cell("", "<w:vMerge/>"), "Eel", "3"),
        row("Prespa", "Carp", "9"),
    )
    assert rows_of(body) == [
        "Lake: Ohrid\nFish: Trout\nTonnes: 12",
        "Lake: Ohrid\nFish: Eel\nTonnes: 3",
        "Lake: Prespa\nFish: Carp\nTonnes: 9",
    ]


def test_cells_keep_to_their_columns_where_some_are_missing_or_span_several() -> None:
    body = table(
        row("Lake", "Depth", "Area", "Age"),
        row(cell("Ohrid", '<w:gridSpan w:val="2"/>'), "358", "old"),
        row("54", "259", "young", properties='<w:gridBefore w:val="1"/>'),
    )
    assert rows_of(body) == ["Lake: Ohrid\nArea: 358\nAge: old", "Depth: 54\nArea: 259\nAge: young"]


def test_a_table_in_a_cell_is_read_after_the_row_that_holds_it() -> None:
    inner = table(row("Month", "Rent"), row("May", "412"), row("June", "430"))
    body = table(
        row("Tenant", "Rents", "Since"),
        row("Besnik Gashi", f"<w:p/>{inner}<w:p/>", "2020"),
        row("Ana Leka", "x", "2021"),
    )
    assert rows_of(body) == [
        "Tenant: Besnik Gashi\nSince: 2020",
        "Month: May\nRent: 412",
        "Month: June\nRent: 430",
        "Tenant: Ana Leka\nRents: x\nSince: 2021",
    ]


def test_a_table_of_one_column_or_with_headings_is_a_layout_of_paragraphs() -> None:
    styles = part("w:styles", '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>')
    headed = f"<w:tc>{paragraph('Rules', PSTYLE)}{paragraph('Ships wait.')}</w:tc>"
    content = read(
        table(row("Only one."), row("Column.")) + table(row(headed, "Beside."), row("a", "b")), {"styles.xml": styles}
    )
    assert content.text.split("\n\n") == ["Only one.", "Column.", "Rules", "Ships wait.", "Beside.", "a", "b"]
    assert not content.rows
    assert [heading.text for heading in content.headings] == ["Rules"]


def test_notes_and_boxes_in_a_cell_come_after_its_row() -> None:
    notes = part("w:footnotes", f'<w:footnote w:id="1"><w:p>{run("Measured in 1912.")}</w:p></w:footnote>')
    noted = f'<w:tc><w:p>{run("288")}<w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:tc>'
    content = read(table(row("Lake", "Depth", "Age"), row("Ohrid", noted, "old")), {"footnotes.xml": notes})
    assert content.text == "Lake: Ohrid\nDepth: 288\nAge: old\n\nMeasured in 1912."


@pytest.mark.parametrize(
    "odd",
    [
        "<w:tr><w:trPr><w:gridBefore w:val='-3'/></w:trPr><w:tc><w:p/></w:tc></w:tr>",
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>",
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='999999999'/></w:tcPr><w:p/></w:tc><w:tc/></w:tr>",
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='x'/></w:tcPr><w:p/></w:tc></w:tr>",
        "<w:tr/>",
    ],
)
def test_a_row_that_does_not_fit_its_table_costs_nothing(odd: str) -> None:
    body = table(row("Lake", "Depth", "Age"), row("Ohrid", "288", "old"), odd, row("Prespa", "54", "old"))
    assert rows_of(body) == ["Lake: Ohrid\nDepth: 288\nAge: old", "Lake: Prespa\nDepth: 54\nAge: old"]


def test_a_long_cell_merged_over_many_rows_is_not_copied_into_each() -> None:
    first = row(cell("x" * 100_000, '<w:vMerge w:val="restart"/>'), "a", "b")
    content = read(table(row("Lake", "Depth", "Age"), first, *[row(cell("", "<w:vMerge/>"), "a", "b")] * 2_000))
    assert len(content.text) < 200_000
