"""Presentations: points, notes, tables, charts, boxes in groups, diagrams, comments, hidden shapes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.support.hostile_packages import repacked
from tests.support.known_files.known_file import KnownFile, rows
from tests.support.known_files.prose import sentences
from tests.support.office_files import CHART, DIAGRAM, NAMESPACES, part, strict, with_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOX = (Inches(1), Inches(1), Inches(4), Inches(2))
_BULLETS, _TITLE_ONLY = 1, 5
_SLIDE = "ppt/slides/slide1.xml"


def slide_files() -> Iterator[KnownFile]:
    """Make them."""
    data, says = _points()
    yield _known("points", data, says)
    yield _known("strict", strict(data), says)
    yield _known("tables-charts", *_tables())
    yield _known("groups", *_groups())
    yield _known("diagram", *_beside())


def _known(name: str, data: bytes, says: list[str]) -> KnownFile:
    return KnownFile("PowerPoint", f"{name}.pptx", data, "\n\n".join(says))


def _points() -> tuple[bytes, list[str]]:
    """Six slides of points on two levels, with notes."""
    show, says = pptx.Presentation(), []
    for number in range(6):
        said = sentences(f"slide {number}", 6)
        slide = _titled(show, f"Part {number} of the {said[0].split()[1]}", _BULLETS)
        says += [slide.shapes.title.text, *said]
        frame = slide.placeholders[1].text_frame
        for at, each in enumerate(said[:4]):
            line = frame.paragraphs[0] if not at else frame.add_paragraph()
            line.text, line.level = each, at % 2
        slide.notes_slide.notes_text_frame.text = "\n".join(said[4:])
    return _saved(show), says


def _tables() -> tuple[bytes, list[str]]:
    """A table and two charts, one of which is of three dimensions, which python-pptx does not know."""
    show, said = pptx.Presentation(), sentences("tables and charts", 12)
    names, cells = ("Quay", "Depth"), (("north", "four metres"), ("south", "six metres"), ("west", "nine metres"))
    slide = _titled(show, "Quays", _TITLE_ONLY)
    grid = slide.shapes.add_table(4, 2, *_BOX).table
    for at, row in enumerate((names, *cells)):
        for nth, words in enumerate(row):
            grid.cell(at, nth).text = words
    says = ["Quays", rows(names, *cells)]
    for kind in (XL_CHART_TYPE.COLUMN_CLUSTERED, XL_CHART_TYPE.LINE):
        slide = _titled(show, f"Visitors as a chart {kind.name.lower()}", _TITLE_ONLY)
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = ["2019", "2020"]
        data.add_series("Visitors", (1200, 30.5))
        chart = slide.shapes.add_chart(kind, *_BOX, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = said[0]
        says += [slide.shapes.title.text, said[0], "2019\nVisitors: 1200", "2020\nVisitors: 30.5"]
    slide = _titled(show, "The rest", _BULLETS)
    slide.placeholders[1].text_frame.text = "\n".join(said[1:])
    return _changed(_saved(show), "ppt/charts/chart", b"lineChart", b"area3DChart"), [*says, "The rest", *said[1:]]


def _groups() -> tuple[bytes, list[str]]:
    """Boxes in groups within groups, and a box that is hidden."""
    show, says = pptx.Presentation(), []
    for number in range(4):
        said = sentences(f"group {number}", 4)
        slide = _titled(show, f"Group {number}", _TITLE_ONLY)
        outer = slide.shapes.add_group_shape()
        outer.shapes.add_textbox(*_BOX).text_frame.text = said[0]
        outer.shapes.add_group_shape().shapes.add_textbox(*_BOX).text_frame.text = said[1]
        slide.shapes.add_textbox(*_BOX).text_frame.text = "\v".join(said[2:])
        hidden = slide.shapes.add_textbox(*_BOX)
        hidden.text_frame.text = "Whispered words."
        hidden._element.nvSpPr.cNvPr.set("hidden", "1")
        says += [f"Group {number}", *said]
    return _saved(show), says


def _beside() -> tuple[bytes, list[str]]:
    """A diagram and a chart on the first slide, and comments on it."""
    show, said = pptx.Presentation(), sentences("beside", 24)
    slide = _titled(show, "Beside", _BULLETS)
    slide.placeholders[1].text_frame.text = "\n".join(said[:-1])
    graphics = "".join(
        f"<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr><p:cNvPr id='{at}' name='x'/><p:cNvGraphicFramePr/><p:nvPr/>"
        f"</p:nvGraphicFramePr><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></p:graphicFrame>"
        for at, inside in enumerate(("<dgm:relIds r:dm='d'/>", "<c:chart r:id='c'/>"), 70)
    )
    data = with_parts(
        _changed(_saved(show), _SLIDE, b"</p:spTree>", graphics.encode() + b"</p:spTree>"),
        {
            "ppt/diagrams/data1.xml": DIAGRAM,
            "ppt/charts/chart1.xml": CHART,
            "ppt/comments/comment1.xml": part("p:cmLst", f"<p:cm authorId='0'><p:text>{said[-1]}</p:text></p:cm>"),
            "ppt/commentAuthors.xml": part("p:cmAuthorLst", "<p:cmAuthor id='0' name='Ana Leka'/>"),
        },
        {
            _SLIDE: (
                ("d", "diagramData", "../diagrams/data1.xml"),
                ("c", "chart", "../charts/chart1.xml"),
                ("m", "comments", "../comments/comment1.xml"),
            ),
            "ppt/presentation.xml": (("a", "commentAuthors", "commentAuthors.xml"),),
        },
    )
    chart = ["Catch of the harbour", "a record year", "Tonnes", "Spring Sardines: 412", "Autumn Sardines: 97.5"]
    points = "Harbour master\nPilot\nTreasurer"
    return data, ["Beside", *said[:-1], points, *chart, f"Comment by Ana Leka: {said[-1]}"]


def _changed(data: bytes, within: str, old: bytes, new: bytes) -> bytes:
    """Return a package with other XML in the parts whose names begin so."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist() if name.startswith(within)}
    return repacked(data, {name: xml.replace(old, new) for name, xml in parts.items()})


def _titled(show: Any, title: str, layout: int) -> Any:
    slide = show.slides.add_slide(show.slide_layouts[layout])
    slide.shapes.title.text = title
    return slide


def _saved(show: Any) -> bytes:
    held = BytesIO()
    show.save(held)
    return held.getvalue()
