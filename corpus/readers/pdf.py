"""PDF: text page by page, paragraphs joined from their lines. The only file that imports pypdfium2.

PDFium is not thread-safe, not even across documents, and hostile files can crash it: it runs in the worker.
"""

from __future__ import annotations

import re
from contextlib import closing
from statistics import median
from typing import Any

import pypdfium2
from pypdfium2 import raw

from corpus.documents import Content, Metadata, Place, PlaceKind, Span
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile
from corpus.readers.blocks import LONGEST_HEADING, Blocks
from corpus.readers.kinds import Kind
from corpus.readers.metadata import iso_date, line_or_none, title_from
from corpus.readers.pdf_layout import (
    LINE_END_HYPHEN,
    Block,
    Line,
    blocks_of,
    body_height,
    ends_sentence,
    join_broken_words,
    words_of,
)

_NOT_A_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|untitled.*|document\s*\d*|powerpoint presentation|slide \d+|"
    r".*\.(?:docx?|odt|rtf|tex|dvi|indd|qxd|pptx?|xlsx?|pdf|html?|txt))",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\uffff]")
_HEADING_HEIGHT = 1.15
_DEEPEST = 6


def read_pdf(data: bytes, path: str) -> Content:
    with closing(_opened(data)) as document:
        pages = [_blocks_on(document, index) for index in range(len(document))]
        metadata = {key: document.get_metadata_value(key) for key in ("Title", "Author", "CreationDate")}
    if not any(pages):
        raise EmptyFile("its pages hold pictures of text only, or nothing; run text recognition (OCR) on it first")
    blocks, places = _laid_out(pages)
    return Content(
        text=blocks.text,
        metadata=_metadata(metadata, blocks, path),
        media_type=Kind.PDF,
        body=Span(0, blocks.length),
        headings=blocks.headings,
        places=places,
    )


def _opened(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedFile("it needs a password; save a copy without one and add that") from error
        raise DamagedFile("this PDF is broken or cut short; copy or download it again") from error


def _blocks_on(document: Any, index: int) -> list[Block]:
    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as text:
            return blocks_of(_lines(text))
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(f"page {index + 1} of this PDF is broken; copy or download it again") from error


def _lines(page: Any) -> list[Line]:
    lines, start = [], 0
    for line in _characters(page).split("\r\n"):
        visible = line.strip()
        if visible:
            first = start + line.index(visible)
            lines.append(_line(page, visible, first, first + len(visible) - 1))
        start += len(line) + 2
    return lines


def _line(page: Any, text: str, first: int, last: int) -> Line:
    """Brackets have taller boxes than letters, so the middle of three glyphs tells the height of the type."""
    boxes = [page.get_charbox(index, loose=True) for index in (first, (first + last) // 2, last)]
    height = median(top - bottom for _, bottom, _, top in boxes)
    tidy = re.sub(r"[ \t]+", " ", _CONTROLS.sub("", text))
    return Line(text=tidy, left=boxes[0][0], right=boxes[2][2], bottom=boxes[2][1], height=height)


def _characters(page: Any) -> str:
    """The page's characters, one for each index of PDFium's. Its fast way loses those beyond U+FFFF."""
    count = page.count_chars()
    text: str = page.get_text_range()
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(page.raw, index) for index in range(count))
    return "".join(LINE_END_HYPHEN if code == 2 else chr(code) for code in codes)


def _laid_out(pages: list[list[Block]]) -> tuple[Blocks, tuple[Place, ...]]:
    """All pages one after the other; a sentence that runs over a page's end is not torn."""
    known = words_of(block.text for page in pages for block in page)
    levels = _heading_levels(pages)
    blocks, places, flowing = Blocks(), [], False
    for number, page in enumerate(pages, start=1):
        start: int | None = None
        for block in page:
            text = join_broken_words(block.text, known)
            level = levels.get(round(block.height))
            if level and len(text) <= LONGEST_HEADING:
                place = blocks.add_heading(text, level)
            else:
                runs_on = flowing and start is None and text[:1].islower()
                place = blocks.add(text, between=" " if runs_on else "\n\n")
            if place:
                start = place.start if start is None else start
                flowing = not level and not ends_sentence(text)
        if start is not None:
            places.append(Place(PlaceKind.PAGE, number, Span(start, blocks.length), f"page {number}"))
    return blocks, tuple(places)


def _heading_levels(pages: list[list[Block]]) -> dict[int, int]:
    """Type heights in whole points that are clearly above the body's, to heading levels, 1 the highest."""
    every = [block for page in pages for block in page]
    usual = body_height(every)
    larger = {round(block.height) for block in every if block.height > _HEADING_HEIGHT * usual}
    return {height: min(level, _DEEPEST) for level, height in enumerate(sorted(larger, reverse=True), start=1)}


def _metadata(said: dict[str, str], blocks: Blocks, path: str) -> Metadata:
    title = line_or_none(said["Title"])
    if title is None or _NOT_A_TITLE.fullmatch(title):
        first = min(blocks.headings[:5], key=lambda heading: heading.level, default=None)
        title = line_or_none(first.text) if first else None
    stamp = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", said["CreationDate"])
    return Metadata(
        title=title or title_from(path),
        author=line_or_none(said["Author"]),
        date=iso_date("-".join(stamp.groups())) if stamp else None,
    )
