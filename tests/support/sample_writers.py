"""How each file of the sample folder is written. A writer says what it wrote, and where a person finds it."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pptx
from fpdf import FPDF

from tests.support import opendocument
from tests.support.hostile_packages import epub, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Writer = Callable[[Path, str], "Written"]

TALK = (
    "Everybody on the quay knows the smell of tar in the morning. The boards are wet and the gulls are loud.",
    "In the village people meet at the pump. They talk about the weather, and then about the weather of last year.",
    "The garden behind the school is full of lime trees. In July one hears them before one sees them.",
    "A catalogue is a promise. What it lists should stand where it says, and mostly it does.",
    "Some years are remembered for their apples, and some for their rain. This one was like the others.",
    "Those who keep a diary find out that little happens, and that it is enough.",
    "The path along the dyke is narrow. Two people with baskets have to agree on who waits.",
)
_ROWS = ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper")


@dataclass(frozen=True, slots=True)
class Written:
    """`sentence` as it stands in the file's text."""

    sentence: str
    place: str | None = None


def _around(sentence: str, paragraphs: int = 6) -> list[str]:
    """Paragraphs of talk; the sentence stands in the middle of one of them."""
    texts = list(islice(cycle(TALK), len(sentence) % 7, len(sentence) % 7 + paragraphs))
    at = len(sentence) % paragraphs
    first, _, rest = texts[at].partition(". ")
    texts[at] = f"{first}. {sentence} {rest}"
    return texts


def _title(path: Path) -> str:
    return path.stem.replace("-", " ").capitalize()


def _text(encoding: str, line_end: str = "\n") -> Writer:
    def write(path: Path, sentence: str) -> Written:
        lines = [_title(path), *_around(sentence)]
        path.write_bytes((line_end * 2).join(lines).encode(encoding))
        return Written(sentence)

    return write


def _markdown(path: Path, sentence: str) -> Written:
    head = f"---\ntitle: {_title(path)}\nauthor: Ida Holm\ndate: 2021-05-04\n---\n\n"
    body = "\n\n".join(_around(sentence))
    path.write_text(f"{head}# {_title(path)}\n\n{body}\n\n## Later\n\n{TALK[0]}\n")
    return Written(sentence)


def _rst(path: Path, sentence: str) -> Written:
    title = _title(path)
    body = "\n\n".join(_around(sentence))
    path.write_text(
        f"{'=' * len(title)}\n{title}\n{'=' * len(title)}\n\n:Author: Ida Holm\n\n{body}\n\n.. note:: Wear a hat.\n"
    )
    return Written(sentence)


def _html(data: bool = False) -> Writer:
    def write(path: Path, sentence: str) -> Written:
        title = _title(path)
        about = (
            '<meta name="author" content="Nils Brandt"><meta property="article:published_time" content="2022-08-09">'
            f'<link rel="canonical" href="https://harbour.example/{path.stem}">'
        )
        if data:
            said: dict[str, object] = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title}
            said |= {"datePublished": "2022-08-09", "author": {"@type": "Person", "name": "Nils Brandt"}}
            about = f'<script type="application/ld+json">{json.dumps(said)}</script>'
        body = "".join(f"<p>{text}</p>" for text in _around(sentence))
        path.write_text(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{about}</head><body>'
            f'<nav><a href="/">Home</a> <a href="/all">All pages</a></nav><article><h1>{title}</h1>{body}</article>'
            "<footer>Read more on our site. We use cookies.</footer></body></html>"
        )
        return Written(sentence)

    return write


def _xhtml(path: Path, sentence: str) -> Written:
    body = "".join(f"<p>{text}</p>" for text in _around(sentence))
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>{_title(path)}</title></head><body><h1>{_title(path)}</h1>{body}</body></html>"
    )
    return Written(sentence)


