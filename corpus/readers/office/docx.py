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

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.zip_package import check_package
from corpus.readers.office.core_properties import ooxml_metadata
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Content

_HEADING_STYLE = re.compile(r"heading ([1-9])", re.IGNORECASE)
_MAX_LEVEL = 6
_PLACEHOLDER_AUTHOR = "python-docx"
_BROKEN = Message("this is not a valid DOCX file; open it in Word or LibreOffice and save it as DOCX again")


def read_docx(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the body of a Word document; its styles tell the headings.

    Raises:
        DamagedFile: It is not a valid DOCX file.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much.
    """
    check_package(data)
    try:
        document = docx.Document(BytesIO(data))
        builder = TextBuilder()
        _write_body(document, builder)
        properties = document.core_properties
        title, author, created = properties.title, properties.author, properties.created
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DamagedFile(_BROKEN) from error
    metadata = ooxml_metadata(title, author, created, untitled=builder.title(path), no_author=_PLACEHOLDER_AUTHOR)
    return builder.content(metadata, options.media_type)


def _write_body(document: Any, builder: TextBuilder) -> None:
    """Append paragraphs and tables; those of a list stand line under line, as do the rows of a table."""
    in_list = False
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            builder.add("\n".join(_table_lines(part)))
            in_list = False
            continue
        style = (part.style.name or "") if part.style is not None else ""
        level = _heading_level(style)
        listed = level is None and _is_listed(part, style)
        if level:
            builder.add_heading(part.text, level)
        elif listed:
            words = " ".join(part.text.split())
            builder.add(f"- {words}" if words else "", between="\n" if in_list else "\n\n")
        else:
            builder.add(part.text)
        in_list = listed


def _heading_level(style: str) -> int | None:
    if style == "Title":
        return 1
    found = _HEADING_STYLE.fullmatch(style)
    return min(int(found[1]), _MAX_LEVEL) if found else None


def _is_listed(paragraph: Any, style: str) -> bool:
    properties = paragraph._p.pPr
    return style.startswith("List") or (properties is not None and properties.numPr is not None)


def _table_lines(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}
        if line := " | ".join(cell for cell in cells.values() if cell):
            yield line
