"""What the reader makes of spreadsheets, and of ones that lie or are built to do harm."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.documents import Content, PlaceKind
from corpus.errors import DamagedFile, EmptyFile, ReadError, TooLarge
from corpus.readers import Format
from corpus.readers.office import xlsx
from corpus.text.passages import split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [("Lake", "Country", "Depth"), ("Ohrid", "Albania", 288), ("Prespa", "Greece", 54)]


def read(data: bytes) -> Content:
    (part,) = readers.read(data, "lakes.xlsx")
    return part.content


def book_of(write: Callable[[Any, Any], object]) -> bytes:
    book = openpyxl.Workbook()
    write(book, book.active)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(*rows: Sequence[object], write: Callable[[Any], object] = lambda sheet: None) -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        for row in rows:
            sheet.append(row)
        write(sheet)

    return book_of(fill)


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part of it changed."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()) if name == part else old.read(name))
    return stream.getvalue()


def rows_of(content: Content) -> list[tuple[str, str]]:
    return [(place.label, place.span.of(content.text)) for place in content.places]


def test_a_sheet_is_read_row_by_row_with_its_header() -> None:
    content = read(sheet_of(*ROWS))
    assert content.media_type == Format.XLSX.media_type
    assert rows_of(content) == [
        ("row 2", "Lake: Ohrid\nCountry: Albania\nDepth: 288"),
        ("row 3", "Lake: Prespa\nCountry: Greece\nDepth: 54"),
    ]
    assert {place.kind for place in content.places} == {PlaceKind.ROW}
    assert not content.headings


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (0.07, "0.00%", "7%"),
        (1250.0, "General", "1250"),
        (dt.datetime(2021, 3, 4), "yyyy-mm-dd", "2021-03-04"),
        (dt.datetime(2021, 3, 4, 9, 30), "yyyy-mm-dd h:mm", "2021-03-04 09:30"),
        (dt.time(9, 30, 5), "h:mm:ss", "09:30:05"),
        (dt.timedelta(hours=26, minutes=5), "[h]:mm:ss", "26:05:00"),
        (True, "General", "TRUE"),
        ("two\r\n\r\nlines ", "General", "two\nlines"),
        ("a_x000D_b", "General", "a\nb"),
    ],
)
def test_a_value_is_what_a_person_sees(value: object, style: str, shown: str) -> None:
    def write(sheet: Any) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = style

    content = read(sheet_of(("Name", "Value"), ("first",), ("second", "other"), write=write))
    assert rows_of(content)[0] == ("row 2", f"Name: first\nValue: {shown}")


def test_a_formula_is_its_value_and_an_error_is_nothing() -> None:
    data = sheet_of(("Name", "Sum", "Bad"), ("first", "=1+1", "x"), ("second", 9, "y"))
    valued = changed(data, SHEET, lambda xml: re.sub("</f><v */?>(</v>)?", "</f><v>2</v>", xml))
    broken = changed(valued, SHEET, lambda xml: xml.replace('r="B3" t="n"><v>9', 'r="B3" t="e"><v>#REF!'))
    assert rows_of(read(valued))[0] == ("row 2", "Name: first\nSum: 2\nBad: x")
    assert rows_of(read(broken))[1] == ("row 3", "Name: second\nBad: y")


def test_formulas_whose_value_the_file_does_not_hold_are_counted() -> None:
    data = sheet_of(("Lake", "Depth"), ("Ohrid", "=200+88"), ("Prespa", '=IF(1=1,"","x")'), ("Skadar", 44))
    assert [(each.template, each.values["count"]) for each in read(data).warnings] == [
        ("formulas whose value the file does not hold: {count:,}; open it in Excel or LibreOffice and save it again", 2)
    ]
    stored = changed(data, SHEET, lambda xml: re.sub("</f><v */?>(</v>)?", "</f><v>288</v>", xml))
    empty = changed(data, SHEET, lambda xml: re.sub(r'<c r="B(\d)">', r'<c r="B\1" t="str">', xml))
    assert not read(stored).warnings
    assert not read(empty).warnings


def test_several_sheets_are_headings_and_stand_in_the_labels() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.title = "Lakes"
        for row in ROWS:
            sheet.append(row)
        book.create_sheet("Empty")
        prices = book.create_sheet("Prices")
        prices["A3"], prices["B3"], prices["A5"], prices["B5"] = "Fish", "Price", "Trout", 12.5

    content = read(book_of(write))
    assert [label for label, _ in rows_of(content)] == ["Lakes, row 2", "Lakes, row 3", "Prices, row 5"]
    assert [heading.text for heading in content.headings] == ["Lakes", "Prices"]
    assert [passage.heading for passage in split(content)] == ["Lakes", "Lakes", "Prices"]


def test_a_hidden_sheet_is_read_and_called_hidden_but_not_one_that_no_menu_shows() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.append(("Ohrid",))
        for state in ("hidden", "veryHidden"):
            other = book.create_sheet(f"A {state} one")
            other.append((f"what is {state}",))
            other.sheet_state = state

    content = read(book_of(write))
    assert rows_of(content) == [("Sheet, row 1", "Ohrid"), ("A hidden one (hidden sheet), row 1", "what is hidden")]


def test_a_cell_merged_downwards_belongs_to_each_of_its_rows_and_a_title_stands_once() -> None:
    def write(sheet: Any) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A4")

    content = read(
        sheet_of(
            ("Lakes of the Balkans",),
            ("Region", "Lake", "Depth"),
            ("South", "Ohrid", 288),
            (None, "Prespa", 54),
            ("North", "Shkodra", 44),
            write=write,
        )
    )
    assert rows_of(content) == [
        ("row 1", "Lakes of the Balkans"),
        ("row 3", "Region: South\nLake: Ohrid\nDepth: 288"),
        ("row 4", "Region: South\nLake: Prespa\nDepth: 54"),
        ("row 5", "Region: North\nLake: Shkodra\nDepth: 44"),
    ]


def test_metadata_are_the_properties() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.append(("Ohrid",))
        book.properties.title, book.properties.creator = "Lakes\nof Albania", "Ana Leka"
        book.properties.created = dt.datetime(2020, 5, 6)

    metadata = read(book_of(write)).metadata
    assert (metadata.title, metadata.author, metadata.date) == ("Lakes of Albania", "Ana Leka", "2020-05-06")
    assert read(sheet_of(*ROWS)).metadata.title == "Lakes"
    assert read(sheet_of(*ROWS)).metadata.author is None


def test_a_claimed_size_of_a_million_rows_is_not_believed() -> None:
    lying = changed(sheet_of(*ROWS), SHEET, lambda xml: xml.replace('ref="A1:C3"', 'ref="A1:XFD1048576"'))
    assert b"XFD1048576" in zipfile.ZipFile(BytesIO(lying)).read(SHEET)
    assert rows_of(read(lying)) == rows_of(read(sheet_of(*ROWS)))


def test_a_row_far_below_keeps_its_number() -> None:
    data = sheet_of(*ROWS, write=lambda sheet: sheet.cell(1_048_576, 1, "The last"))
    assert rows_of(read(data))[-1] == ("row 1048576", "Lake: The last")


def test_a_row_beyond_the_last_possible_one_is_damage() -> None:
    data = changed(sheet_of(*ROWS), SHEET, lambda xml: xml.replace('<row r="3"', '<row r="2000000000"'))
    with pytest.raises(DamagedFile, match="not a valid XLSX"):
        read(data)


def test_rows_of_one_cell_far_to_the_right_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MAX_CELLS", 100_000)
    data = book_of(lambda book, sheet: [sheet.cell(row, 16_384, "x") for row in range(1, 9)])
    with pytest.raises(TooLarge, match="sheet Sheet spans more than 100,000 cells"):
        read(data)
    monkeypatch.setattr(xlsx, "_MAX_CELLS", 8 * 16_384 - 1)
    with pytest.raises(TooLarge):
        read(data)
    monkeypatch.setattr(xlsx, "_MAX_CELLS", 8 * 16_384)
    assert len(read(data).places) == 8


def test_a_spreadsheet_without_values_is_empty() -> None:
    with pytest.raises(EmptyFile, match="sheets hold no values"):
        read(sheet_of())


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 20}">' for at in range(1, 9))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha ha ha ha">{ENTITIES}]>'


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml"])
@pytest.mark.parametrize("entity", [LAUGHS, '<!DOCTYPE x [<!ENTITY e8 SYSTEM "file:///etc/hostname">]>'])
def test_entities_are_not_expanded(part: str, entity: str) -> None:
    def write(xml: str) -> str:
        head, bracket, rest = xml.partition("?>") if xml.startswith("<?xml") else ("", "", xml)
        return f"{head}{bracket}{entity}{rest.replace('Ohrid', 'Ohrid&e8;').replace('Sheet', 'Sheet&e8;')}"

    data = changed(sheet_of(*ROWS), part, write)
    try:
        content = read(data)
    except ReadError:
        return
    assert "ha ha" not in content.text
    assert len(content.text) < 200


SOUND = sheet_of(*ROWS)
PARTS = zipfile.ZipFile(BytesIO(SOUND)).namelist()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8), st.sampled_from(PARTS))
def test_damage_to_a_part_ends_in_an_error_or_in_rows_that_stand_in_the_text(at: int, junk: bytes, part: str) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(SOUND)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            place = at % len(held)
            new.writestr(name, held[:place] + junk + held[place + len(junk) :] if name == part else held)
    try:
        content = read(stream.getvalue())
    except ReadError:
        return
    assert content.text == "\n\n".join(text for _, text in rows_of(content))


CELLS = st.none() | st.integers(-(10**6), 10**6) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(CELLS, max_size=4), min_size=1, max_size=6))
@example([["=0", "#N/A"]])
def test_every_value_stands_in_the_row_of_its_number(rows: list[list[object]]) -> None:
    def as_text(sheet: Any) -> None:
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            cell.data_type = "s"  # one that begins with "=" would be a formula, of which no value is known

    try:
        content = read(sheet_of(("First", "Second", "Third", "Fourth"), *(["'", *row] for row in rows), write=as_text))
    except ReadError:
        return
    at = {place.number: place.span.of(content.text) for place in content.places}
    for number, row in enumerate(rows, start=2):
        for value in row:
            if str(value).strip() and value is not None:
                assert str(value).strip() in at[number]
