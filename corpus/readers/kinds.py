"""Which reader a file needs, told from its first bytes."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import PurePath

from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, UnsupportedFile
from corpus.readers.common.encoding import is_binary
from corpus.readers.common.zip_package import names_in


class Kind(StrEnum):
    """What a file really is; the value is its media type."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    RST = "text/x-rst"
    HTML = "text/html"
    CSV = "text/csv"
    TSV = "text/tab-separated-values"
    JSON = "application/json"
    JSON_LINES = "application/jsonl"
    SRT = "application/x-subrip"
    VTT = "text/vtt"
    MAIL = "message/rfc822"
    MBOX = "application/mbox"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    EPUB = "application/epub+zip"


SUFFIXES = {
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".rst": Kind.RST,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".csv": Kind.CSV,
    ".tsv": Kind.TSV,
    ".tab": Kind.TSV,
    ".json": Kind.JSON,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".srt": Kind.SRT,
    ".vtt": Kind.VTT,
    ".eml": Kind.MAIL,
    ".mbox": Kind.MBOX,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".pptx": Kind.PPTX,
    ".xlsx": Kind.XLSX,
    ".xlsm": Kind.XLSX,
    ".epub": Kind.EPUB,
}

SUPPORTED = (
    "text, Markdown, reStructuredText, HTML, PDF, DOCX, PPTX, XLSX, CSV, EPUB, e-mail, JSON and subtitles (SRT, VTT)"
)

_CLAIMS = {
    Kind.TEXT: "a text file",
    Kind.MARKDOWN: "a Markdown file",
    Kind.RST: "a reStructuredText file",
    Kind.HTML: "an HTML page",
    Kind.CSV: "a table in CSV",
    Kind.TSV: "a table in TSV",
    Kind.JSON: "a JSON file",
    Kind.JSON_LINES: "a file of JSON lines",
    Kind.SRT: "a file of subtitles",
    Kind.VTT: "a file of subtitles",
    Kind.MAIL: "an e-mail message",
    Kind.MBOX: "a mailbox",
    Kind.PDF: "a PDF",
    Kind.DOCX: "a Word document",
    Kind.PPTX: "a presentation",
    Kind.XLSX: "a spreadsheet",
    Kind.EPUB: "an e-book",
}

_BY_NAME = frozenset({Kind.MARKDOWN, Kind.RST, Kind.CSV, Kind.TSV})
"""Kinds of text that only the name tells from others."""
_SUBTITLES = frozenset({Kind.SRT, Kind.VTT})
_PACKAGES = {
    "word/document.xml": Kind.DOCX,
    "ppt/presentation.xml": Kind.PPTX,
    "xl/workbook.xml": Kind.XLSX,
    "META-INF/container.xml": Kind.EPUB,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3\0", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
)
_HTML_START = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+|(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
_TAG = re.compile(rb"<[a-zA-Z!/]")
_SUBRIP = re.compile(rb"\s*\d+[ \t]*\r?\n\d{1,2}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")
_MAILBOX = re.compile(rb"From [^\r\n]{1,200}\r?\n[!-9;-~]{1,60}:")
_FIELD = re.compile(rb"(?:^|\n)(from|to|date|subject|message-id|received|mime-version|return-path):", re.IGNORECASE)
_FIRST_FIELD = re.compile(rb"[!-9;-~]{1,60}:[ \t\r\n]")
_HEADER = re.compile(rb".*?(?=\r?\n\r?\n|\Z)", re.DOTALL)
_MAIL_FIELDS = 3
_SNIFFED = 4096


def kind_of(data: bytes, path: str) -> Kind:
    """The kind that these bytes are; `path` decides only between kinds of text.

    Raises `EmptyFile`, `EncryptedFile`, `DamagedFile` or `UnsupportedFile`.
    """
    if not data:
        raise EmptyFile("the file is empty; check that it was saved or copied completely")
    claimed = SUFFIXES.get(PurePath(path).suffix.lower())
    start = _MARK.sub(b"", data[:_SNIFFED]).replace(b"\0", b"")
    if start.lstrip().startswith(b"%PDF-") or (claimed is Kind.PDF and b"%PDF-" in start):
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_package(data)
    if data.startswith(_OLE):
        raise _old_office(data)
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise UnsupportedFile(f"this is {name}; Besa reads {SUPPORTED}: save it as one of these")
    if is_binary(data):
        raise _binary(claimed)
    return _kind_of_text(data, start, claimed)


def _kind_of_text(data: bytes, start: bytes, claimed: Kind | None) -> Kind:
    if _HTML_START.match(start) or (claimed is Kind.HTML and _TAG.search(data)):
        return Kind.HTML
    if start.startswith(b"WEBVTT") and start[6:7] in b" \t\r\n":
        return Kind.VTT
    if _SUBRIP.match(start):
        return Kind.SRT
    if claimed in _SUBTITLES and b"-->" in start:
        return claimed
    if _MAILBOX.match(start):
        return Kind.MBOX
    if _is_mail(start, claimed):
        return Kind.MAIL
    if claimed in _BY_NAME:
        return claimed
    return _kind_of_json(data, start, claimed) or Kind.TEXT


def _is_mail(start: bytes, claimed: Kind | None) -> bool:
    if not _FIRST_FIELD.match(start):
        return False
    header = _HEADER.match(start)
    known = {name.lower() for name in _FIELD.findall(header[0])} if header else set()
    return len(known) >= (1 if claimed is Kind.MAIL else _MAIL_FIELDS)


def _kind_of_json(data: bytes, start: bytes, claimed: Kind | None) -> Kind | None:
    """JSON by its first characters and, where it is not called that, by parsing; None for what is something else."""
    if start.lstrip()[:1] not in (b"{", b"["):
        return None
    if claimed in (Kind.JSON, Kind.JSON_LINES):
        return Kind.JSON_LINES if _is_json(_first_line(data)) and not _is_json(data) else Kind.JSON
    if _is_json(data):
        return Kind.JSON
    return Kind.JSON_LINES if start.lstrip()[:1] == b"{" and _is_json(_first_line(data)) else None


def _first_line(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False


def _kind_of_package(data: bytes) -> Kind:
    names = names_in(data)
    for name, kind in _PACKAGES.items():
        if name in names:
            return kind
    raise UnsupportedFile(f"this is a ZIP archive; unpack it and add the files in it. Besa reads {SUPPORTED}")


def _old_office(data: bytes) -> ReadError:
    if _OLE_ENCRYPTED in data:
        return EncryptedFile("it needs a password; save a copy without one and add that")
    return UnsupportedFile("this is in the Office format of before 2007; save it as DOCX or PDF and add that")


def _binary(claimed: Kind | None) -> ReadError:
    if claimed is None:
        return UnsupportedFile(f"this is not a document that Besa can read; it reads {SUPPORTED}")
    return DamagedFile(f"it is named like {_CLAIMS[claimed]} but is none; open it in its program and save it anew")
