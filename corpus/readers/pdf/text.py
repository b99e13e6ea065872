"""Printed pages joined into one text that knows where each of its words stands on paper. No library, no file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from corpus.documents import Heading, Place, PlaceKind, PrintedPage, Span
from corpus.printed_layout import PrintedWord, pack
from corpus.readers.common.text_builder import MAX_HEADING, TextBuilder
from corpus.readers.pdf.asides import note_paragraph, put_in_asides, running_paragraph
from corpus.readers.pdf.columns import in_reading_order
from corpus.readers.pdf.lines import group_into_lines
from corpus.readers.pdf.paragraphs import (
    LINE_END_HYPHEN,
    body_height,
    ends_in_broken_word,
    ends_sentence,
    match_headings,
    mend_word,
    paragraphs_of,
    vocabulary_of,
)
from corpus.readers.pdf.running_heads import remove_running_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from corpus.readers.pdf.lines import Frame, Line, PdfWord
    from corpus.readers.pdf.paragraphs import PdfParagraph

_HEADING_HEIGHT_RATIO = 1.15
_MAX_LEVEL = 6
_CELL_BORDER = " | "


class PageState(Enum):
    """What became of a page: its words are known, its text layer says nothing, or PDFium cannot read it."""

    READ = "read"
    ILLEGIBLE = "illegible"
    RECOGNISED = "recognised"
    BROKEN = "broken"


class PageNote(NamedTuple):
    """A comment that a reader of the file has written on the upright page, its rectangle and its author if known."""

    box: tuple[float, float, float, float]
    text: str
    author: str | None


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one page.

    Attributes:
        words: The words as they are when the page is turned upright.
        height: The height of the upright page.
        shown: How the upright page is turned to be shown.
        label: What a citation calls the page: "page iv".
        notes: The comments on it.
        state: What became of it.
    """

    words: Sequence[PdfWord]
    height: float
    shown: Frame
    label: str
    notes: tuple[PageNote, ...] = ()
    state: PageState = PageState.READ

    @property
    def is_blank(self) -> bool:
        """Return True if the page can be read and says nothing."""
        return not self.words and self.state is PageState.READ


class OutlineEntry(NamedTuple):
    """An entry of the outline: its words and level, the page, from 1, and the height on it where it points."""

    words: str
    level: int
    page: int
    height: float | None


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The text of a document with its headings, pages, rows of tables and the places of its words on paper."""

    text: str
    headings: tuple[Heading, ...]
    places: tuple[Place, ...]
    printed: tuple[PrintedPage, ...]
    rows: tuple[Span, ...] = ()


def build_text(pages: Sequence[PageWords], outline: Sequence[OutlineEntry] = ()) -> PrintedText:
    """Return the text of all pages, one after the other; a sentence that runs over a page's end is not torn.

    Headings are those of the outline, if most of it is found on the pages it points to, or else what is set in
    clearly larger type than the body.
    """
    lines = [in_reading_order(group_into_lines(page.words, number)) for number, page in enumerate(pages, start=1)]
    usual = body_height(line for page in lines for line in page)
    lines, running = remove_running_lines(lines, [page.height for page in pages], usual)
    levels = _outline_levels(lines, outline)
    paragraphs = [paragraph for page, at in zip(lines, levels, strict=True) for paragraph in paragraphs_of(page, at)]
    if not any(levels):
        paragraphs = _with_type_levels(paragraphs, usual)
    known = vocabulary_of(line.text for page in lines for line in page)
    whole = put_in_asides(list(_join_across_pages(paragraphs)), map(running_paragraph, running), _notes(pages))
    return _write_paragraphs(whole, known, pages)


def _notes(pages: Iterable[PageWords]) -> Iterator[PdfParagraph]:
    for number, page in enumerate(pages, start=1):
        for note in page.notes:
            if paragraph := note_paragraph(note, number):
                yield paragraph


def _outline_levels(pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry]) -> list[dict[int, int]]:
    """Return for each page the levels of the lines that the outline names; none if most of it is not found."""
    titles: dict[int, list[tuple[str, int, float | None]]] = {}
    for words, level, page, height in outline:
        titles.setdefault(page, []).append((words, min(level, _MAX_LEVEL), height))
    levels = [
        match_headings(lines, titles[number]) if number in titles else {} for number, lines in enumerate(pages, start=1)
    ]
    return levels if 2 * sum(map(len, levels)) >= len(outline) else [{} for _ in pages]


def _with_type_levels(paragraphs: Sequence[PdfParagraph], usual: float) -> list[PdfParagraph]:
    """Return the paragraphs with levels (1 the highest) from type heights clearly above the body's."""
    larger = {round(paragraph.height) for paragraph in paragraphs if paragraph.height > _HEADING_HEIGHT_RATIO * usual}
    levels = {height: min(level, _MAX_LEVEL) for level, height in enumerate(sorted(larger, reverse=True), start=1)}
    return [
        paragraph
        if paragraph.is_table or len(paragraph.text) > MAX_HEADING
        else replace(paragraph, level=levels.get(round(paragraph.height), 0))
        for paragraph in paragraphs
    ]


