"""Notebooks, Org, saved web pages, documents of Pages and Keynote, and old Office files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fpdf import FPDF

from corpus.documents import Content, Metadata
from corpus.errors import DamagedFile, ReadError, TooLarge
from corpus.readers import Format, detect_format, read
from corpus.readers.legacy import libreoffice
from corpus.readers.legacy.compound_file import START
from corpus.readers.sandbox.reader import Reader
from tests.support.hostile_packages import zipped

if TYPE_CHECKING:
    from pathlib import Path

needs_libreoffice = pytest.mark.skipif(libreoffice.program() is None, reason="LibreOffice is not installed")


def content_of(data: bytes, path: str) -> Content:
    (part,) = read(data, path)
    return part.content


def notebook(*cells: dict[str, object], **about: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells}).encode()


def test_a_notebook_is_its_prose_its_code_and_short_outputs() -> None:
    outputs = [
        {"output_type": "stream", "text": ["three\n", "bees\n"]},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "<Figure size 640x480 with 1 Axes>", "image/png": "x"},
        },
        {"output_type": "stream", "text": "log\n" * 1000},
        {"output_type": "error", "text": "Traceback"},
    ]
    data = notebook(
        {"cell_type": "markdown", "source": ["# Bees\n", "\n", "They dance. ![](attachment:x.png)"]},
        {"cell_type": "code", "source": "print('```')\n```", "outputs": outputs},
        authors=[{"name": "Ana Leka"}],
        language_info={"name": "python"},
    )
    found = content_of(data, "/x/notes.json")
    assert found.text == "# Bees\n\nThey dance.\n\n````python\nprint('```')\n```\n````\n\n```\nthree\nbees\n```"
    assert [each.text for each in found.headings] == ["Bees"]
    assert found.metadata == Metadata("Bees", author="Ana Leka")


def test_a_notebook_is_told_from_other_json_by_what_is_in_it() -> None:
    assert detect_format(notebook(), "/x/notes.txt") is Format.NOTEBOOK
    assert detect_format(b'{"cells": [], "about": "nbformat"}', "/x/notes.ipynb") is Format.JSON


ORG = """#+TITLE: The /old/ mill
#+AUTHOR: Ana Leka
#+DATE: <2020-05-06 Wed>
#+OPTIONS: toc:nil
# a comment
* TODO [#A] Fire :work:
:PROPERTIES:
:ID: secret
:END:
It [[https://a.example][burnt]][fn:1] in *1877*[fn:: In May.] (see [[file:fire.png]]).
- one
  goes on
- [X] two
| Town  | People |
|-------+--------|
| Vlora | 79513  |
#+TBLFM: $2=1
#+BEGIN_SRC python
print("* no heading")
#+END_SRC
#+BEGIN_QUOTE
Quoted words.
#+END_QUOTE
#+BEGIN_COMMENT
gone
#+END_COMMENT
[fn:1] By lightning.
"""


def test_org_is_read_without_its_markup() -> None:
    found = content_of(ORG.encode(), "/x/mill.org")
    assert found.text.split("\n\n") == [
        "The old mill",
        "Fire",
        "It burnt in 1877 (see ).",
        "In May.",
        "- one goes on\n- two",
        "Town: Vlora\nPeople: 79513",
        'print("* no heading")',
        "Quoted words.",
        "By lightning.",
    ]
    assert found.metadata == Metadata("The old mill", author="Ana Leka", date="2020-05-06")
    assert len(found.rows) == 1
    assert detect_format(ORG.encode(), "/x/mill.txt") is Format.ORG


MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://harbour.example/ferry
Subject: Ferry
Date: Fri, 27 Nov 2020 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="B"

--B
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><head><title>Ferry</title></head><body><p>The caf=E9 opens at nine.</p></body></html>
--B
Content-Type: text/html

<p>A frame of advertisements.</p>
--B--
"""


def test_a_saved_page_is_read_like_the_page_and_is_no_letter() -> None:
    assert detect_format(MHTML, "/x/ferry.eml") is Format.MHTML
    found = content_of(MHTML, "/x/ferry.mhtml")
    assert found.text == "The café opens at nine."
    assert found.metadata == Metadata("Ferry", url="https://harbour.example/ferry")


def test_a_letter_with_pictures_in_it_stays_a_letter() -> None:
    letter = MHTML.replace(b"<Saved by Blink>", b"Ana <ana@a.example>\nTo: bo@b.example").replace(b"Snapshot-C", b"X-C")
    assert detect_format(letter, "/x/ferry.eml") is Format.MAIL


def test_of_a_document_of_pages_its_preview_is_read_and_said_to_be_one() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.multi_cell(0, text="Bees dance in the meadow.")
    data = zipped({"Index/Document.iwa": b"?", "QuickLook/Preview.pdf": bytes(pdf.output())})
    found = content_of(data, "/x/bees.pages")
    assert (found.text, found.media_type) == ("Bees dance in the meadow.", Format.IWORK.media_type)
    assert [place.label for place in found.places] == ["page 1"]
    assert "preview" in found.warnings[0].message()


def test_a_document_of_keynote_without_a_preview_says_what_to_do() -> None:
    with pytest.raises(ReadError, match="export it as PDF"):
        content_of(zipped({"Index.zip": b"", "preview.jpg": b""}), "/x/talk.key")


def compound_file(*streams: str) -> bytes:
    """A compound file that has these streams in its directory, and nothing in them."""
    header = START + bytes(22) + (9).to_bytes(2, "little") + bytes(16) + bytes(4)
    entries = (
        name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little") for name in streams
    )
    return header.ljust(512, b"\0") + b"".join(entry.ljust(128, b"\0") for entry in entries)


@pytest.mark.parametrize(
    ("stream", "expected"),
    [("WordDocument", Format.DOC), ("Workbook", Format.XLS), ("Book", Format.XLS), ("PowerPoint Document", Format.PPT)],
)
def test_an_old_office_file_is_known_by_its_streams(stream: str, expected: Format) -> None:
    assert detect_format(compound_file("Root Entry", stream), "/x/file.txt") is expected


def test_without_libreoffice_an_old_file_says_how_it_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    with pytest.raises(ReadError, match=r"install LibreOffice .* or save it as DOCX"):
        content_of(compound_file("WordDocument"), "/x/file.doc")


@needs_libreoffice
def test_an_old_word_document_is_read_through_libreoffice_in_the_reading_process(tmp_path: Path) -> None:
    made = libreoffice.convert(rb"{\rtf1{\pard Bees dance.\par}{\pard They dance in the meadow.\par}}", ".rtf", ".doc")
    assert detect_format(made, "/x/bees.bin") is Format.DOC
    path = tmp_path / "bees.doc"
    path.write_bytes(made)
    with Reader() as reader:
        (part,) = reader.parse(reader.load(path))
    assert part.content.text == "Bees dance.\n\nThey dance in the meadow."
    assert part.content.media_type == Format.DOC.media_type


@needs_libreoffice
def test_libreoffice_is_given_no_more_than_its_time_and_what_it_cannot_open_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"longer than 0\.01 seconds"):
        libreoffice.convert(rb"{\rtf1 Bees.}", ".rtf", ".doc", seconds=0.01)
    with pytest.raises(DamagedFile, match="cannot open it"):
        libreoffice.convert(compound_file("WordDocument")[:700], ".doc", ".docx")


def test_raised_and_lowered_words_of_org_are_words() -> None:
    said = b"#+TITLE: Power\n\nIn 10^{6} watts of H_{2}O\\\\\nand 12 m^{2}.\n"
    assert content_of(said, "/x/a.org").text.endswith("In 10^6 watts of H2O\nand 12 m2.")


def test_items_of_an_org_file_keep_their_numbers() -> None:
    (part,) = read(b"1. Wash the nets.\n2. Dry them.\n\n- Rest.\n", "a.org")
    assert part.content.text == "1. Wash the nets.\n2. Dry them.\n- Rest."
