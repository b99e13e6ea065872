"""What the reader makes of presentations."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from corpus import readers
from corpus.documents import Content, PlaceKind
from corpus.errors import EmptyFile, ReadError
from corpus.readers import Format
from corpus.text.passages import split
from tests.support.office_files import CHART, DIAGRAM, NAMESPACES, part, strict, with_parts
from tests.support.visible_runs import missing_runs

if TYPE_CHECKING:
    from collections.abc import Callable

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
TITLED, BULLETS, TITLE_ONLY, BLANK = 0, 1, 5, 6
BOX = (Inches(1), Inches(1), Inches(4), Inches(2))


def read(data: bytes) -> Content:
    (part,) = readers.read(data, "lake_talk.pptx")
    return part.content


def talk_of(*slides: Callable[[Any], object], about: Callable[[Any], object] = lambda talk: None) -> bytes:
    """Each function adds a slide of its own."""
    talk = pptx.Presentation()
    for write in slides:
        write(talk)
    about(talk)
    stream = BytesIO()
    talk.save(stream)
    return stream.getvalue()


def bullets(title: str, *points: str | tuple[int, str], notes: str = "") -> Callable[[Any], None]:
    def write(talk: Any) -> None:
        slide = talk.slides.add_slide(talk.slide_layouts[BULLETS])
        slide.shapes.title.text = title
        frame = slide.placeholders[1].text_frame
        for at, point in enumerate(points):
            level, words = point if isinstance(point, tuple) else (0, point)
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.text, paragraph.level = words, level
        if notes:
            slide.notes_slide.notes_text_frame.text = notes

    return write


def slide_with(fill: Callable[[Any], object], layout: int = BLANK, title: str = "") -> Callable[[Any], None]:
    def write(talk: Any) -> None:
        slide = talk.slides.add_slide(talk.slide_layouts[layout])
        if title:
            slide.shapes.title.text = title
        fill(slide.shapes)

    return write


def places_of(content: Content) -> list[tuple[str, str]]:
    return [(place.label, place.span.of(content.text)) for place in content.places]


def test_a_slide_is_a_place_its_title_a_heading_and_its_points_a_list() -> None:
    content = read(talk_of(bullets("Old lakes", "Ohrid is deep.", (1, "It is cold.")), bullets("Fish", "Trout")))
    assert content.media_type == Format.PPTX.media_type
    assert places_of(content) == [
        ("slide 1", "Old lakes\n\n- Ohrid is deep.\n  - It is cold."),
        ("slide 2", "Fish\n\n- Trout"),
    ]
    assert [(place.kind, place.number, place.page) for place in content.places] == [
        (PlaceKind.SLIDE, 1, 1),
        (PlaceKind.SLIDE, 2, 2),
    ]
    assert [heading.span.of(content.text) for heading in content.headings] == ["Old lakes", "Fish"]


def test_every_point_is_a_sentence_under_its_own_slides_title() -> None:
    content = read(talk_of(bullets("Old lakes", "Ohrid is deep", "Prespa is near"), bullets("Fish", "Trout are rare")))
    assert [
        (passage.heading, [sentence.of(content.text) for sentence in passage.sentences]) for passage in split(content)
    ] == [("Old lakes", ["Ohrid is deep", "Prespa is near"]), ("Fish", ["Trout are rare"])]


def test_notes_are_a_place_of_their_own_on_the_same_slide_and_under_its_title() -> None:
    content = read(talk_of(bullets("Old lakes", "Ohrid", notes="Mention the museum.\nThen go on.")))
    assert places_of(content) == [
        ("slide 1", "Old lakes\n\n- Ohrid"),
        ("slide 1, notes", "Mention the museum.\n\nThen go on."),
    ]
    assert [(passage.heading, passage.span.of(content.text)) for passage in split(content)][1] == (
        "Old lakes",
        "Mention the museum.\n\nThen go on.",
    )


def test_a_title_that_stands_alone_can_be_found() -> None:
    content = read(
        talk_of(
            bullets("Old lakes", "Ohrid"),
            slide_with(lambda shapes: None, TITLE_ONLY, "The lake is dying"),
            slide_with(lambda shapes: setattr(shapes.add_textbox(*BOX).text_frame, "text", "Thank you.")),
        )
    )
    assert [(passage.heading, passage.span.of(content.text)) for passage in split(content)] == [
        ("Old lakes", "- Ohrid"),
        (None, "The lake is dying"),
        (None, "Thank you."),
    ]


def test_a_slide_without_text_keeps_its_number() -> None:
    content = read(talk_of(bullets("One", "a b c"), slide_with(lambda shapes: None), bullets("Three", "d e f")))
    assert [place.label for place in content.places] == ["slide 1", "slide 3"]


def test_text_boxes_in_groups_within_groups_are_read() -> None:
    def fill(shapes: Any) -> None:
        outer = shapes.add_group_shape()
        outer.shapes.add_textbox(*BOX).text_frame.text = "In the group."
        outer.shapes.add_group_shape().shapes.add_textbox(*BOX).text_frame.text = "Deeper\vin it."

    assert read(talk_of(slide_with(fill))).text == "In the group.\n\nDeeper in it."


def test_a_row_of_a_table_is_a_sentence_with_its_header() -> None:
    def fill(shapes: Any) -> None:
        table = shapes.add_table(4, 2, *BOX).table
        for at, words in enumerate(["Lake", "Depth", "Ohrid", "288", "Prespa", "54", "All the others", ""]):
            table.cell(at // 2, at % 2).text = words
        table.cell(3, 0).merge(table.cell(3, 1))

    content = read(talk_of(slide_with(fill, TITLE_ONLY, "Depths")))
    assert [sentence.of(content.text) for passage in split(content) for sentence in passage.sentences] == [
        "Lake: Ohrid\nDepth: 288",
        "Lake: Prespa\nDepth: 54",
        "Lake: All the others",
    ]


def add_chart(shapes: Any) -> None:
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["2019", "2020"]
    data.add_series("Visitors", (1200, 30.1 + 0.2))
    chart = shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Visitors to the lake"


def test_a_charts_title_and_data_are_read() -> None:
    content = read(talk_of(slide_with(add_chart)))
    assert content.text == "Visitors to the lake\n\n2019\nVisitors: 1200\n\n2020\nVisitors: 30.3"


@pytest.mark.parametrize("kind", [b"surfaceChart", b"area3DChart", b"chartOfTomorrow"])
def test_a_chart_of_any_kind_is_read(kind: bytes) -> None:
    talk = talk_of(slide_with(add_chart))
    (chart,) = [name for name in zipfile.ZipFile(BytesIO(talk)).namelist() if name.startswith("ppt/charts/chart")]
    other = changed(chart, lambda xml: xml.replace(b"barChart>", kind + b">"), talk)
    assert read(other).text == "Visitors to the lake\n\n2019\nVisitors: 1200\n\n2020\nVisitors: 30.3"


def test_a_damaged_chart_leaves_the_rest_to_be_read() -> None:
    def fill(shapes: Any) -> None:
        add_chart(shapes)
        shapes.add_textbox(*BOX).text_frame.text = "What matters."

    talk = talk_of(slide_with(fill))
    (chart,) = [name for name in zipfile.ZipFile(BytesIO(talk)).namelist() if name.startswith("ppt/charts/chart")]
    assert read(changed(chart, lambda xml: xml[: len(xml) // 2], talk)).text == "What matters."


def add_placeholder(shapes: Any, kind: str, words: str) -> Any:
    box = shapes.add_textbox(*BOX)
    box.text_frame.text = words
    place = box._element.nvSpPr.nvPr.makeelement(f"{P}ph", {"type": kind, "idx": "10"})
    box._element.nvSpPr.nvPr.append(place)
    return box


def test_footers_are_read_once_and_the_numbers_of_slides_never() -> None:
    def fill(words: str) -> Callable[[Any], None]:
        def write(shapes: Any) -> None:
            shapes.add_textbox(*BOX).text_frame.text = words
            for kind, said in (("sldNum", "17"), ("dt", "May 2020"), ("ftr", "Port of Vlora")):
                add_placeholder(shapes, kind, said)

        return write

    content = read(talk_of(slide_with(fill("What matters.")), slide_with(fill("And more."))))
    assert places_of(content) == [
        ("slide 1", "What matters.\n\nMay 2020\n\nPort of Vlora"),
        ("slide 2", "And more."),
    ]


def test_a_date_that_the_program_fills_in_is_no_text() -> None:
    def fill(shapes: Any) -> None:
        shapes.add_textbox(*BOX).text_frame.text = "What matters."
        paragraph = add_placeholder(shapes, "dt", "")._element.txBody.p_lst[0]
        field = paragraph.makeelement(f"{A}fld", {"type": "datetime1", "id": "{0}"})
        field.append(field.makeelement(f"{A}t", {}))
        field[0].text = "5/6/2020"
        paragraph.append(field)

    assert read(talk_of(slide_with(fill))).text == "What matters."


def test_what_a_layout_adds_to_its_slides_is_read_once() -> None:
    talk = talk_of(bullets("Old lakes", "Ohrid"), bullets("Fish", "Trout"))
    box = (
        "<p:sp><p:nvSpPr><p:cNvPr id='99' name='x'/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>"
        "<a:p><a:r><a:t>Lake Institute</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>"
    )
    layout = "ppt/slideLayouts/slideLayout2.xml"
    data = changed(layout, lambda xml: xml.replace(b"</p:spTree>", box.encode()), talk)
    assert [text for _, text in places_of(read(data))] == ["Old lakes\n\n- Ohrid\n\nLake Institute", "Fish\n\n- Trout"]


def test_hidden_shapes_are_left_out_and_hidden_slides_are_called_that() -> None:
    def fill(shapes: Any) -> None:
        shapes.add_textbox(*BOX).text_frame.text = "Seen."
        hidden = shapes.add_textbox(*BOX)
        hidden.text_frame.text = "Not seen."
        hidden._element.nvSpPr.cNvPr.set("hidden", "1")

    def hide(talk: Any) -> None:
        talk.slides[0]._element.set("show", "0")

    assert places_of(read(talk_of(slide_with(fill), about=hide))) == [("slide 1 (hidden slide)", "Seen.")]


SLIDE = "ppt/slides/slide1.xml"


def with_graphic(inside: str, parts: dict[str, str], related: tuple[tuple[str, str, str], ...]) -> bytes:
    """A talk with a frame on its first slide."""
    talk = talk_of(bullets("Old lakes", "Ohrid"))
    frame = (
        f"<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr><p:cNvPr id='77' name='x'/><p:cNvGraphicFramePr/><p:nvPr/>"
        f"</p:nvGraphicFramePr><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></p:graphicFrame>"
        "</p:spTree>"
    )
    talk = changed(SLIDE, lambda xml: xml.replace(b"</p:spTree>", frame.encode()), talk)
    return with_parts(talk, parts, {SLIDE: related})


def test_a_diagram_is_read_as_the_list_that_it_is() -> None:
    related = (("rId91", "diagramData", "../diagrams/data1.xml"),)
    data = with_graphic("<dgm:relIds r:dm='rId91'/>", {"ppt/diagrams/data1.xml": DIAGRAM}, related)
    content = read(data)
    assert content.text == "Old lakes\n\n- Ohrid\n\n- Harbour master\n  - Pilot\n- Treasurer"
    assert not missing_runs(data, content.text)


def test_titles_of_axes_and_labels_of_single_values_are_read() -> None:
    related = (("rId91", "chart", "../charts/chart1.xml"),)
    data = with_graphic("<c:chart r:id='rId91'/>", {"ppt/charts/chart1.xml": CHART}, related)
    text = read(data).text
    assert text.endswith(
        "Catch of the harbour\n\na record year\n\nTonnes\n\nSpring\nSardines: 412\n\nAutumn\nSardines: 97.5"
    )
    assert not missing_runs(data, text)


def test_comments_old_and_new_are_a_place_of_their_own_with_their_authors() -> None:
    parts = {
        "ppt/comments/comment1.xml": part("p:cmLst", "<p:cm authorId='0'><p:text>Is this so?</p:text></p:cm>"),
        "ppt/comments/modern1.xml": part(
            "p188:cmLst",
            "<p188:cm authorId='{B}'><p188:replyLst><p188:reply authorId='{C}'><p188:txBody><a:p><a:r><a:t>It is."
            "</a:t></a:r></a:p></p188:txBody></p188:reply></p188:replyLst><p188:txBody><a:p><a:r><a:t>Too many fish."
            "</a:t></a:r></a:p></p188:txBody></p188:cm>",
        ),
        "ppt/commentAuthors.xml": part("p:cmAuthorLst", "<p:cmAuthor id='0' name='Ana Leka'/>"),
        "ppt/authors.xml": part("p188:authorLst", "<p188:author id='{B}' name='Besnik Gashi'/>"),
    }
    related = {
        SLIDE: (("rId91", "comments", "../comments/comment1.xml"), ("rId92", "comments", "../comments/modern1.xml")),
        "ppt/presentation.xml": (
            ("rId93", "commentAuthors", "commentAuthors.xml"),
            ("rId94", "authors", "authors.xml"),
        ),
    }
    data = with_parts(talk_of(bullets("Old lakes", "Ohrid")), parts, related)
    assert places_of(read(data))[1:] == [
        (
            "slide 1, comments",
            "Comment by Ana Leka: Is this so?\n\nComment by Besnik Gashi: Too many fish.\n\nComment: It is.",
        )
    ]


def test_the_strict_format_is_read_like_the_usual_one() -> None:
    usual = talk_of(bullets("Old lakes", "Ohrid is deep.", notes="Say so."), slide_with(add_chart))
    assert read(strict(usual)).text == read(usual).text


def test_a_damaged_slide_costs_that_slide_and_its_number_stays_its_own() -> None:
    talk = talk_of(bullets("Old lakes", "Ohrid"), bullets("Fish", "Trout"))
    assert places_of(read(changed(SLIDE, lambda xml: xml[:300], talk))) == [("slide 2", "Fish\n\n- Trout")]


def test_a_cell_that_is_merged_downwards_stands_in_each_of_its_rows() -> None:
    def fill(shapes: Any) -> None:
        table = shapes.add_table(3, 2, *BOX).table
        for at, words in enumerate(["Lake", "Fish", "Ohrid", "Trout", "", "Eel"]):
            table.cell(at // 2, at % 2).text = words
        table.cell(1, 0).merge(table.cell(2, 0))

    assert read(talk_of(slide_with(fill))).text == "Lake: Ohrid\nFish: Trout\n\nLake: Ohrid\nFish: Eel"


def test_metadata_are_the_properties_but_not_those_of_the_empty_template() -> None:
    def about(talk: Any) -> None:
        properties = talk.core_properties
        properties.title, properties.author, properties.created = "The lakes", "Ana Leka", datetime(2020, 5, 6)

    named = read(talk_of(bullets("Old lakes", "Ohrid"), about=about)).metadata
    assert (named.title, named.author, named.date) == ("The lakes", "Ana Leka", "2020-05-06")
    unnamed = read(talk_of(bullets("Old lakes", "Ohrid"))).metadata
    assert (unnamed.title, unnamed.author) == ("Old lakes", None)
    boxed = slide_with(lambda shapes: setattr(shapes.add_textbox(*BOX).text_frame, "text", "Hello there."))
    assert read(talk_of(boxed)).metadata.title == "Lake talk"


def test_slides_without_any_text_are_named_as_such() -> None:
    with pytest.raises(EmptyFile, match="pictures only"):
        read(talk_of(slide_with(lambda shapes: None)))


SOUND = talk_of(bullets("Old lakes", "Ohrid is deep.", notes="Say so."))
PARTS = [
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "ppt/presentation.xml",
    "ppt/_rels/presentation.xml.rels",
    "ppt/slides/slide1.xml",
    "ppt/notesSlides/notesSlide1.xml",
]


def changed(part: str, change: Callable[[bytes], bytes], talk: bytes = SOUND) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(talk)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 20}">' for at in range(1, 9))


@pytest.mark.parametrize(
    "entity",
    [
        f'<!DOCTYPE x [<!ENTITY e0 "ha ha ha ha">{ENTITIES}]>',
        '<!DOCTYPE x [<!ENTITY e8 SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_not_expanded(entity: str) -> None:
    def poison(xml: bytes) -> bytes:
        head, mark, rest = xml.decode().partition("?>")
        return f"{head}{mark}{entity}{rest.replace('Ohrid is deep.', 'Ohrid &e8;')}".encode()

    try:
        content = read(changed("ppt/slides/slide1.xml", poison))
    except ReadError:
        return
    assert "Ohrid" in content.text
    assert len(content.text) < 50


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8), st.sampled_from(PARTS))
def test_damage_to_a_part_ends_in_an_error_or_in_slides_that_stand_in_the_text(at: int, junk: bytes, part: str) -> None:
    def damage(held: bytes) -> bytes:
        place = at % len(held)
        return held[:place] + junk + held[place + len(junk) :]

    try:
        content = read(changed(part, damage))
    except ReadError:
        return
    assert content.text == "\n\n".join(text for _, text in places_of(content))


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(lambda s: s.split())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(LINES, st.lists(LINES, max_size=3)), min_size=1, max_size=4))
def test_every_line_stands_on_its_own_slide_and_in_a_passage_of_it(slides: list[tuple[str, list[str]]]) -> None:
    content = read(talk_of(*(bullets(title, *points) for title, points in slides)))
    passages = split(content)
    for before, after in pairwise(content.places):
        assert before.span.end < after.span.start
    for number, (title, points) in enumerate(slides, start=1):
        (place,) = [place for place in content.places if place.number == number]
        for words in (title, *points):
            assert " ".join(words.split()) in place.span.of(content.text)
        assert any(content.place_at(passage.span.start) == place for passage in passages)
