"""OpenDocument: what a person sees in a text, on slides and in sheets."""

from __future__ import annotations

import pytest

from corpus.documents import Content, Metadata
from corpus.errors import DamagedFile, EncryptedFile
from corpus.readers import Format, detect_format, read
from tests.support import opendocument
from tests.support.opendocument import flat, frame, packed, sheet


def content_of(data: bytes, path: str = "/x/file.odt") -> Content:
    (part,) = read(data, path)
    return part.content


def blocks_of(body: str, styles: str = "", masters: str = "", parts: dict[str, bytes] | None = None) -> list[str]:
    return content_of(packed("text", body, styles, masters=masters, parts=parts)).text.split("\n\n")


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text", "<text:p>Bees dance.</text:p>", Format.ODT),
        ("presentation", f"<draw:page>{frame('outline', 'Bees dance.')}</draw:page>", Format.ODP),
        ("spreadsheet", sheet("Bees", ("Bees dance.",)), Format.ODS),
    ],
)
def test_a_file_is_known_by_its_content_packed_and_flat(kind: str, body: str, expected: Format) -> None:
    for data in (packed(kind, body), flat(kind, body)):
        assert detect_format(data, "/x/misleading.txt") is expected
        found = content_of(data, "/x/misleading.txt")
        assert found.text == "Bees dance."
        assert found.media_type == expected.media_type


def test_headings_lists_notes_and_comments_stand_in_their_places() -> None:
    body = "<text:note-body><text:p>In 1877.</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    comment = "<office:annotation><dc:creator>Ana Leka</dc:creator><text:p>Sure?</text:p></office:annotation>"
    item = "<text:list><text:list-item><text:p>{}</text:p>{}</text:list-item></text:list>".format
    paragraph = f"<text:p>It burnt{note}<text:s text:c='2'/>down{comment}\n    twice.</text:p>"
    found = content_of(
        packed(
            "text",
            '<text:h text:outline-level="2">The mill</text:h>' + paragraph + item("one", item("two", "")),
        )
    )
    assert found.text.split("\n\n") == [
        "The mill",
        "It burnt  down twice.",
        "In 1877.",
        "Comment by Ana Leka: Sure?",
        "- one\n- two",
    ]
    assert [(each.text, each.level) for each in found.headings] == [("The mill", 2)]


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_is_read() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    hidden = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    paragraph = (
        '<text:p>The ferry leaves<text:change text:change-id="1"/> <text:change-start text:change-id="2"/>at seven'
        '<text:change-end text:change-id="2"/>.<text:span text:style-name="H"> Secret.</text:span></text:p>'
    )
    section = '<text:section text:display="none"><text:p>Gone.</text:p></text:section>'
    assert blocks_of(changes + paragraph + section, hidden) == ["The ferry leaves at seven."]


def test_rows_of_a_table_have_the_names_of_its_columns_and_merged_cells_their_value() -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
    row = "<table:table-row>{}</table:table-row>".format
    names = row(cell("", "Town") + cell("", "Year") + cell("", "Fish"))
    head = f"<table:table-header-rows>{names}</table:table-header-rows>"
    first = row(cell(' table:number-rows-spanned="2"', "Vlora") + cell("", "2020") + cell("", "7"))
    second = row("<table:covered-table-cell/>" + cell("", "2021") + cell("", "9"))
    found = content_of(packed("text", f"<table:table>{head}{first}{second}</table:table>"))
    assert found.text.split("\n\n") == ["Town: Vlora\nYear: 2020\nFish: 7", "Town: Vlora\nYear: 2021\nFish: 9"]
    assert [row.of(found.text) for row in found.rows] == found.text.split("\n\n")


def test_text_boxes_formulas_and_charts_are_read() -> None:
    formula = (
        b'<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo>'
        b"<mn>1</mn></mrow></mfrac><annotation>{a} over {b+1}</annotation></semantics></math>"
    )
    body = (
        '<text:p>It is <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> deep.'
        "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert blocks_of(body, parts={"Object 1/content.xml": formula}) == ["It is a/(b+1) deep.", "In a box."]


def test_a_chart_is_read_that_libreoffice_has_put_an_empty_paragraph_into() -> None:
    chart = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:chart><chart:chart>'
        b"<chart:title><text:p>Olives by year</text:p></chart:title>"
        b"</chart:chart></office:chart></office:body></office:document-content>"
    )
    frame = '<draw:frame><draw:object xlink:href="./Object 1"><text:p/></draw:object></draw:frame>'
    parts = {"Object 1/content.xml": chart}
    assert blocks_of(f"<text:p>Below.{frame}</text:p>", parts=parts) == ["Below.", "Olives by year"]


