"""Tell the format of a file from its bytes; its name decides only between formats of text."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from corpus.errors import DamagedFile, EmptyFile, ReadError, UnsupportedFile
from corpus.messages import Message
from corpus.readers.common.encoding import is_binary
from corpus.readers.formats import BY_SUFFIX, SUPPORTED, Format
from corpus.readers.legacy.compound_file import START as COMPOUND_FILE
from corpus.readers.packages import ZIP_STARTS, format_of_compound_file, format_of_package, opendocument_in

_TOLD_BY_NAME = frozenset({Format.MARKDOWN, Format.RST, Format.CSV, Format.TSV, Format.ORG})
"""Formats of text that only the name tells from others."""
_PACKAGES = frozenset({*(each for each in Format if each.is_package), Format.ODT, Format.ODP, Format.ODS, Format.IWORK})
_SUBTITLES = frozenset({Format.SRT, Format.VTT})
_UNSUPPORTED_STARTS = (
    (b"GIF8", Message("a GIF image")),
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
_MAILBOX_LINE = re.compile(rb"From [^\r\n]{1,200}\d:\d\d[^\r\n]{0,40}\r?\n")
_FIELD = re.compile(rb"(?:^|\n)(from|to|date|subject|message-id|received|mime-version|return-path):", re.IGNORECASE)
_FIRST_FIELD = re.compile(rb"[!-9;-~]{1,60}:[ \t\r\n]")
_RELATED = re.compile(rb"(?:^|\n)content-type:\s*(?:multipart/related|text/html)", re.IGNORECASE)
_SAVED = re.compile(rb"(?:^|\n)(?:snapshot-content-location:|from:\s*<saved by)", re.IGNORECASE)
_SENT = re.compile(rb"(?:^|\n)(?:from|to|received|message-id|return-path|delivered-to):", re.IGNORECASE)
_RTF = b"{\\rtf"
_FLAT = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>\s*+|(?><!--.*?-->)\s*+)*+"
    rb"<(?:\w{1,20}:)?document\b",
    re.DOTALL,
)
_FLAT_BYTES = 16_384
"""Bytes in which the root of a flat OpenDocument file ends; it names a good many namespaces."""
_ORG_START = re.compile(rb"\s*#\+(?:title|author|date|options|startup|language):", re.IGNORECASE)
_NOTEBOOK_KEYS = (b'"nbformat"', b'"cells"')
_HEADER = re.compile(rb".*?(?=\r?\n\r?\n|\Z)", re.DOTALL)
_MAIL_FIELDS = 3
_HEADER_BYTES = 65_536
"""Bytes within which the header of a message ends: those that lists and filters have passed on are long."""
SNIFFED_BYTES = 4096
"""Bytes from the start of a file that are enough to tell its format, but for ZIP packages and JSON."""


def detect_format(data: bytes, path: str, encoding: str = "") -> Format:
    """Return the format of these bytes; `path` decides only between formats of text.

    `encoding` is the one that the person says text is in.

    Raises:
        EmptyFile: There are no bytes.
        EncryptedFile: It is an Office document with a password.
        DamagedFile: Its suffix claims a format of text, but the bytes are binary; or an image, and they are none; or
            it is a broken ZIP package.
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
    if data.startswith(ZIP_STARTS):
        return _checked_package(format_of_package(data), claimed)
    if data.startswith(COMPOUND_FILE):
        return format_of_compound_file(data)
    for form, image in _IMAGE_STARTS:
        if form.match(data):
            return image
    if claimed is not None and claimed.is_image:
        raise _binary(claimed)
    for magic, kind in _UNSUPPORTED_STARTS:
        if data.startswith(magic):
            raise UnsupportedFile(
                Message("this is {kind}; Besa reads {formats}: save it as one of these", kind=kind, formats=SUPPORTED)
            )
    if is_binary(data, encoding):
        raise _binary(claimed)
    return _format_of_text(data, start, claimed)


def _checked_package(found: Format, claimed: Format | None) -> Format:
    """Return the format of a package; raise DamagedFile for a mere archive that is named like a document."""
    if found is Format.ZIP and claimed in _PACKAGES:
        raise _binary(claimed)
    return found


def _format_of_text(data: bytes, start: bytes, claimed: Format | None) -> Format:
    if start.startswith(_RTF):
        return Format.RTF
    if _FLAT.match(start) and (found := opendocument_in(data[:_FLAT_BYTES])):
        return found
    if _HTML_START.match(start) or (claimed is Format.HTML and _TAG.search(data)):
        return Format.HTML
    if start.startswith(b"WEBVTT") and start[6:7] in b" \t\r\n":
        return Format.VTT
    if _SUBRIP.match(start):
        return Format.SRT
    if claimed in _SUBTITLES and b"-->" in start:
        return claimed
    if _MAILBOX.match(start) or (claimed is Format.MBOX and _MAILBOX_LINE.match(start)):
        return Format.MBOX
    if _is_saved_page(start, claimed):
        return Format.MHTML
    if _is_mail(start if b"\n\n" in start else data[:_HEADER_BYTES], claimed):
        return Format.MAIL
    if claimed in _TOLD_BY_NAME:
        return claimed
    if _ORG_START.match(start):
        return Format.ORG
    return _format_of_json(data, start, claimed) or Format.TEXT


def _is_saved_page(start: bytes, claimed: Format | None) -> bool:
    """Return True for a page that a browser has saved in one file, which nobody has sent."""
    header = _HEADER.match(start) if _FIRST_FIELD.match(start) else None
    if header is None or not _RELATED.search(header[0]):
        return False
    return claimed is Format.MHTML or _SAVED.search(header[0]) is not None or not _SENT.search(header[0])


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
    if _is_notebook(data):
        return Format.NOTEBOOK
    if claimed in (Format.JSON, Format.JSON_LINES):
        return Format.JSON_LINES if _is_json(_first_line(data)) and not _is_json(data) else Format.JSON
    if _is_json(data):
        return Format.JSON
    return Format.JSON_LINES if start.lstrip()[:1] == b"{" and _is_json(_first_line(data)) else None


def _is_notebook(data: bytes) -> bool:
    """Return True for JSON that says of which format of notebooks it is."""
    if not all(key in data for key in _NOTEBOOK_KEYS):
        return False
    try:
        book = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(book, dict) and isinstance(book.get("nbformat"), int)


def _first_line(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False


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
