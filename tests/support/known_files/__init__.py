"""Files of every kind that Besa reads, made from words that are known: `known_files()`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.known_files.converted import converted_files
from tests.support.known_files.encodings import encoded_files
from tests.support.known_files.mail import mail_files
from tests.support.known_files.markup import markup_files
from tests.support.known_files.open_formats import open_files
from tests.support.known_files.pdf import pdf_files
from tests.support.known_files.pdf_scripts import pdf_script_files
from tests.support.known_files.pdf_tables import pdf_table_files
from tests.support.known_files.pictures import picture_files
from tests.support.known_files.sheets import sheet_files
from tests.support.known_files.slides import slide_files
from tests.support.known_files.tables import table_files
from tests.support.known_files.web import web_files
from tests.support.known_files.word import word_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.known_files.known_file import KnownFile

KINDS = (
    word_files,
    slide_files,
    sheet_files,
    pdf_files,
    pdf_script_files,
    pdf_table_files,
    table_files,
    encoded_files,
    markup_files,
    web_files,
    mail_files,
    picture_files,
    open_files,
)
"""What makes the files of a few kinds, without any other program."""


def known_files() -> Iterator[KnownFile]:
    """Make all files, also those that other programs make, each with the words that a person sees in it."""
    for make in KINDS:
        yield from make()
    yield from converted_files()
