"""Printed pages joined into one text that knows where each of its words stands on paper. No library, no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.documents import Heading, Place, PlaceKind, PrintedPage, Span
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.pdf.asides import note_paragraph, put_in_asides, running_paragraph
from corpus.readers.pdf.columns import in_reading_order
from corpus.readers.pdf.contents import without_contents
from corpus.readers.pdf.continuations import join_interrupted
from corpus.readers.pdf.headings import MAX_LEVEL, with_type_levels
from corpus.readers.pdf.hyphens import DocumentWords
from corpus.readers.pdf.lines import group_into_lines
from corpus.readers.pdf.paragraphs import body_height, match_headings, paragraphs_of
from corpus.readers.pdf.running_heads import remove_running_lines
from corpus.readers.pdf.tables.finder import with_tables
from corpus.readers.pdf.tables.names import NO_TABLE, named_cells, names_of
from corpus.readers.pdf.tables.rows import cell_lines
from corpus.readers.pdf.writing import PrintedColumns, written_line

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from corpus.readers.pdf.lines import Line
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
    known = DocumentWords(line.text for page in lines for line in page)
    whole = put_in_asides(join_interrupted(paragraphs), map(running_paragraph, running), _notes(pages))
    writer = _Writer(pages, known)
    for paragraph in whole:
        if paragraph.is_table:
            writer.write_table(paragraph)
        else:
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

    def __init__(self, pages: Sequence[PageWords], known: Container[str]) -> None:
        self._pages = pages
        self._known = known
        self._builder = TextBuilder()
        self._printed: dict[int, PrintedColumns] = {}
        self._places: list[tuple[int, int, int]] = []
        self._table = NO_TABLE

    def write(self, paragraph: PdfParagraph) -> None:
        """Append a paragraph or a heading."""
        written = [written_line(paragraph, at, self._known) for at in range(len(paragraph.lines))]
        whole, builder = "".join(line.text for line in written), self._builder
        place = builder.add_heading(whole, paragraph.level) if paragraph.level else builder.add(whole)
        start = place.start if place else 0
        for line, said in zip(paragraph.lines, written, strict=True):
            self._columns(line.page).add(line, said, start)
            _place_run(self._places, line.page, start, start + len(said.text) - said.gaps[-1])
            start += len(said.text)

    def write_table(self, table: PdfParagraph) -> None:
        """Append the rows of a table, each a block of its own; it may go on with the one before."""
        self._table, rows = names_of(table.lines, self._table)
        for line in rows:
            printed = [each for cell in named_cells(line, self._table) for each in cell_lines(cell, self._known)]
            place = self._builder.add_row("".join(each.before + each.text for each in printed))
            start, columns = place.start if place else 0, self._columns(line.page)
            first = start + len(printed[0].before)
            for each in printed:
                start += len(each.before)
                columns.add_words(each.words, each.lengths, each.gaps, start)
                start += len(each.text)
            _place_run(self._places, line.page, first, start)

    def _columns(self, page: int) -> PrintedColumns:
        columns = self._printed.get(page)
        if columns is None:
            columns = self._printed[page] = PrintedColumns(self._pages[page - 1].shown)
        return columns

    def finished(self) -> PrintedText:
        """Return all that was written."""
        return PrintedText(
            self._builder.text,
            self._builder.headings,
            tuple(self._place(*run) for run in self._places),
            tuple(PrintedPage(page, columns.packed()) for page, columns in sorted(self._printed.items())),
            self._builder.rows,
        )

    def _place(self, page: int, start: int, end: int) -> Place:
        return Place(PlaceKind.PAGE, page, Span(start, end), self._pages[page - 1].label)


def _place_run(places: list[tuple[int, int, int]], page: int, start: int, end: int) -> None:
    """Add a line to the stretch of its page; what a sentence of two pages pushed behind it is a stretch of its own."""
    if places and places[-1][0] == page:
        places[-1] = page, places[-1][1], end
    else:
        places.append((page, start, end))
