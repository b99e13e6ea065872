"""Which reader a file needs, told from its first bytes."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, UnsupportedFile
from corpus.readers.encoding import is_binary


class Kind(StrEnum):
    """What a file really is; the value is its media type."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


SUFFIXES = {
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
}

SUPPORTED = "plain text, Markdown, HTML, PDF and DOCX"

_CLAIMS = {
    Kind.TEXT: "a text file",
    Kind.MARKDOWN: "a Markdown file",
    Kind.HTML: "an HTML page",
    Kind.PDF: "a PDF",
    Kind.DOCX: "a Word document",
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
        return Kind.DOCX
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
    return Kind.MARKDOWN if claimed is Kind.MARKDOWN else Kind.TEXT


def _old_office(data: bytes) -> ReadError:
    if _OLE_ENCRYPTED in data:
        return EncryptedFile("it needs a password; save a copy without one and add that")
    return UnsupportedFile("this is in the Office format of before 2007; save it as DOCX or PDF and add that")


def _binary(claimed: Kind | None) -> ReadError:
    if claimed is None:
        return UnsupportedFile(f"this is not a document that Besa can read; it reads {SUPPORTED}")
    return DamagedFile(f"it is named like {_CLAIMS[claimed]} but is none; open it in its program and save it anew")
