"""The formats that Besa reads: one row each. A new format is a reader's file and a row here.

A row has the media type, the format's name in the list of what Besa reads, what a file of it is called in a message,
its suffixes, the function that imports its reader, and for a ZIP package the parts that such a file begins with, the
first of which is in no other format, and for one of an Office the type of its main part, whatever that is called.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from corpus.messages import Message, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.documents import Content, Part
    from corpus.readers.options import ReadOptions

    Read = Callable[[bytes, str, ReadOptions], Content | Part | Iterator[Part]]

_OFFICE_PACKAGE = ("[Content_Types].xml", "_rels/", "docProps/")


def _text() -> Read:
    from corpus.readers.plain.text import read_text

    return read_text


def _markdown() -> Read:
    from corpus.readers.plain.markdown import read_markdown

    return read_markdown


def _rst() -> Read:
    from corpus.readers.plain.rst import read_rst

    return read_rst


def _html() -> Read:
    from corpus.readers.html.reader import read_html

    return read_html


def _pdf() -> Read:
    from corpus.readers.pdf.reader import read_pdf

    return read_pdf


def _docx() -> Read:
    from corpus.readers.office.docx import read_docx

    return read_docx


def _pptx() -> Read:
    from corpus.readers.office.pptx import read_pptx

    return read_pptx


def _xlsx() -> Read:
    from corpus.readers.office.xlsx import read_xlsx

    return read_xlsx


def _csv() -> Read:
    from corpus.readers.plain.csv import read_csv

    return read_csv


def _epub() -> Read:
    from corpus.readers.epub.reader import read_epub

    return read_epub


def _mail() -> Read:
    from corpus.readers.mail.reader import read_mail

    return read_mail


def _mbox() -> Read:
    from corpus.readers.mail.reader import read_mbox

    return read_mbox


def _json() -> Read:
    from corpus.readers.json.reader import read_json

    return read_json


def _json_lines() -> Read:
    from corpus.readers.json.reader import read_json_lines

    return read_json_lines


def _subtitles() -> Read:
    from corpus.readers.plain.subtitles import read_subtitles

    return read_subtitles


def _image() -> Read:
    from corpus.readers.images.reader import read_image

    return read_image


_IMAGES = Message("images (through OCR)")


def _odt() -> Read:
    from corpus.readers.opendocument.odt import read_odt

    return read_odt


def _odp() -> Read:
    from corpus.readers.opendocument.odp import read_odp

    return read_odp


def _ods() -> Read:
    from corpus.readers.opendocument.ods import read_ods

    return read_ods


def _rtf() -> Read:
    from corpus.readers.rtf.reader import read_rtf

    return read_rtf


def _doc() -> Read:
    from corpus.readers.legacy.reader import read_doc

    return read_doc


def _xls() -> Read:
    from corpus.readers.legacy.reader import read_xls

    return read_xls


def _ppt() -> Read:
    from corpus.readers.legacy.reader import read_ppt

    return read_ppt


def _iwork() -> Read:
    from corpus.readers.iwork.preview import read_preview

    return read_preview


def _mhtml() -> Read:
    from corpus.readers.mail.mhtml import read_mhtml

    return read_mhtml


def _notebook() -> Read:
    from corpus.readers.notebook.reader import read_notebook

    return read_notebook


def _org() -> Read:
    from corpus.readers.plain.org import read_org

    return read_org


def _zip() -> Read:
    from corpus.readers.archive.zip import read_zip

    return read_zip


class Format(Enum):
    """A format, with what its row says. Loading a reader takes time, for each brings a library of its own."""

    TEXT = "text/plain", Message("text"), Message("a text file"), (".txt", ".text"), _text
    MARKDOWN = "text/markdown", "Markdown", Message("a Markdown file"), (".md", ".markdown"), _markdown
    RST = "text/x-rst", "reStructuredText", Message("a reStructuredText file"), (".rst",), _rst
    HTML = "text/html", "HTML", Message("an HTML page"), (".html", ".htm", ".xhtml"), _html
    PDF = "application/pdf", "PDF", Message("a PDF"), (".pdf",), _pdf
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "DOCX",
        Message("a Word document"),
        (".docx", ".docm"),
        _docx,
        ("word/document.xml", *_OFFICE_PACKAGE),
        "wordprocessingml.document.main",
    )
    PPTX = (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PPTX",
        Message("a presentation"),
        (".pptx", ".pptm", ".ppsx"),
        _pptx,
        ("ppt/presentation.xml", *_OFFICE_PACKAGE),
        "presentationml.presentation.main",
    )
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLSX",
        Message("a spreadsheet"),
        (".xlsx", ".xlsm"),
        _xlsx,
        ("xl/workbook.xml", *_OFFICE_PACKAGE),
        "spreadsheetml.sheet.main",
    )
    ODT = (
        "application/vnd.oasis.opendocument.text",
        "ODT",
        Message("an OpenDocument text"),
        (".odt", ".ott", ".fodt"),
        _odt,
    )
    ODP = (
        "application/vnd.oasis.opendocument.presentation",
        "ODP",
        Message("an OpenDocument presentation"),
        (".odp", ".otp", ".fodp"),
        _odp,
    )
    ODS = (
        "application/vnd.oasis.opendocument.spreadsheet",
        "ODS",
        Message("an OpenDocument spreadsheet"),
        (".ods", ".ots", ".fods"),
        _ods,
    )
    RTF = "application/rtf", "RTF", Message("an RTF document"), (".rtf",), _rtf
    DOC = (
        "application/msword",
        "DOC",
        Message("an old Word document"),
        (".doc",),
        _doc,
    )
    XLS = (
        "application/vnd.ms-excel",
        "XLS",
        Message("an old spreadsheet"),
        (".xls",),
        _xls,
    )
    PPT = (
        "application/vnd.ms-powerpoint",
        "PPT",
        Message("an old presentation"),
        (".ppt", ".pps"),
        _ppt,
    )
    IWORK = (
        "application/vnd.apple.iwork",
        Message("Pages and Keynote"),
        Message("a document of Pages, Keynote or Numbers"),
        (".pages", ".key", ".numbers"),
        _iwork,
    )
    CSV = "text/csv", "CSV", Message("a table in CSV"), (".csv",), _csv
    TSV = "text/tab-separated-values", "CSV", Message("a table in TSV"), (".tsv", ".tab"), _csv
    EPUB = (
        "application/epub+zip",
        "EPUB",
        Message("an e-book"),
        (".epub",),
        _epub,
        ("META-INF/container.xml", "mimetype"),
    )
    MAIL = "message/rfc822", Message("e-mail"), Message("an e-mail message"), (".eml",), _mail
    MBOX = "application/mbox", Message("e-mail"), Message("a mailbox"), (".mbox",), _mbox
    JSON = "application/json", "JSON", Message("a JSON file"), (".json",), _json
    JSON_LINES = "application/jsonl", "JSON", Message("a file of JSON lines"), (".jsonl", ".ndjson"), _json_lines
    NOTEBOOK = "application/x-ipynb+json", "Jupyter", Message("a Jupyter notebook"), (".ipynb",), _notebook
    ORG = "text/org", "Org", Message("an Org file"), (".org",), _org
    MHTML = "multipart/related", "MHTML", Message("a saved web page"), (".mhtml", ".mht"), _mhtml
    ZIP = "application/zip", Message("ZIP archives"), Message("a ZIP archive"), (".zip",), _zip
    PNG = "image/png", _IMAGES, Message("a PNG image"), (".png",), _image
    JPEG = "image/jpeg", _IMAGES, Message("a JPEG image"), (".jpg", ".jpeg"), _image
    TIFF = "image/tiff", _IMAGES, Message("a TIFF image"), (".tif", ".tiff"), _image
    WEBP = "image/webp", _IMAGES, Message("a WebP image"), (".webp",), _image
    BMP = "image/bmp", _IMAGES, Message("a BMP image"), (".bmp",), _image
    SRT = "application/x-subrip", Message("subtitles (SRT, VTT)"), Message("a file of subtitles"), (".srt",), _subtitles
    VTT = "text/vtt", Message("subtitles (SRT, VTT)"), Message("a file of subtitles"), (".vtt",), _subtitles

    def __init__(
        self,
        media_type: str,
        listed: str,
        description: Message,
        suffixes: tuple[str, ...],
        load: Callable[[], Read],
        package_parts: tuple[str, ...] = (),
        main_type: str = "",
    ) -> None:
        self.media_type = media_type
        self.listed = listed
        self.description = description
        self.suffixes = suffixes
        self.load = load
        self.package_parts = package_parts
        self.main_type = main_type

    @property
    def is_image(self) -> bool:
        """Return True for a format whose files are pictures and nothing else."""
        return self.media_type.startswith("image/")

    @property
    def is_printed(self) -> bool:
        """Return True for a format whose pages can be shown as they were printed."""
        return self.is_image or self.media_type == "application/pdf"

    @property
    def is_text(self) -> bool:
        """Return True for a format whose files are text throughout, in one encoding."""
        return self.media_type.startswith("text/") or self in {Format.SRT, Format.JSON, Format.JSON_LINES}

    @property
    def is_package(self) -> bool:
        """Return True for a format whose files are ZIP packages."""
        return bool(self.package_parts)


SUPPORTED = listed(list(dict.fromkeys(each.listed for each in Format)))
"""The formats in words, for messages: "text, Markdown, ... and subtitles (SRT, VTT)"."""
BY_SUFFIX = {suffix: each for each in Format for suffix in each.suffixes}
"""The format that a file's suffix claims; lower case, with the dot."""
