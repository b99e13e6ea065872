"""What stands on a sheet beside its cells: text boxes, charts, diagrams, comments, headers; and odd parts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from corpus import readers
from corpus.readers.office.sheets.beside import column_letters
from corpus.text.passages import split
from tests.support.office_files import CHART, DIAGRAM, part, strict, with_parts
from tests.support.visible_runs import missing_runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.documents import Content

SHEET = "xl/worksheets/sheet1.xml"
DRAWING = "xl/drawings/drawing9.xml"
WORKBOOK = "xl/workbook.xml"
ROWS = [("Season", "Sardines"), ("Spring", 412), ("Autumn", 97.5)]
SHOWN = [("row 2", "Season: Spring\nSardines: 412"), ("row 3", "Season: Autumn\nSardines: 97.5")]


def book_of(write: Callable[[Any, Any], object] = lambda book, sheet: None, title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in ROWS:
        sheet.append(row)
    write(book, sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes) -> Content:
    (found,) = readers.read(data, "catch.xlsx")
    return found.content


def shown(content: Content) -> list[tuple[str, str]]:
    return [(place.label, place.span.of(content.text)) for place in content.places]


def anchored(inside: str, row: int = 4, column: int = 1) -> str:
    start = f"<xdr:from><xdr:col>{column}</xdr:col><xdr:row>{row}</xdr:row></xdr:from>"
    return f"<xdr:twoCellAnchor>{start}{inside}</xdr:twoCellAnchor>"


def shape(words: str, about: str = "") -> str:
    return (
        f"<xdr:sp><xdr:nvSpPr><xdr:cNvPr id='1' name='x' {about}/></xdr:nvSpPr><xdr:txBody><a:bodyPr/>"
        f"<a:p><a:r><a:t>{words}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )


def drawn(inside: str, parts: dict[str, str] | None = None, *related: tuple[str, str, str], data: bytes = b"") -> bytes:
    drawing = {DRAWING: part("xdr:wsDr", inside), **(parts or {})}
    return with_parts(
        data or book_of(), drawing, {SHEET: (("rId9", "drawing", "../drawings/drawing9.xml"),), DRAWING: related}
    )


def test_text_boxes_are_read_also_in_groups_but_not_hidden_ones() -> None:
    hidden = shape("Seen by nobody.", 'hidden="1"')
    group = f"<xdr:grpSp>{shape('No fishing in May.')}{hidden}</xdr:grpSp>"
    data = drawn(anchored(shape("All in tonnes.")) + anchored(group, row=7, column=27))
    content = read(data)
    assert shown(content) == [
        *SHOWN,
        ("text box at B5", "All in tonnes."),
        ("text box at AB8", "No fishing in May."),
    ]
    assert [place.number for place in content.places[2:]] == [5, 8]
    assert [passage.span.of(content.text) for passage in split(content)][2:] == ["All in tonnes.", "No fishing in May."]


FRAME = "<xdr:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></xdr:graphicFrame>"


def test_a_chart_gives_its_titles_and_labels_and_its_data_stand_in_the_cells() -> None:
    chart = {"xl/charts/chart9.xml": CHART}
    data = drawn(anchored(FRAME.format("<c:chart r:id='rId1'/>")), chart, ("rId1", "chart", "../charts/chart9.xml"))
    content = read(data)
    assert shown(content) == [
        *SHOWN,
        ("chart at B5", "Catch of the harbour"),
        ("chart at B5", "a record year"),
        ("chart at B5", "Tonnes"),
    ]
    assert not missing_runs(data, content.text)


def test_a_chart_of_another_files_data_gives_them_too() -> None:
    chart = {"xl/charts/chart9.xml": CHART.replace("Sheet1!", "[1]Sheet1!")}
    data = drawn(anchored(FRAME.format("<c:chart r:id='rId1'/>")), chart, ("rId1", "chart", "../charts/chart9.xml"))
    assert ("chart at B5", "Spring\nSardines: 412") in shown(read(data))


def test_a_diagram_is_read() -> None:
    diagram = {"xl/diagrams/data1.xml": DIAGRAM}
    related = ("rId1", "diagramData", "../diagrams/data1.xml")
    data = drawn(anchored(FRAME.format("<dgm:relIds r:dm='rId1'/>")), diagram, related)
    assert shown(read(data))[2:] == [("diagram at B5", "- Harbour master\n  - Pilot\n- Treasurer")]


def test_a_comment_stands_at_its_cell_with_who_made_it() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet["B2"].comment = Comment("Ana Leka:\nCounted twice.", "Ana Leka")

    assert shown(read(book_of(write)))[2:] == [("comment on B2", "Comment by Ana Leka: Counted twice.")]


def test_todays_comments_are_read_with_their_replies_and_not_what_older_programs_get_instead() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet["B2"].comment = Comment("[Threaded comment] Your version of Excel ...", "tc={1}")
        sheet["A3"].comment = Comment("Wet.", "Ana Leka")

    threads = (
        "<x:ThreadedComments xmlns:x='http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments'>"
        "<x:threadedComment ref='B2' personId='{P}'><x:text>Counted twice?</x:text></x:threadedComment>"
        "<x:threadedComment ref='B2' personId='{Q}'><x:text>No.</x:text></x:threadedComment>"
        "</x:ThreadedComments>"
    )
    people = "<p xmlns='urn:p'><person displayName='Besnik Gashi' id='{P}'/></p>"
    data = with_parts(
        book_of(write),
        {"xl/threadedComments/t1.xml": threads, "xl/persons/person.xml": people},
        {
            SHEET: (("rId8", "threadedComment", "../threadedComments/t1.xml"),),
            WORKBOOK: (("rId88", "person", "persons/person.xml"),),
        },
    )
    assert shown(read(data))[2:] == [
        ("comment on B2", "Comment by Besnik Gashi: Counted twice?"),
        ("comment on B2", "Comment: No."),
        ("comment on A3", "Comment by Ana Leka: Wet."),
    ]


def test_what_is_printed_on_each_page_is_read_once_without_its_codes() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.oddHeader.center.text = "Fish && &[Date] Chips"
        sheet.oddFooter.left.text = "Page &P of &N"
        sheet.oddFooter.right.text = "Port of Vlora"

    assert shown(read(book_of(write)))[2:] == [
        ("header of its pages", "Fish & Chips"),
        ("footer of its pages", "Page of Port of Vlora"),
    ]


CHART_SHEET = (
    '<sheet name="Catch" sheetId="9" r:id="rId77" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
)


def test_a_sheet_that_is_a_chart_is_read_in_its_place() -> None:
    def write(book: Any, sheet: Any) -> None:
        book.create_sheet("Prices").append(("Trout", 12))

    data = book_of(write)
    data = with_parts(
        data,
        {
            "xl/chartsheets/sheet9.xml": part("s:chartsheet", "<s:drawing r:id='rId1'/>"),
            "xl/drawings/drawing8.xml": part("xdr:wsDr", anchored(FRAME.format("<c:chart r:id='rId1'/>"))),
            "xl/charts/chart9.xml": CHART,
            WORKBOOK: unzipped(data, WORKBOOK).replace("</sheets>", f"{CHART_SHEET}</sheets>"),
        },
        {
            WORKBOOK: (("rId77", "chartsheet", "chartsheets/sheet9.xml"),),
            "xl/chartsheets/sheet9.xml": (("rId1", "drawing", "../drawings/drawing8.xml"),),
            "xl/drawings/drawing8.xml": (("rId1", "chart", "../charts/chart9.xml"),),
        },
    )
    content = read(data)
    assert shown(content)[-3:] == [
        ("Catch, chart at B5", "Catch of the harbour"),
        ("Catch, chart at B5", "a record year"),
        ("Catch, chart at B5", "Tonnes"),
    ]
    assert [heading.text for heading in content.headings] == ["Sheet1", "Prices", "Catch"]


def unzipped(data: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(data)).read(name).decode()


@pytest.mark.parametrize("broken", ["no XML <<", "<x/>", "<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>"])
def test_an_odd_drawing_or_comment_costs_nothing_else(broken: str) -> None:
    parts = {DRAWING: broken, "xl/comments9.xml": broken, "docProps/core.xml": broken, "docProps/custom.xml": broken}
    related = (("rId9", "drawing", "../drawings/drawing9.xml"), ("rId8", "comments", "../comments9.xml"))
    assert shown(read(with_parts(book_of(), parts, {SHEET: related}))) == SHOWN


def test_the_strict_format_is_read_like_the_usual_one() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet["B2"].comment = Comment("Counted twice.", "Ana Leka")

    usual = drawn(anchored(shape("All in tonnes.")), data=book_of(write))
    assert shown(read(strict(usual))) == shown(read(usual))
    assert len(shown(read(usual))) == 4


def test_the_name_of_an_empty_column_is_read() -> None:
    data = book_of(lambda book, sheet: sheet.cell(1, 3, "Eels"))
    assert shown(read(data)) == [("row 1", "Eels"), *SHOWN]


def test_a_workbook_that_says_nothing_of_its_making_has_no_date() -> None:
    bare = "<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'/>"
    assert read(with_parts(book_of(), {"docProps/core.xml": bare}, {})).metadata.date is None


def test_columns_are_called_as_a_spreadsheet_program_does() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
