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
from corpus.readers.pdf.hyphens import vocabulary_of
from corpus.readers.pdf.lines import group_into_lines
from corpus.readers.pdf.paragraphs import body_height, match_headings, paragraphs_of
from corpus.readers.pdf.running_heads import remove_running_lines
from corpus.readers.pdf.writing import PrintedColumns, written_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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
    lines = [in_reading_order(group_into_lines(page.words, number)) for number, page in enumerate(pages, start=1)]
    usual = body_height(line for page in lines for line in page)
    lines, running = remove_running_lines(lines, [page.height for page in pages], usual)
    lines = without_contents(lines)
    levels = _outline_levels(lines, outline)
    paragraphs = [paragraph for page, at in zip(lines, levels, strict=True) for paragraph in paragraphs_of(page, at)]
    if not any(levels):
        paragraphs = with_type_levels(paragraphs, usual, [_height_with_heads(page) for page in pages])
    known = vocabulary_of(line.text for page in lines for line in page)
    whole = put_in_asides(join_interrupted(paragraphs), map(running_paragraph, running), _notes(pages))
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
        titles.setdefault(page, []).append((words, min(level, MAX_LEVEL), height))
    levels = [
        match_headings(lines, titles[number]) if number in titles else {} for number, lines in enumerate(pages, start=1)
    ]
    return levels if 2 * sum(map(len, levels)) >= len(outline) else [{} for _ in pages]


def _height_with_heads(page: PageWords) -> float:
    """Return the height of a page that may have running heads; 0 for a slide, whose title stands where they would."""
    return page.height if page.shown.top >= page.shown.right else 0.0


def _write_paragraphs(
    paragraphs: Iterable[PdfParagraph], known: Collection[str], pages: Sequence[PageWords]
) -> PrintedText:
    builder = TextBuilder()
    printed: dict[int, PrintedColumns] = {}
    places: list[tuple[int, int, int]] = []
    for paragraph in paragraphs:
        written = [written_line(paragraph, at, known) for at in range(len(paragraph.lines))]
        whole = "".join(line.text for line in written)
        place = builder.add_heading(whole, paragraph.level) if paragraph.level else builder.add(whole)
        start = place.start if place else 0
        for line, said in zip(paragraph.lines, written, strict=True):
            columns = printed.setdefault(line.page, PrintedColumns())
            columns.add(line, said, start, pages[line.page - 1].shown)
            _place_run(places, line.page, start, columns.ends[-1])
            start += len(said.text)
    return PrintedText(
        builder.text,
        builder.headings,
        tuple(Place(PlaceKind.PAGE, page, Span(start, end), pages[page - 1].label) for page, start, end in places),
        tuple(PrintedPage(page, columns.packed()) for page, columns in sorted(printed.items())),
    )


def _place_run(places: list[tuple[int, int, int]], page: int, start: int, end: int) -> None:
    """Add a line to the stretch of its page; what a sentence of two pages pushed behind it is a stretch of its own."""
    if places and places[-1][0] == page:
        places[-1] = page, places[-1][1], end
    else:
        places.append((page, start, end))
