"""Word documents: paragraphs, headings, lists and tables. The only file that imports python-docx."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from lxml.etree import LxmlError

from corpus.documents import Content, Metadata, Span
from corpus.errors import DamagedFile
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.zip_package import check_package
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_HEADING_STYLE = re.compile(r"heading ([1-9])", re.IGNORECASE)
_DEEPEST = 6
_PLACEHOLDER_AUTHOR = "python-docx"
_BROKEN = "this is no sound DOCX file; open it in Word or LibreOffice and save it as DOCX again"


def read_docx(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    check_package(data)
    try:
        document = docx.Document(BytesIO(data))
        blocks = TextBuilder()
        _write(document, blocks)
        properties = document.core_properties
        title, author, created = properties.title, properties.author, properties.created
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DamagedFile(_BROKEN) from error
    return Content(
        text=blocks.text,
        metadata=_metadata(title, author, created, blocks, path),
        media_type=options.media_type,
        body=Span(0, blocks.length),
        headings=blocks.headings,
    )


def _write(document: Any, blocks: TextBuilder) -> None:
    """Paragraphs of a list stand line under line, as do the rows of a table."""
    in_list = False
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            blocks.add("\n".join(_rows(part)))
            in_list = False
            continue
        style = (part.style.name or "") if part.style is not None else ""
        level = _level(style)
        listed = level is None and _is_listed(part, style)
        if level:
            blocks.add_heading(part.text, level)
        elif listed:
            words = " ".join(part.text.split())
            blocks.add(f"- {words}" if words else "", between="\n" if in_list else "\n\n")
        else:
            blocks.add(part.text)
        in_list = listed


def _level(style: str) -> int | None:
    if style == "Title":
        return 1
    found = _HEADING_STYLE.fullmatch(style)
    return min(int(found[1]), _DEEPEST) if found else None


def _is_listed(paragraph: Any, style: str) -> bool:
    properties = paragraph._p.pPr
    return style.startswith("List") or (properties is not None and properties.numPr is not None)


def _rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}
        if line := " | ".join(cell for cell in cells.values() if cell):
            yield line


def _metadata(title: object, author: object, created: datetime | None, blocks: TextBuilder, path: str) -> Metadata:
    heading = blocks.headings[0].text if blocks.headings else None
    writer = line_or_none(author)
    return Metadata(
        title=line_or_none(title) or line_or_none(heading) or title_from(path),
        author=None if writer == _PLACEHOLDER_AUTHOR else writer,
        date=created.date().isoformat() if created else None,
    )