def _pdf(path: Path, sentence: str) -> Written:
    page = 2 + len(sentence) % 3
    pdf = _new_pdf(path)
    for number in range(1, 6):
        pdf.add_page()
        if number == 1:
            pdf.set_font("Helvetica", size=20)
            pdf.multi_cell(0, 12, _title(path), new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        for text in _around(sentence) if number == page else islice(cycle(TALK), number, number + 6):
            pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(4)
    pdf.output(str(path))
    return Written(sentence, f"page {page}")


def _pdf_columns(path: Path, sentence: str) -> Written:
    pdf = _new_pdf(path)
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    with pdf.text_columns(ncols=2, gutter=10, text_align="LEFT") as columns:
        for text in [*TALK, *TALK, *_around(sentence), *TALK]:
            columns.write(text + "\n\n")
    pdf.output(str(path))
    return Written(sentence, "page 1")


def _new_pdf(path: Path) -> FPDF:
    pdf = FPDF()
    pdf.set_title(_title(path))
    pdf.set_author("The Guild of Beekeepers")
    return pdf


def _docx(path: Path, sentence: str) -> Written:
    document = _new_docx(path)
    document.add_heading("Rules", 1)
    for text in _around(sentence):
        document.add_paragraph(text)
    document.save(str(path))
    return Written(sentence)


def _docx_table(path: Path, sentence: str) -> Written:
    """`sentence` is what a row of a table says, cell by cell."""
    document = _new_docx(path)
    document.add_paragraph(TALK[0])
    table = document.add_table(rows=0, cols=2)
    cells = sentence.split(": ")
    for row in (("What", "How many"), ("Frames in the white shed", "forty"), tuple(cells), ("Smokers", "three")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return Written(sentence)


def _new_docx(path: Path) -> Any:
    document = docx.Document()
    document.core_properties.title = _title(path)
    document.core_properties.author = "Ingrid Sole"
    document.add_heading(_title(path), 0)
    return document


def _pptx(notes: bool = False) -> Writer:
    def write(path: Path, sentence: str) -> Written:
        show = pptx.Presentation()
        show.core_properties.title = _title(path)
        for number in range(1, 6):
            slide = show.slides.add_slide(show.slide_layouts[1])
            slide.shapes.title.text = f"{_title(path)}: part {number}"
            slide.placeholders[1].text = "\n".join(TALK[number].split(". "))
            if number == 3 and notes:
                slide.notes_slide.notes_text_frame.text = sentence
            elif number == 3:
                slide.placeholders[1].text_frame.add_paragraph().text = sentence
        show.save(str(path))
        return Written(sentence, "slide 3, notes" if notes else "slide 3")

    return write


def _table(thing: str) -> tuple[list[list[str | int]], int]:
    """A header, rows about trees, and one about `thing` in row 7: the rows and the number that it has."""
    number = 100 + len(thing) * 7
    rows: list[list[str | int]] = [["Name", "Keeper", "Amount"]]
    rows += [[tree, f"{tree} Olsen", 10 * at] for at, tree in enumerate(_ROWS, 1)]
    rows.insert(6, [thing, "Ragna Dahl", number])
    return rows, number


def _xlsx(sheets: bool = False) -> Writer:
    def write(path: Path, thing: str) -> Written:
        book = openpyxl.Workbook()
        book.properties.title = _title(path)
        first = book.active
        first.title = "Sheet1"
        target = first
        if sheets:
            first.append(["Month", "Total"])
            first.append(["January", 12])
            target = book.create_sheet("Expenses")
        rows, number = _table(thing)
        for row in rows:
            target.append(row)
        book.save(path)
        return Written(f"Name: {thing}\nKeeper: Ragna Dahl\nAmount: {number}", "Expenses, row 7" if sheets else "row 7")

    return write


def _delimited(mark: str) -> Writer:
    def write(path: Path, thing: str) -> Written:
        rows, number = _table(thing)
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=mark).writerows(rows)
        return Written(f"Name: {thing}\nKeeper: Ragna Dahl\nAmount: {number}", "row 7")

    return write


def _epub(path: Path, sentence: str) -> Written:
    chapters = {
        f"c{number}.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>'
        f"<h1>Chapter {number}</h1>{''.join(f'<p>{text}</p>' for text in texts)}</body></html>"
        for number, texts in enumerate((TALK[:4], _around(sentence), TALK[3:]), 1)
    }
    path.write_bytes(epub(chapters))
    return Written(sentence)


def _message(path: Path, subject: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Asta Lind <asta@library.example>"
    message["To"] = "Board <board@library.example>"
    message["Subject"] = subject or _title(path)
    message["Date"] = format_datetime(datetime(2023, 3, 9, 8, 30, tzinfo=UTC))
    message["Message-ID"] = f"<{(subject or path.stem).replace(' ', '-')}@library.example>"
    return message


def _eml(path: Path, sentence: str) -> Written:
    message = _message(path)
    message.set_content("\n\n".join(_around(sentence)))
    path.write_bytes(bytes(message))
    return Written(sentence)


def _eml_html(path: Path, sentence: str) -> Written:
    message = _message(path)
    message.add_alternative("".join(f"<p>{text}</p>" for text in _around(sentence)), subtype="html")
    path.write_bytes(bytes(message))
    return Written(sentence)


def _eml_attached(path: Path, sentence: str) -> Written:
    message = _message(path)
    message.set_content(TALK[3])
    message.add_attachment("\n\n".join(_around(sentence)), filename="statutes.txt")
    path.write_bytes(bytes(message))
    return Written(sentence)


def _mbox(path: Path, sentence: str) -> Written:
    messages = []
    for number in range(1, 5):
        message = _message(path, f"Round {number}")
        message.set_content("\n\n".join(_around(sentence) if number == 3 else [*TALK[number:], f"Round {number}."]))
        messages.append(b"From asta@library.example Thu Mar  9 08:30:00 2023\n" + bytes(message) + b"\n")
    path.write_bytes(b"".join(messages))
    return Written(sentence)


def _articles(sentence: str) -> list[dict[str, str]]:
    return [
        {
            "title": f"Article {number}",
            "text": "\n\n".join(_around(sentence) if number == 2 else TALK[number:]),
            "date": f"2020-0{number}-01",
            "url": f"https://library.example/{number}",
        }
        for number in range(1, 5)
    ]


def _json(path: Path, sentence: str) -> Written:
    path.write_text(json.dumps({"articles": _articles(sentence)}, indent=1))
    return Written(sentence)


def _json_one(path: Path, sentence: str) -> Written:
    path.write_text(json.dumps(_articles(sentence)[1]))
    return Written(sentence)


def _json_lines(path: Path, sentence: str) -> Written:
    path.write_text("".join(json.dumps(article) + "\n" for article in _articles(sentence)))
    return Written(sentence)


def _subtitles(head: str, point: str) -> Writer:
    def write(path: Path, sentence: str) -> Written:
        cues = [f"{part.rstrip('.')}." for text in TALK for part in text.split(". ")]
        cues.insert(5, sentence)
        lines = [head] if head else []
        for number, cue in enumerate(cues):
            first, last = (f"00:{13 * at // 60:02}:{13 * at % 60:02}{point}000" for at in (number, number + 1))
            lines.append(f"{number + 1}\n{first} --> {last}\n{cue}\n")
        path.write_text("\n".join(lines))
        return Written(sentence, "0:01:05")

    return write


def _odt(path: Path, sentence: str) -> Written:
    path.write_bytes(opendocument.text(_title(path), *_around(sentence), title=_title(path), author="Ingrid Sole"))
    return Written(sentence)


def _odp(path: Path, sentence: str) -> Written:
    pages = [
        (f"{_title(path)}: part {number}", TALK[number], sentence if number == 3 else "") for number in range(1, 6)
    ]
    path.write_bytes(opendocument.slides(*pages))
    return Written(sentence, "slide 3, notes")


def _ods(path: Path, thing: str) -> Written:
    rows, number = _table(thing)
    first = opendocument.sheet("Sheet1", ("Month", "Total"), ("January", "12"))
    second = opendocument.sheet("Expenses", *(tuple(map(str, row)) for row in rows))
    path.write_bytes(opendocument.packed("spreadsheet", first + second))
    return Written(f"Name: {thing}\nKeeper: Ragna Dahl\nAmount: {number}", "Expenses, row 7")


def _rtf(path: Path, sentence: str) -> Written:
    head = rf"{{\rtf1\ansi\ansicpg1252{{\info{{\title {_title(path)}}}{{\author Ingrid Sole}}}}"
    body = "".join(rf"{{\pard {text}\par}}" for text in _around(sentence))
    path.write_bytes(rf"{head}{{\pard\outlinelevel0 {_title(path)}\par}}{body}}}".encode("cp1252"))
    return Written(sentence)


def _mhtml(path: Path, sentence: str) -> Written:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = f"https://harbour.example/{path.stem}"
    body = "".join(f"<p>{text}</p>" for text in _around(sentence))
    message.set_content(f"<html><title>{_title(path)}</title><body>{body}</body></html>", subtype="html")
    message.make_related()
    path.write_bytes(bytes(message))
    return Written(sentence)


def _ipynb(path: Path, sentence: str) -> Written:
    cells = [
        {"cell_type": "markdown", "source": [f"# {_title(path)}\n"]},
        {"cell_type": "code", "source": "x = 1\nprint(x)", "outputs": [{"output_type": "stream", "text": ["1\n"]}]},
        *({"cell_type": "markdown", "source": text} for text in _around(sentence)),
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    return Written(sentence)


def _org(path: Path, sentence: str) -> Written:
    head = f"#+TITLE: {_title(path)}\n#+AUTHOR: Ida Holm\n#+DATE: 2021-05-04\n"
    path.write_text(f"{head}\n* First :old:\n:PROPERTIES:\n:ID: 1\n:END:\n" + "\n\n".join(_around(sentence)))
    return Written(sentence)


def _pages(path: Path, sentence: str) -> Written:
    pdf = path.with_suffix(".pdf")
    written = _pdf(pdf, sentence)
    parts = {"Index/Document.iwa": b"not described", "QuickLook/Preview.pdf": pdf.read_bytes()}
    pdf.unlink()
    path.write_bytes(zipped(parts))
    return written


def _zip(path: Path, sentence: str) -> Written:
    inside = path.with_suffix(".docx")
    _docx(inside, sentence)
    parts = {"notes/talk.txt": TALK[0].encode(), "office/inner.docx": inside.read_bytes(), "photo.png": b"\x89PNG"}
    inside.unlink()
    path.write_bytes(zipped(parts))
    return Written(sentence)


WRITERS: dict[str, Writer] = {
    "txt": _text("utf-8"),
    "txt-latin": _text("cp1252"),
    "txt-utf16": _text("utf-16"),
    "txt-windows": _text("utf-8-sig", "\r\n"),
    "md": _markdown,
    "rst": _rst,
    "html": _html(),
    "html-data": _html(data=True),
    "xhtml": _xhtml,
    "pdf": _pdf,
    "pdf-columns": _pdf_columns,
    "docx": _docx,
    "docx-table": _docx_table,
    "pptx": _pptx(),
    "pptx-notes": _pptx(notes=True),
    "xlsx": _xlsx(),
    "xlsx-sheets": _xlsx(sheets=True),
    "csv": _delimited(","),
    "csv-semicolons": _delimited(";"),
    "tsv": _delimited("\t"),
    "odt": _odt,
    "odp": _odp,
    "ods": _ods,
    "rtf": _rtf,
    "pages": _pages,
    "epub": _epub,
    "eml": _eml,
    "eml-html": _eml_html,
    "eml-attached": _eml_attached,
    "mbox": _mbox,
    "json": _json,
    "json-one": _json_one,
    "jsonl": _json_lines,
    "ipynb": _ipynb,
    "org": _org,
    "mhtml": _mhtml,
    "zip": _zip,
    "srt": _subtitles("", ","),
    "vtt": _subtitles("WEBVTT\n", "."),
}


def broken_files(folder: Path) -> Iterator[Path]:
    """Files of which each fails: cut short, empty, of another kind than their names say, without text."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = folder / "sound.docx"
    _docx(sound, "This is cut away.")
    whole = sound.read_bytes()
    sound.unlink()
    scanned = FPDF()
    scanned.add_page()
    scanned.rect(20, 20, 100, 100, style="F")
    held = {
        "half.docx": whole[: len(whole) // 2],
        "half.pdf": bytes(scanned.output())[:300],
        "scanned.pdf": bytes(scanned.output()),
        "empty.txt": b"",
        "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "noise.csv": bytes(range(256)) * 20,
        "no-book.xlsx": _zip_of("holiday.jpg", b"no picture"),
    }
    for name, data in held.items():
        path = folder / name
        path.write_bytes(data)
        yield path


def _zip_of(name: str, data: bytes) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr(name, data)
    return held.getvalue()
