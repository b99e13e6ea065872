"""Presentations: what stands on each slide, and its notes. The only file that imports python-pptx."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pptx
from lxml.etree import LxmlError
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.shapes.group import GroupShape

from corpus.documents import Place, PlaceKind, Span
from corpus.errors import DamagedFile, EmptyFile
from corpus.messages import Message
from corpus.readers.common.tables import clean_cell, format_number, labelled_lines
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.zip_package import check_package
from corpus.readers.office.core_properties import ooxml_metadata
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.documents import Content

_REPEATED_PLACEHOLDERS = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER})
"""What the master repeats on every slide."""
_BULLETED_PLACEHOLDERS = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})
"""What has bullets unless it says otherwise."""
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEFAULT_TITLE = "PowerPoint Presentation"
_PLACEHOLDER_AUTHOR = "Steve Canny"
"""Whom python-pptx's empty file names."""
_BROKEN = Message("this is not a valid PPTX file; open it in PowerPoint or LibreOffice and save it as PPTX again")
_ERRORS = (
    PythonPptxError,
    LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
    EOFError,
    OSError,
)
"""What python-pptx raises on files that are not what they say."""


def read_pptx(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the slides in order; a slide's title is a heading.

    What stands on a slide and its notes are two places: "slide 3" and "slide 3, notes".

    Raises:
        DamagedFile: It is not a valid PPTX file.
        EmptyFile: No slide has text.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much.
    """
    check_package(data)
    builder = TextBuilder()
    places: list[Place] = []
    try:
        presentation = pptx.Presentation(BytesIO(data))
        for number, slide in enumerate(presentation.slides, start=1):
            for span, label in ((_write_slide(slide, builder), ""), (_write_notes(slide, builder), ", notes")):
                if span:
                    places.append(Place(PlaceKind.SLIDE, number, span, f"slide {number}{label}"))
        properties = presentation.core_properties
        title, author, created = properties.title, properties.author, properties.created
    except _ERRORS as error:
        raise DamagedFile(_BROKEN) from error
    if not places:
        raise EmptyFile(
            Message("its slides hold pictures only, or nothing; save it as PDF and run text recognition (OCR) on it")
        )
    metadata = ooxml_metadata(
        title,
        author,
        created,
        untitled=builder.title(path),
        no_author=_PLACEHOLDER_AUTHOR,
        no_title=_DEFAULT_TITLE,
    )
    return builder.content(metadata, options.media_type, places)


def _write_slide(slide: Any, builder: TextBuilder) -> Span | None:
    """Append a slide in its reading order and return its span; a title that stands alone is a paragraph."""
    shape = slide.shapes.title
    title = " ".join(shape.text_frame.text.split()) if shape is not None else ""
    texts = [
        text
        for other in slide.shapes
        if shape is None or other.shape_id != shape.shape_id
        for text in _shape_texts(other)
    ]
    first = builder.add_heading(title, 1) if any(texts) else builder.add(title)
    return _add_all(texts, builder, first)


def _write_notes(slide: Any, builder: TextBuilder) -> Span | None:
    """Append a slide's notes and return their span, or None."""
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return _add_all(_frame_texts(frame, bulleted=False), builder) if frame is not None else None


def _add_all(texts: Iterable[str], builder: TextBuilder, first: Span | None = None) -> Span | None:
    spans = [span for span in (first, *map(builder.add, texts)) if span]
    return Span(spans[0].start, spans[-1].end) if spans else None


def _shape_texts(shape: Any) -> Iterator[str]:
    """Yield the texts in a shape: paragraphs, bullets line under line, and the rows of a table."""
    if isinstance(shape, GroupShape):
        for inner in shape.shapes:
            yield from _shape_texts(inner)
    elif getattr(shape, "has_table", False):
        yield from _table_rows(shape.table)
    elif getattr(shape, "has_chart", False):
        yield from _chart_texts(shape.chart)
    elif shape.has_text_frame:
        kind = shape.placeholder_format.type if shape.is_placeholder else None
        if kind not in _REPEATED_PLACEHOLDERS:
            yield from _frame_texts(shape.text_frame, bulleted=kind in _BULLETED_PLACEHOLDERS)


def _frame_texts(frame: Any, *, bulleted: bool) -> Iterator[str]:
    bullets: list[str] = []
    for paragraph in frame.paragraphs:
        words = " ".join(paragraph.text.split())
        if words and _has_bullet(paragraph, bulleted):
            bullets.append(f"{'  ' * paragraph.level}- {words}")
        elif words:
            yield "\n".join(bullets)
            yield words
            bullets = []
    yield "\n".join(bullets)


def _has_bullet(paragraph: Any, usual: bool) -> bool:
    properties = paragraph._p.pPr
    said = {child.tag for child in properties} if properties is not None else set()
    if f"{_DRAWING}buNone" in said:
        return False
    return usual or not said.isdisjoint({f"{_DRAWING}buChar", f"{_DRAWING}buAutoNum", f"{_DRAWING}buBlip"})


def _table_rows(table: Any) -> Iterator[str]:
    rows = [["" if cell.is_spanned else clean_cell(cell.text) for cell in row.cells] for row in table.rows]
    names = rows.pop(0) if table.first_row and len(rows) > 1 else []
    for row in rows:
        yield "\n".join(labelled_lines(row, names))


def _chart_texts(chart: Any) -> Iterator[str]:
    """Yield the title of a chart, and its data as a table: a category is a row, a series a column."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield " ".join(chart.chart_title.text_frame.text.split())
    for plot in _known_plots(chart):
        names = ["", *(clean_cell(series.name) for series in plot.series)]
        columns = [[format_number(value) for value in series.values] for series in plot.series]
        for row in zip_longest(map(str, plot.categories), *columns, fillvalue=""):
            yield "\n".join(labelled_lines(row, names))


def _known_plots(chart: Any) -> list[Any]:
    """Return a chart's plots; none if python-pptx does not know one of them, so that the slide is read all the same."""
    try:
        return list(chart.plots)
    except ValueError:
        return []
