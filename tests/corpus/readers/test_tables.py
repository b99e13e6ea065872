"""CSV and TSV as text: what divides fields and rows, where the header is, and what a row becomes."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import readers
from corpus.documents import Content, Metadata, PlaceKind
from corpus.errors import ReadError, TooLarge
from corpus.readers import Format
from corpus.readers.common import tables
from corpus.readers.common.tables import Row, Tables, find_header, format_number
from corpus.readers.plain import csv as delimited
from corpus.text.passages import split

LAKES = "Lake,Country,Depth\nOhrid,Albania,288\nPrespa,Greece,54\n"


def read(data: str | bytes, path: str = "lakes.csv") -> Content:
    (part,) = readers.read(data if isinstance(data, bytes) else data.encode(), path)
    return part.content


def rows_of(content: Content) -> list[tuple[int, str]]:
    return [(place.number, place.span.of(content.text)) for place in content.places]


def header_among(*rows: tuple[str, ...]) -> int | None:
    found = find_header([Row(number, cells) for number, cells in enumerate(rows, start=1)])
    return found.number if found else None


def test_a_row_is_a_block_of_cells_after_the_names_of_their_columns() -> None:
    content = read(LAKES)
    assert content.text == "Lake: Ohrid\nCountry: Albania\nDepth: 288\n\nLake: Prespa\nCountry: Greece\nDepth: 54"
    assert [(place.kind, place.number, place.label) for place in content.places] == [
        (PlaceKind.ROW, 2, "row 2"),
        (PlaceKind.ROW, 3, "row 3"),
    ]
    assert content.metadata.title == "Lakes"


def test_an_empty_cell_is_left_out_and_an_empty_row_is_counted() -> None:
    content = read("Lake,Country,Depth\nOhrid,,288\n,,\n\nPrespa,Greece,54\n")
    assert rows_of(content) == [(2, "Lake: Ohrid\nDepth: 288"), (5, "Lake: Prespa\nCountry: Greece\nDepth: 54")]


def test_without_a_header_the_cells_stand_for_themselves() -> None:
    content = read("2019-01-02,Ohrid,288\n2019-01-03,Prespa,54\n")
    assert rows_of(content) == [(1, "2019-01-02\nOhrid\n288"), (2, "2019-01-03\nPrespa\n54")]


def test_a_ragged_row_keeps_every_cell() -> None:
    content = read("Lake,Country\nOhrid,Albania,deep,old\nPrespa\nShkodra,Albania\n")
    assert rows_of(content)[:2] == [(2, "Lake: Ohrid\nCountry: Albania\ndeep\nold"), (3, "Lake: Prespa")]


def test_a_field_with_line_breaks_is_one_cell_of_one_row() -> None:
    content = read('Lake,Note\r\nOhrid,"Very old.\r\n\r\nVery ""deep"", too."\r\nPrespa,Near\r\n')
    assert rows_of(content) == [(2, 'Lake: Ohrid\nNote: Very old.\nVery "deep", too.'), (3, "Lake: Prespa\nNote: Near")]


@pytest.mark.parametrize("quoted", ['"unclosed', '5" disk', '"half" closed'])
def test_a_stray_quotation_mark_does_not_swallow_the_rows_below(quoted: str) -> None:
    content = read(f"Thing,Price\n{quoted},7\nRope,8\nSail,9\n")
    assert rows_of(content)[0] == (2, f"Thing: {quoted}\nPrice: 7")
    assert [number for number, _ in rows_of(content)] == [2, 3, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_content(delimiter: str) -> None:
    content = read(LAKES.replace(",", delimiter))
    assert rows_of(content)[0] == (2, "Lake: Ohrid\nCountry: Albania\nDepth: 288")
    assert content.media_type == (Format.TSV.media_type if delimiter == "\t" else Format.CSV.media_type)


def test_decimal_commas_do_not_divide_fields_of_a_file_with_semicolons() -> None:
    content = read("Lake;Depth;Area\nOhrid;288,5;358,2\nPrespa;54,1;259,4\n")
    assert rows_of(content)[0] == (2, "Lake: Ohrid\nDepth: 288,5\nArea: 358,2")


def test_commas_in_sentences_do_not_divide_a_table_of_one_column() -> None:
    content = read("The lake is deep, old and cold.\nNobody knows why.\nFish live there.\nBirds come in spring, too.\n")
    assert rows_of(content)[0] == (1, "The lake is deep, old and cold.")
    assert len(content.places) == 4


def test_what_excel_is_told_about_the_delimiter_is_believed_and_is_no_row() -> None:
    content = read("sep=;\r\nLake;Note\r\nOhrid;old, deep, cold\r\nPrespa;near, wide, low\r\n")
    assert rows_of(content)[0] == (2, "Lake: Ohrid\nNote: old, deep, cold")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_table_in_another_encoding_is_read(encoding: str) -> None:
    content = read("Liqeni,Thellësia\nOhër,288\nShkodër,44\n".encode(encoding))
    assert rows_of(content)[0] == (2, "Liqeni: Ohër\nThellësia: 288")


def test_a_title_above_the_header_is_a_row_of_its_own() -> None:
    content = read("Lakes of the Balkans\n\nLake,Depth\nOhrid,288\nPrespa,54\n")
    assert rows_of(content) == [
        (1, "Lakes of the Balkans"),
        (4, "Lake: Ohrid\nDepth: 288"),
        (5, "Lake: Prespa\nDepth: 54"),
    ]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([("Country", "2019", "2020"), ("Albania", "12", "14"), ("Greece", "30", "31")], 1),
        ([("Lake", "2019"), ("Ohrid", "1998"), ("Prespa", "2001")], None),
        ([("", "Depth", "Area"), ("Ohrid", "288", "358"), ("Prespa", "54", "259")], 1),
        ([("AL-01", "Vlora"), ("AL-02", "Berat"), ("GR-117", "Corfu")], None),
        ([("Vlora", "south"), ("Shkodra", "north"), ("Saranda", "south")], None),
        ([("Is it open?", "Name"), ("yes", "Ohrid"), ("no", "Prespa")], 1),
        ([("It is a lake that is deep.", "Ohrid"), ("It is near to it.", "Prespa")], None),
        ([("ana@lake.example", "Ana"), ("ben@lake.example", "Ben")], None),
        ([("Lake", "Depth")], None),
        ([("Ohrid",), ("Prespa",)], None),
    ],
)
def test_a_header_is_told_from_data(rows: list[tuple[str, ...]], header: int | None) -> None:
    assert header_among(*rows) == header


def test_a_name_that_ends_in_a_mark_gets_no_colon() -> None:
    assert rows_of(read("Lake:,Is it deep?\nOhrid,yes\nSkadar,no\n"))[0] == (2, "Lake: Ohrid\nIs it deep? yes")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.1 + 0.2, "0.3"), (1250.0, "1250"), (-7, "-7"), (1e20, "1e+20"), (2.5, "2.5"), (None, "")],
)
def test_a_number_is_shown_without_noise(value: float | None, shown: str) -> None:
    assert format_number(value) == shown


def test_a_short_row_is_one_sentence_and_no_passage_stands_in_two_rows() -> None:
    content = read(LAKES)
    assert [[sentence.of(content.text) for sentence in passage.sentences] for passage in split(content)] == [
        ["Lake: Ohrid\nCountry: Albania\nDepth: 288"],
        ["Lake: Prespa\nCountry: Greece\nDepth: 54"],
    ]


def test_a_question_is_quoted_with_what_answers_it() -> None:
    content = read("Question,Answer\nHow deep is Ohrid?,Very deep. Nobody swims there.\nIs it old?,It is.\n")
    assert [sentence.of(content.text) for passage in split(content) for sentence in passage.sentences] == [
        "Question: How deep is Ohrid?\nAnswer: Very deep.",
        "Nobody swims there.",
        "Question: Is it old?\nAnswer: It is.",
    ]


def test_a_long_cell_is_divided_into_its_sentences() -> None:
    told = [
        f"In year {year} the water of the lake rose by {year % 7} centimetres after the rain." for year in range(40)
    ]
    content = read(f'Lake,Story\nOhrid,"{" ".join(told)}"\nPrespa,"Nothing."\n')
    sentences = [sentence.of(content.text) for passage in split(content) for sentence in passage.sentences]
    assert sentences[0] == f"Lake: Ohrid\nStory: {told[0]}"
    assert sentences[1:40] == told[1:]


def test_a_wide_row_is_divided_between_its_cells() -> None:
    names = [f"Measure {at}" for at in range(90)]
    values = [f"about {at} units" for at in range(90)]
    content = read("\n".join([",".join(names), ",".join(values), ",".join(values[::-1])]))
    passages = split(content)
    sentences = [sentence.of(content.text) for passage in passages for sentence in passage.sentences]
    assert "\n".join(sentences[: len(sentences) // 2]) == content.places[0].span.of(content.text)
    assert all(len(sentence) <= 600 for sentence in sentences)
    assert len({content.place_at(passage.span.start) for passage in passages}) == 2


def test_a_table_of_more_rows_than_besa_reads_fails_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    with pytest.raises(TooLarge, match="longer than the 3 rows"):
        read("Lake,Depth\n" + "Ohrid,288\n" * 4)
    assert len(read("Lake,Depth\n" + "Ohrid,288\n" * 3).places) == 3


def test_a_table_of_more_characters_than_besa_reads_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_CHARACTERS", 100)
    with pytest.raises(TooLarge):
        read("Lake,Depth\n" + "Ohrid,288\n" * 20)


def test_a_row_more_is_refused_once_the_tables_are_longer_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    row = "Lake: Ohrid\nDepth: 288"
    monkeypatch.setattr(tables, "MAX_CHARACTERS", len(row))
    assert len(read("Lake,Depth\n" + "Ohrid,288\n" * 2).places) == 2
    monkeypatch.setattr(tables, "MAX_CHARACTERS", len(row) - 1)
    with pytest.raises(TooLarge, match="split"):
        read("Lake,Depth\n" + "Ohrid,288\n" * 2)


def test_several_sheets_are_headings_and_stand_in_the_labels() -> None:
    several = Tables()
    several.add([Row(1, ("Lake", "Depth")), Row(2, ("Ohrid", "288"))], "Lakes")
    several.add([], "Nothing")
    several.add([Row(1, ("Sea", "Depth")), Row(4, ("Ionian", "5267"))], "Seas")
    content = several.content(Metadata("Waters"), "text/csv")
    assert content.text == "Lakes\n\nLake: Ohrid\nDepth: 288\n\nSeas\n\nSea: Ionian\nDepth: 5267"
    assert [place.label for place in content.places] == ["Lakes, row 2", "Seas, row 4"]


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(',;|\t"\n'), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_what_the_csv_module_writes_comes_back_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert list(delimited.split_records(stream.getvalue(), delimiter)) == rows


@given(st.binary(max_size=300) | st.text(st.sampled_from('ab1 ,;|\t"\r\n\0\ufeff.é'), max_size=200).map(str.encode))
def test_whatever_the_bytes_are_the_rows_stand_in_the_text_in_order(data: bytes) -> None:
    try:
        content = delimited.read_csv(data, "a.csv")
    except ReadError:
        return
    assert content.body.of(content.text) == content.text == content.text.strip()
    for before, after in pairwise(content.places):
        assert before.span.end < after.span.start
        assert before.number < after.number
    assert "\n\n".join(text for _, text in rows_of(content)) == content.text


WORDS = st.lists(st.sampled_from(["deep", "cold lake", "Ohrid", "née", "湖", "x"]), min_size=1, max_size=4).map(
    " ".join
)


@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=2, max_size=12))
def test_every_cell_is_found_in_a_passage_of_its_own_row(rows: list[list[str]]) -> None:
    content = read("\n".join(["First one,Second one,Third one", *(",".join(row) for row in rows)]))
    passages = split(content)
    for at, row in enumerate(rows, start=2):
        (place,) = [place for place in content.places if place.number == at]
        (held,) = [each for each in passages if each.span.start == place.span.start]
        (sentence,) = held.sentences
        assert content.place_at(sentence.start) == place
        assert sentence.of(content.text) == f"First one: {row[0]}\nSecond one: {row[1]}\nThird one: {row[2]}"
