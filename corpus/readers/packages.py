"""Tell what a ZIP package or a compound file (OLE) is, from its parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.errors import EncryptedFile, UnsupportedFile
from corpus.messages import Message
from corpus.readers.common.zip_package import NEEDS_PASSWORD, part_bytes, part_names
from corpus.readers.formats import SUPPORTED, Format
from corpus.readers.legacy.compound_file import stream_names

if TYPE_CHECKING:
    from corpus.errors import ReadError

_CONTENT_TYPES, _MANIFEST, _MIMETYPE = "[Content_Types].xml", "META-INF/manifest.xml", "mimetype"
_TYPES_BYTES = 2**20
_OPENDOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)(?![a-z])")
_OPENDOCUMENTS = {b"text": Format.ODT, b"presentation": Format.ODP, b"spreadsheet": Format.ODS}
_IWORK = frozenset({"Index/Document.iwa", "Index.zip", "index.apxl", "index.apxl.gz", "index.xml.gz"})
_IWORK_BESIDE = frozenset({"buildVersionHistory.plist", "Metadata/BuildVersionHistory.plist", "QuickLook/Preview.pdf"})
ZIP_PART = b"PK\x03\x04"
ZIP_STARTS = (ZIP_PART, b"PK\x05\x06")
_ZIP_NAME_OFFSET = 30
_PACKAGE_STARTS = (
    *{name.partition("/")[0].encode() for each in Format for name in each.package_parts},
    *(b"Index/", b"index.", b"Data/", b"QuickLook/", b"preview.", b"Metadata/"),
)
"""Folders and files that the packages of all formats begin with."""
_ENCRYPTED_STREAM = "EncryptedPackage"
_STREAMS = {"WordDocument": Format.DOC, "Workbook": Format.XLS, "Book": Format.XLS, "PowerPoint Document": Format.PPT}


def may_be_package(start: bytes) -> bool:
    """Return True if a ZIP archive that starts with these bytes may be a document; its first part's name tells."""
    return start.startswith(ZIP_PART) and start[_ZIP_NAME_OFFSET:].startswith(_PACKAGE_STARTS)


def format_of_package(data: bytes) -> Format:
    """Return the format of a ZIP package; that of an archive if it is no document itself.

    Raises DamagedFile if it is not a whole ZIP file.
    """
    names = part_names(data)
    for each in Format:
        if each.is_package and each.package_parts[0] in names:
            return each
    if _CONTENT_TYPES in names:
        types = part_bytes(data, _CONTENT_TYPES, _TYPES_BYTES)
        for each in Format:
            if each.main_type and each.main_type.encode() in types:
                return each
    for name in (_MIMETYPE, _MANIFEST):
        if name in names and (found := opendocument_in(part_bytes(data, name, _TYPES_BYTES))):
            return found
    is_iwork = names & _IWORK or ("index.xml" in names and names & _IWORK_BESIDE)
    return Format.IWORK if is_iwork else Format.ZIP


def opendocument_in(types: bytes) -> Format | None:
    """Return the format of OpenDocument whose media type comes first in these bytes; None if none does."""
    found = _OPENDOCUMENT.search(types)
    return _OPENDOCUMENTS[found[1]] if found else None


def format_of_compound_file(data: bytes) -> Format:
    """Return the format of a compound file.

    Raises:
        EncryptedFile: It is a document of today's Office with a password.
        UnsupportedFile: It is none of Word, Excel and PowerPoint.
    """
    names = stream_names(data)
    for name, each in _STREAMS.items():
        if name in names:
            return each
    raise _unknown(data, names)


def _unknown(data: bytes, names: set[str]) -> ReadError:
    if _ENCRYPTED_STREAM in names or _ENCRYPTED_STREAM.encode("utf-16-le") in data:
        return EncryptedFile(NEEDS_PASSWORD)
    return UnsupportedFile(Message("this is not a document that Besa can read; it reads {formats}", formats=SUPPORTED))
