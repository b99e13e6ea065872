"""Printed pages joined into one text that knows where each of its words stands on paper. No library, no file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corpus.documents import Heading, Place, PlaceKind, PrintedPage, Span
from corpus.printed_layout import PrintedWord, pack
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.pdf.asides import note_paragraph, put_in_asides, running_paragraph
from corpus.readers.pdf.columns import in_reading_order
from corpus.readers.pdf.contents import without_contents
from corpus.readers.pdf.continuations import join_interrupted
from corpus.readers.pdf.headings import MAX_LEVEL, with_type_levels
from corpus.readers.pdf.hyphens import LINE_END_HYPHEN, ends_in_broken_word, mend_word, vocabulary_of
from corpus.readers.pdf.lines import group_into_lines
from corpus.readers.pdf.paragraphs import body_height, match_headings, paragraphs_of
from corpus.readers.pdf.running_heads import remove_running_lines
from corpus.readers.pdf.scripts import between_words, space_between
from corpus.readers.pdf.tables.finder import with_tables
from corpus.readers.pdf.tables.names import NO_TABLE, named_cells, names_of
from corpus.readers.pdf.tables.rows import printed_lines, row_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from corpus.readers.pdf.lines import Frame, Line
    from corpus.readers.pdf.page import PageWords
    from corpus.readers.pdf.paragraphs import PdfParagraph


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
    lines = [_page_lines(page, number) for number, page in enumerate(pages, start=1)]
    usual = body_height(line for page in lines for line in page)
    lines, running = remove_running_lines(lines, [page.height for page in pages], usual)
    lines = without_contents(lines)
    levels = _outline_levels(lines, outline)
    paragraphs = [paragraph for page, at in zip(lines, levels, strict=True) for paragraph in paragraphs_of(page, at)]
    if not any(levels):
        paragraphs = with_type_levels(paragraphs, usual, [_height_with_heads(page) for page in pages])
    known = vocabulary_of(line.text for page in lines for line in page)
    whole = put_in_asides(join_interrupted(paragraphs), map(running_paragraph, running), _notes(pages))
    writer = _Writer(pages, known)
    for paragraph in whole:
        writer.write(paragraph)
    return writer.finished()


def _page_lines(page: PageWords, number: int) -> list[Line]:
    return in_reading_order(with_tables(group_into_lines(page.words, number), page.rules))


def _notes(pages: Iterable[PageWords]) -> Iterator[PdfParagraph]:
    for number, page in enumerate(pages, start=1):
        for note in page.notes:
            if paragraph := note_paragraph(note, number):
                yield paragraph


def _outline_levels(pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry]) -> list[dict[int, int]]:
    """Return for each page the levels of the lines that the outline names; none if most of it is not found."""
    titles: dict[int, list[tuple[str, int, float | None]]] = {}
    for words, level, page, height in outline:
        titles.setdefault(page, []).append((words, min(level, MAX_LEVEL), height))
    levels = [
        match_headings(lines, titles[number]) if number in titles else {} for number, lines in enumerate(pages, start=1)
    ]
    return levels if 2 * sum(map(len, levels)) >= len(outline) else [{} for _ in pages]


def _height_with_heads(page: PageWords) -> float:
    """Return the height of a page that may have running heads; 0 for a slide, whose title stands where they would."""
    return page.height if page.shown.top >= page.shown.right else 0.0


class _Writer:
    """The text so far, and where its words are printed."""

    def __init__(self, pages: Sequence[PageWords], known: Collection[str]) -> None:
        self._pages = pages
        self._known = known
        self._builder = TextBuilder()
        self._printed: dict[int, list[list[PrintedWord]]] = {}
        self._places: list[Place] = []
        self._table = NO_TABLE

    def write(self, paragraph: PdfParagraph) -> None:
        """Append a paragraph, a heading or the rows of a table."""
        if paragraph.is_table:
            self._table, rows = names_of(paragraph.lines, self._table)
            for line in rows:
                self._write_row(line)
            return
        parts = [_line_pieces(paragraph, at, self._known) for at in range(len(paragraph.lines))]
        whole = "".join(part for line in parts for part in line)
        add = self._builder.add
        place = self._builder.add_heading(whole, paragraph.level) if paragraph.level else add(whole)
        at = place.start if place else 0
        for line, pieces in zip(paragraph.lines, parts, strict=True):
            self._note_places(line.page, _place_words(line, pieces, at, self._pages[line.page - 1].shown))
            at += sum(map(len, pieces))

    def _write_row(self, line: Line) -> None:
        words = list(row_words(named_cells(line, self._table), self._known))
        place = self._builder.add_row("".join(each.before + each.text for each in words))
        at = place.start if place else 0
        for printed in printed_lines(words):
            placed = []
            low, high = min(each.word.bottom for each in printed), max(each.word.top for each in printed)
            for before, text, word, _ in printed:
                at += len(before)
                box = self._pages[line.page - 1].shown.shown(word.left, low, word.right, high)
                placed.append(PrintedWord(at, at + len(text), *box))
                at += len(text)
            self._note_places(line.page, placed)

    def _note_places(self, page: int, placed: list[PrintedWord]) -> None:
        self._printed.setdefault(page, []).append(placed)
        span = Span(placed[0].start, placed[-1].end)
        _extend_places(self._places, page, span, self._pages[page - 1].label)

    def finished(self) -> PrintedText:
        """Return all that was written."""
        return PrintedText(
            self._builder.text,
            self._builder.headings,
            tuple(self._places),
            tuple(PrintedPage(page, pack(lines)) for page, lines in sorted(self._printed.items())),
            self._builder.rows,
        )


def _extend_places(places: list[Place], page: int, span: Span, label: str) -> None:
    """Add a line to the place of its page; what a sentence of two pages pushed behind it makes a place of its own."""
    if places and places[-1].number == page:
        places[-1] = replace(places[-1], span=Span(places[-1].span.start, span.end))
    else:
        places.append(Place(PlaceKind.PAGE, page, span, label))


def _line_pieces(paragraph: PdfParagraph, at: int, known: Collection[str]) -> list[str]:
    """Return a line's words, each followed by what stands between it and the next.

    Of a word that the line's end broke, each line has its part.
    """
    line = paragraph.lines[at]
    parts = _word_pieces(line)
    parts[-1] = ""
    if at + 1 < len(paragraph.lines):
        last, after = line.cells[-1][-1].text, paragraph.lines[at + 1].cells[0][0].text
        if ends_in_broken_word(last) and after[0].isalnum():
            mended = mend_word(last, after, known)
            parts[-2] = mended.rstrip()
            parts[-1] = mended[len(parts[-2]) :]
        else:
            parts[-1] = between_words(last, after)
    return parts


def _word_pieces(line: Line) -> list[str]:
    parts = []
    spaced = line.text.isascii()
    for cell in line.cells:
        for number, word in enumerate(cell, start=1):
            last = number == len(cell)
            parts += (
                _plain_hyphen(word.text),
                " " if last or spaced else space_between(word, cell[number]),
            )
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
