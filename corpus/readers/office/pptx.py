"""Presentations: slide by slide what stands on it, and what its notes say. The only file that imports python-pptx."""

from __future__ import annotations

import zipfile
import zlib
from datetime import datetime
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pptx
from lxml.etree import LxmlError
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.shapes.group import GroupShape

from corpus.documents import Content, Metadata, Place, PlaceKind, Span
from corpus.errors import DamagedFile, EmptyFile
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.tables import lines_of, number, tidy
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.zip_package import check_package
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FURNITURE = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER})
"""What the master repeats on every slide."""
_BULLETED = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})
"""What has bullets unless it says otherwise."""
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEFAULT_TITLE = "PowerPoint Presentation"
_PLACEHOLDER_AUTHOR = "Steve Canny"
"""Whom python-pptx's empty file names."""
_BROKEN = "this is no sound PPTX file; open it in PowerPoint or LibreOffice and save it as PPTX again"
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
    """A slide's title is a heading, what it says and its notes are two places: "slide 3" and "slide 3, notes"."""
    check_package(data)
    blocks = TextBuilder()
    places: list[Place] = []
    try:
        presentation = pptx.Presentation(BytesIO(data))
        for number, slide in enumerate(presentation.slides, start=1):
            for span, label in ((_slide(slide, blocks), ""), (_notes(slide, blocks), ", notes")):
                if span:
                    places.append(Place(PlaceKind.SLIDE, number, span, f"slide {number}{label}"))
        properties = presentation.core_properties
        title, author, created = properties.title, properties.author, properties.created
    except _ERRORS as error:
        raise DamagedFile(_BROKEN) from error
    if not places:
        raise EmptyFile(
            "its slides hold pictures only, or nothing; save it as PDF and run text recognition (OCR) on it"
        )
    return Content(
        text=blocks.text,
        metadata=_metadata(title, author, created, blocks, path),
        media_type=options.media_type,
        body=Span(0, blocks.length),
        headings=blocks.headings,
        places=tuple(places),
    )


def _slide(slide: Any, blocks: TextBuilder) -> Span | None:
    """What stands on a slide, in its reading order. A title that stands alone is what the slide has to say."""
    shape = slide.shapes.title
    title = " ".join(shape.text_frame.text.split()) if shape is not None else ""
    texts = [text for other in slide.shapes if shape is None or other.shape_id != shape.shape_id for text in _of(other)]
    first = blocks.add_heading(title, 1) if any(texts) else blocks.add(title)
    return _added(texts, blocks, first)


def _notes(slide: Any, blocks: TextBuilder) -> Span | None:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return _added(_paragraphs(frame, bulleted=False), blocks) if frame is not None else None


def _added(texts: Iterable[str], blocks: TextBuilder, first: Span | None = None) -> Span | None:
    spans = [span for span in (first, *map(blocks.add, texts)) if span]
    return Span(spans[0].start, spans[-1].end) if spans else None


def _of(shape: Any) -> Iterator[str]:
    """The blocks of text in a shape: paragraphs, bullets line under line, and the rows of a table."""
    if isinstance(shape, GroupShape):
        for inner in shape.shapes:
            yield from _of(inner)
    elif getattr(shape, "has_table", False):
        yield from _rows(shape.table)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        kind = shape.placeholder_format.type if shape.is_placeholder else None
        if kind not in _FURNITURE:
            yield from _paragraphs(shape.text_frame, bulleted=kind in _BULLETED)


def _paragraphs(frame: Any, *, bulleted: bool) -> Iterator[str]:
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


def _rows(table: Any) -> Iterator[str]:
    rows = [["" if cell.is_spanned else tidy(cell.text) for cell in row.cells] for row in table.rows]
    names = rows.pop(0) if table.first_row and len(rows) > 1 else []
    for row in rows:
        yield "\n".join(lines_of(row, names))


def _chart(chart: Any) -> Iterator[str]:
    """The title of a chart, and its data as a table: a category is a row, a series a column."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield " ".join(chart.chart_title.text_frame.text.split())
    for plot in _plots(chart):
        names = ["", *(tidy(series.name) for series in plot.series)]
        columns = [[number(value) for value in series.values] for series in plot.series]
        for row in zip_longest(map(str, plot.categories), *columns, fillvalue=""):
            yield "\n".join(lines_of(row, names))


def _plots(chart: Any) -> list[Any]:
    """None of a chart that holds a kind of plot which python-pptx does not know: the slide is read all the same."""
    try:
        return list(chart.plots)
    except ValueError:
        return []


def _metadata(title: object, author: object, created: object, blocks: TextBuilder, path: str) -> Metadata:
    said = line_or_none(title)
    writer = line_or_none(author)
    heading = blocks.headings[0].text if blocks.headings else None
    return Metadata(
        title=(None if said == _DEFAULT_TITLE else said) or line_or_none(heading) or title_from(path),
        author=None if writer == _PLACEHOLDER_AUTHOR else writer,
        date=created.date().isoformat() if isinstance(created, datetime) else None,
    )
