"""Tell the format of a file from its bytes; its name decides only between formats of text."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, UnsupportedFile
from corpus.messages import Message
from corpus.readers.common.encoding import is_binary
from corpus.readers.common.zip_package import NEEDS_PASSWORD, part_bytes, part_names
from corpus.readers.formats import BY_SUFFIX, SUPPORTED, Format

_TOLD_BY_NAME = frozenset({Format.MARKDOWN, Format.RST, Format.CSV, Format.TSV})
"""Formats of text that only the name tells from others."""
_SUBTITLES = frozenset({Format.SRT, Format.VTT})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_UNSUPPORTED_STARTS = (
    (b"GIF8", Message("a GIF image")),
    (b"{\\rtf", Message("an RTF document")),
    (b"\x1f\x8b", Message("a compressed file")),
    (b"7z\xbc\xaf", Message("a compressed file")),
    (b"SQLite format 3\0", Message("a database")),
    (b"\x7fELF", Message("a program")),
    (b"MZ\x90\0", Message("a program")),
)
_IMAGE_STARTS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Format.PNG),
    (re.compile(rb"\xff\xd8\xff"), Format.JPEG),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), Format.TIFF),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), Format.WEBP),
    (re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x6c\x7c]\0{3}", re.DOTALL), Format.BMP),
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
SNIFFED_BYTES = 4096
"""Bytes from the start of a file that are enough to tell its format, but for ZIP packages and JSON."""
_CONTENT_TYPES = "[Content_Types].xml"
_TYPES_BYTES = 2**20
_ZIP_PART = b"PK\x03\x04"
_ZIP_NAME_OFFSET = 30
_PACKAGE_STARTS = tuple({name.partition("/")[0].encode() for each in Format for name in each.package_parts})
"""Folders and files that the packages of all formats begin with."""


def detect_format(data: bytes, path: str) -> Format:
    """Return the format of these bytes; `path` decides only between formats of text.

    Raises:
        EmptyFile: There are no bytes.
        EncryptedFile: It is an Office document with a password.
        DamagedFile: Its suffix claims a format of text, but the bytes are binary, or it is a broken ZIP package.
        UnsupportedFile: It is something that Besa does not read.

    Example:
        >>> detect_format(b"%PDF-1.7 ...", "notes.txt").name
        'PDF'
    """
    if not data:
        raise EmptyFile(Message("the file is empty; check that it was saved or copied completely"))
    claimed = BY_SUFFIX.get(PurePath(path).suffix.lower())
    start = _MARK.sub(b"", data[:SNIFFED_BYTES]).replace(b"\0", b"")
    if start.lstrip().startswith(b"%PDF-") or (claimed is Format.PDF and b"%PDF-" in start):
        return Format.PDF
    if data.startswith((_ZIP_PART, b"PK\x05\x06")):
        return _format_of_package(data)
    if data.startswith(_OLE):
        raise _old_office(data)
    for form, image in _IMAGE_STARTS:
        if form.match(data):
            return image
    for magic, kind in _UNSUPPORTED_STARTS:
        if data.startswith(magic):
            raise UnsupportedFile(
                Message("this is {kind}; Besa reads {formats}: save it as one of these", kind=kind, formats=SUPPORTED)
            )
    if is_binary(data):
        raise _binary(claimed)
    return _format_of_text(data, start, claimed)


def may_be_package(start: bytes) -> bool:
    """Return True if a ZIP archive that starts with these bytes may be a document; its first part's name tells."""
    return start.startswith(_ZIP_PART) and start[_ZIP_NAME_OFFSET:].startswith(_PACKAGE_STARTS)


def _format_of_text(data: bytes, start: bytes, claimed: Format | None) -> Format:
    if _HTML_START.match(start) or (claimed is Format.HTML and _TAG.search(data)):
        return Format.HTML
    if start.startswith(b"WEBVTT") and start[6:7] in b" \t\r\n":
        return Format.VTT
    if _SUBRIP.match(start):
        return Format.SRT
    if claimed in _SUBTITLES and b"-->" in start:
        return claimed
    if _MAILBOX.match(start):
        return Format.MBOX
    if _is_mail(start, claimed):
        return Format.MAIL
    if claimed in _TOLD_BY_NAME:
        return claimed
    return _format_of_json(data, start, claimed) or Format.TEXT


def _is_mail(start: bytes, claimed: Format | None) -> bool:
    if not _FIRST_FIELD.match(start):
        return False
    header = _HEADER.match(start)
    known = {name.lower() for name in _FIELD.findall(header[0])} if header else set()
    return len(known) >= (1 if claimed is Format.MAIL else _MAIL_FIELDS)


def _format_of_json(data: bytes, start: bytes, claimed: Format | None) -> Format | None:
    """Tell JSON by its first characters and, where it is not called that, by parsing; None for anything else."""
    if start.lstrip()[:1] not in (b"{", b"["):
        return None
    if claimed is Format.JSON_LINES and b"\n" not in data.strip():
        return claimed
    if claimed in (Format.JSON, Format.JSON_LINES):
        return Format.JSON_LINES if _is_json(_first_line(data)) and not _is_json(data) else Format.JSON
    if _is_json(data):
        return Format.JSON
    return Format.JSON_LINES if start.lstrip()[:1] == b"{" and _is_json(_first_line(data)) else None


def _first_line(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False


def _format_of_package(data: bytes) -> Format:
    names = part_names(data)
    for each in Format:
        if each.is_package and each.package_parts[0] in names:
            return each
    if _CONTENT_TYPES in names:
        types = part_bytes(data, _CONTENT_TYPES, _TYPES_BYTES)
        for each in Format:
            if each.main_type and each.main_type.encode() in types:
                return each
    raise UnsupportedFile(
        Message("this is a ZIP archive; unpack it and add the files in it. Besa reads {formats}", formats=SUPPORTED)
    )


def _old_office(data: bytes) -> ReadError:
    if _ENCRYPTED_STREAM in data:
        return EncryptedFile(NEEDS_PASSWORD)
    return UnsupportedFile(
        Message("this is in the old Office format (before 2007); save it as DOCX or PDF and add that")
    )


def _binary(claimed: Format | None) -> ReadError:
    if claimed is None:
        return UnsupportedFile(
            Message("this is not a document that Besa can read; it reads {formats}", formats=SUPPORTED)
        )
    return DamagedFile(
        Message(
            "it is named like {kind} but is not one; open it in its program and save it again",
            kind=claimed.description,
        )
    )