def test_headers_and_footers_are_read_once_without_numbers_of_pages() -> None:
    masters = (
        "<style:master-page><style:header><text:p>Harbour rules</text:p></style:header>"
        "<style:footer><text:p>Page <text:page-number>3</text:page-number></text:p></style:footer></style:master-page>"
        "<style:master-page><style:header><text:p>Harbour rules</text:p></style:header></style:master-page>"
    )
    assert blocks_of("<text:p>Moor slowly.</text:p>", masters=masters) == ["Harbour rules", "Moor slowly.", "Page"]


def test_metadata_are_what_the_file_says_and_nothing_that_a_program_wrote() -> None:
    about = (
        "<dc:title>Harbour rules</dc:title><meta:initial-creator>Ana Leka</meta:initial-creator>"
        "<dc:creator>Somebody Else</dc:creator><meta:creation-date>2020-05-06T10:00:00</meta:creation-date>"
    )
    body = "<text:p>Moor slowly.</text:p>"
    assert content_of(packed("text", body, about=about)).metadata == Metadata(
        "Harbour rules", author="Ana Leka", date="2020-05-06"
    )
    nobody = "<dc:title>Untitled</dc:title><dc:creator>Administrator</dc:creator>"
    assert content_of(packed("text", body, about=nobody), "/x/harbour_rules.odt").metadata == Metadata("Harbour rules")


def test_slides_have_titles_notes_and_comments_and_no_prompts() -> None:
    prompt = '<draw:frame presentation:class="outline" presentation:placeholder="true"><draw:text-box/></draw:frame>'
    comment = "<office:annotation><dc:creator>Bo</dc:creator><text:p>Longer?</text:p></office:annotation>"
    notes = f"<presentation:notes>{frame('notes', 'Say it twice.')}</presentation:notes>"
    shape = "<draw:g><draw:custom-shape><text:p>An arrow.</text:p></draw:custom-shape></draw:g>"
    hidden = (
        '<style:style style:name="dp" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    body = (
        f"<draw:page>{frame('title', 'Signals')}{prompt}{shape}{notes}{comment}</draw:page>"
        f'<draw:page draw:style-name="dp">{frame("outline", "Two blasts.")}</draw:page>'
    )
    found = content_of(packed("presentation", body, hidden))
    assert [(each.label, each.span.of(found.text)) for each in found.places] == [
        ("slide 1", "Signals\n\nAn arrow."),
        ("slide 1, notes", "Say it twice."),
        ("slide 1, comments", "Comment by Bo: Longer?"),
        ("slide 2 (hidden slide)", "Two blasts."),
    ]
    assert [each.text for each in found.headings] == ["Signals"]


def test_cells_show_what_a_person_sees_where_it_stands() -> None:
    rows = (
        "<table:table-row><table:table-cell><text:p>Paint</text:p></table:table-cell>"
        "<table:table-cell><text:p>Price</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
        "<table:table-row><table:table-cell><text:p>Copper</text:p></table:table-cell>"
        '<table:table-cell office:value="7.5"><text:p>7,50 €</text:p><office:annotation><dc:creator>Bo</dc:creator>'
        "<text:p>Dear.</text:p></office:annotation></table:table-cell>"
        '<table:table-cell calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell></table:table-row>'
    )
    found = content_of(packed("spreadsheet", f'<table:table table:name="Shed">{rows}</table:table>'))
    assert [(each.label, each.span.of(found.text)) for each in found.places] == [
        ("row 5", "Paint: Copper\nPrice: 7,50 €"),
        ("comment in row 5", "Comment by Bo: Dear."),
    ]


@pytest.mark.parametrize("name", ["table:number-columns-repeated", "table:number-rows-repeated"])
def test_a_count_that_a_hostile_file_claims_is_not_believed(name: str) -> None:
    rows = f'<table:table-row {name}="999999999"><table:table-cell/></table:table-row>{sheet("x", ("Bees",))[28:-14]}'
    body = f"<table:table>{rows}</table:table>"
    assert content_of(packed("spreadsheet", body)).text == "Bees"


def test_entities_and_encryption_are_refused() -> None:
    body = "<text:p>Bees dance.</text:p>"
    entity = flat("text", body).replace(b"?>", b'?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1)
    entity = entity.replace(b"dance", b"&x;")
    with pytest.raises(DamagedFile, match="LibreOffice"):
        content_of(entity, "/x/file.fodt")
    locked = packed("text", body, parts={"META-INF/manifest.xml": b"<manifest:encryption-data/>"})
    with pytest.raises(EncryptedFile, match="password"):
        content_of(locked)


def test_the_sample_of_the_tests_is_read() -> None:
    found = content_of(opendocument.text("Bees", "They dance.", title="Bees in winter", author="Ana Leka"))
    assert (found.text, found.metadata) == ("Bees\n\nThey dance.", Metadata("Bees in winter", author="Ana Leka"))