def _join_across_pages(paragraphs: Sequence[PdfParagraph]) -> Iterator[PdfParagraph]:
    """Yield the paragraphs; one that goes on at the top of a page is made one with its beginning."""
    kept: PdfParagraph | None = None
    for paragraph in paragraphs:
        if kept is not None and _continues_on_next_page(kept, paragraph):
            kept = replace(kept, lines=kept.lines + paragraph.lines)
        else:
            if kept is not None:
                yield kept
            kept = paragraph
    if kept is not None:
        yield kept


def _continues_on_next_page(above: PdfParagraph, below: PdfParagraph) -> bool:
    if above.level or below.level or above.is_table or below.is_table:
        return False
    text = above.lines[-1].text
    on_next_page = above.lines[-1].page < below.lines[0].page
    return on_next_page and (ends_in_broken_word(text) or not ends_sentence(text)) and below.lines[0].text[0].islower()


def _write_paragraphs(
    paragraphs: Iterable[PdfParagraph], known: Collection[str], pages: Sequence[PageWords]
) -> PrintedText:
    builder = TextBuilder()
    printed: dict[int, list[list[PrintedWord]]] = {}
    for paragraph in paragraphs:
        parts = [_line_pieces(paragraph, at, known) for at in range(len(paragraph.lines))]
        whole = "".join(part for line in parts for part in line)
        place = builder.add_heading(whole, paragraph.level) if paragraph.level else builder.add(whole)
        at = place.start if place else 0
        for line, pieces in zip(paragraph.lines, parts, strict=True):
            printed.setdefault(line.page, []).append(_place_words(line, pieces, at, pages[line.page - 1].shown))
            at += sum(map(len, pieces))
    return PrintedText(
        builder.text,
        builder.headings,
        tuple(
            Place(PlaceKind.PAGE, page, Span(lines[0][0].start, lines[-1][-1].end), pages[page - 1].label)
            for page, lines in sorted(printed.items())
        ),
        tuple(PrintedPage(page, pack(lines)) for page, lines in sorted(printed.items())),
    )


def _line_pieces(paragraph: PdfParagraph, at: int, known: Collection[str]) -> list[str]:
    """Return a line's words, each followed by what stands between it and the next.

    Of a word that the line's end broke, each line has its part.
    """
    line = paragraph.lines[at]
    border = _CELL_BORDER if paragraph.is_table else " "
    parts = [part for cell in line.cells for word in cell for part in (_plain_hyphen(word.text), " ")]
    end = -1
    for cell in reversed(line.cells):
        parts[end] = border
        end -= 2 * len(cell)
    parts[-1] = ""
    if at + 1 < len(paragraph.lines):
        last, after = line.cells[-1][-1].text, paragraph.lines[at + 1].cells[0][0].text
        if paragraph.is_table:
            parts[-1] = "\n"
        elif ends_in_broken_word(last) and after[0].isalnum():
            parts[-2] = mend_word(last, after, known)
        else:
            parts[-1] = " "
    return parts


def _plain_hyphen(text: str) -> str:
    return text.replace(LINE_END_HYPHEN, "-")


def _place_words(line: Line, parts: Sequence[str], start: int, shown: Frame) -> list[PrintedWord]:
    """Return a line's words with their places from `start` on, as high as the line or, if vertical, as wide."""
    placed, low, high = [], line.low, line.high
    for number, word in enumerate(line.words):
        end = start + len(parts[2 * number])
        box = (line.left, word.bottom, line.right, word.top) if line.is_vertical else (word.left, low, word.right, high)
        placed.append(PrintedWord(start, end, *(box if shown.is_plain else shown.shown(*box))))
        start = end + len(parts[2 * number + 1])
    return placed
