"""One file's bytes in, its documents out. The bytes decide which reader takes them; the name only hints."""

from __future__ import annotations

import re
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, cast

from corpus.documents import Content, Part
from corpus.errors import EmptyFile
from corpus.readers.kinds import SUFFIXES, SUPPORTED, Kind, kind_of
from corpus.readers.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[bytes, str], Content | Part | Iterator[Part]]

__all__ = ["SUFFIXES", "SUPPORTED", "Kind", "Options", "kind_of", "read"]

_VISIBLE = re.compile(r"[^\s\ufeff\u200b\u2060\0]")
_READERS = {
    Kind.TEXT: "plain.text.read_text",
    Kind.MARKDOWN: "plain.markdown.read_markdown",
    Kind.RST: "plain.rst.read_rst",
    Kind.HTML: "html.reader.read_html",
    Kind.CSV: "plain.csv.read_delimited",
    Kind.TSV: "plain.csv.read_delimited",
    Kind.JSON: "json.reader.read_json",
    Kind.JSON_LINES: "json.reader.read_json_lines",
    Kind.SRT: "plain.subtitles.read_subtitles",
    Kind.VTT: "plain.subtitles.read_subtitles",
    Kind.MAIL: "mail.reader.read_mail",
    Kind.MBOX: "mail.reader.read_mbox",
    Kind.PDF: "pdf.reader.read_pdf",
    Kind.DOCX: "office.docx.read_docx",
    Kind.PPTX: "office.pptx.read_pptx",
    Kind.XLSX: "office.xlsx.read_xlsx",
    Kind.EPUB: "epub.reader.read_epub",
}
_WITH_OPTIONS = frozenset({Kind.PDF})


def read(data: bytes, path: str, options: Options | None = None) -> Iterator[Part]:
    """The documents of a file, one at least, with exact offsets into the text that is stored.

    Raises `ReadError`s whose message is the reason and the next step, without the file's name. Parts without text
    are left out; EmptyFile when that is all of them. Hostile bytes can take much time and memory, or end the
    process: `corpus.readers.sandbox.reader.Reader` reads under limits.
    """
    found = False
    for part in _parts(_reader(kind_of(data, path), options or Options())(data, path)):
        if _VISIBLE.search(part.content.text, part.content.body.start, part.content.body.end):
            found = True
            yield part
    if not found:
        raise EmptyFile("there is no text in it; check that this is the file you meant")


def _parts(made: Content | Part | Iterator[Part]) -> Iterator[Part]:
    if isinstance(made, Content):
        yield Part(made)
    elif isinstance(made, Part):
        yield made
    else:
        yield from made


def _reader(kind: Kind, options: Options) -> Read:
    """Imports the one reader that is needed, since each brings a library that takes time to load."""
    module, _, function = _READERS[kind].rpartition(".")
    reader = getattr(import_module(f"corpus.readers.{module}"), function)
    return partial(reader, options=options) if kind in _WITH_OPTIONS else cast("Read", reader)
