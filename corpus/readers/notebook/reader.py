"""Jupyter notebooks: what is written in them as Markdown, their code as blocks of code, short outputs in text.

The cells become one Markdown document, which is read as any other.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, EmptyFile
from corpus.messages import Message
from corpus.readers.common.characters import make_storable
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.readers.common.placeholders import author_or_none, title_or_none
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.plain.markdown import read_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.documents import Content, Metadata

    Cell = Mapping[str, object]

_BROKEN = Message("this is not a valid Jupyter notebook; open it in Jupyter and save it again")
_MAX_OUTPUT = 1_000
"""Characters of an output that is kept; a longer one is a log or a table of numbers."""
_TEXT, _MARKDOWN = "text/plain", "text/markdown"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_REPR = re.compile(r"<[\w.]+(?: [^<>]*)?>|<Figure .*>", re.DOTALL)
"""What Python shows of an object that has nothing to say: "<Figure size 640x480 with 1 Axes>"."""
_FENCE = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
_NO_IMAGE_DATA = re.compile(r"!\[[^\]]*\]\((?:attachment|data):[^)]*\)")


def read_notebook(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the cells of a notebook in order.

    Raises:
        DamagedFile: It is no notebook.
        EmptyFile: No cell has any text.
    """
    try:
        book = json.loads(decode(data).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise DamagedFile(_BROKEN) from error
    if not isinstance(book, dict):
        raise DamagedFile(_BROKEN)
    language = _language(book)
    text = "\n\n".join(filter(None, (_cell_text(cell, language) for cell in _cells(book))))
    if not text.strip():
        raise EmptyFile(Message("its cells are empty; check that this is the notebook you meant"))
    content = read_markdown(text.encode(), path, replace(options, media_type=_MARKDOWN))
    return replace(content, metadata=_with_own(content.metadata, book))


def _cells(book: Cell) -> list[Cell]:
    """Return the cells: those of the notebook or, of an early format, of its worksheets."""
    cells = book.get("cells")
    sheets = book.get("worksheets")
    if not isinstance(cells, list):
        inside = (each.get("cells") for each in sheets if isinstance(each, dict)) if isinstance(sheets, list) else ()
        cells = list(chain.from_iterable(each for each in inside if isinstance(each, list)))
    return [each for each in cells if isinstance(each, dict)]


def _cell_text(cell: Cell, language: str) -> str:
    """Return a cell as Markdown; "" for one that has nothing to say."""
    source = _joined(cell.get("source", cell.get("input")))
    match cell.get("cell_type"):
        case "markdown":
            return _NO_IMAGE_DATA.sub("", source).strip()
        case "heading":
            level = cell.get("level")
            return f"{'#' * (level if level in range(1, 7) else 1)} {' '.join(source.split())}"  # type: ignore[operator]
        case "code":
            outputs = cell.get("outputs")
            said = map(_output, outputs) if isinstance(outputs, list) else ()
            return "\n\n".join(filter(None, (_fenced(source, language), *(_fenced(each) for each in said))))
        case "raw":
            return _fenced(source)
    return ""


def _output(output: object) -> str:
    """Return what an output says in plain text; "" if that is long, an error, or a picture's."""
    if not isinstance(output, dict) or output.get("output_type") in ("error", "pyerr"):
        return ""
    held = output.get("data")
    said = _joined(held.get(_TEXT) if isinstance(held, dict) else output.get("text"))
    words = _ESCAPES.sub("", said).strip()
    return "" if len(words) > _MAX_OUTPUT or _REPR.fullmatch(words) else words


def _fenced(text: str, language: str = "") -> str:
    """Return text as a block of code, in a fence that nothing in it ends."""
    if not text.strip():
        return ""
    fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(text))])
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}"


def _joined(source: object) -> str:
    """Return a text that a notebook holds as a string or as a list of lines."""
    lines = source if isinstance(source, list) else [source]
    return make_storable("".join(line for line in lines if isinstance(line, str)))


def _language(book: Cell) -> str:
    about = book.get("metadata")
    info = about.get("language_info") if isinstance(about, dict) else None
    name = info.get("name") if isinstance(info, dict) else None
    return name if isinstance(name, str) and re.fullmatch(r"[\w+#-]{1,20}", name) else ""


def _with_own(said: Metadata, book: Cell) -> Metadata:
    """Return the metadata of the text with what the notebook says of itself, where it says something."""
    about = book.get("metadata")
    if not isinstance(about, dict):
        return said
    authors = about.get("authors")
    names = (
        [each.get("name") if isinstance(each, dict) else each for each in authors] if isinstance(authors, list) else []
    )
    known = [name for name in map(author_or_none, names) if name]
    return replace(
        said,
        title=title_or_none(about.get("title")) or said.title,
        author=line_or_none(", ".join(known)) or said.author,
        date=iso_date(about.get("date")) or said.date,
    )
