"""Printed pages into one text that knows where each of its words stands on paper. No library, no file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corpus.documents import Heading, Place, PlaceKind, PrintedPage, Span
from corpus.printed_layout import PrintedWord, pack
from corpus.readers.common.text_builder import LONGEST_HEADING, TextBuilder
from corpus.readers.pdf.columns import in_reading_order
from corpus.readers.pdf.lines import lines_of
from corpus.readers.pdf.paragraphs import (
    LINE_END_HYPHEN,
    blocks_of,
    body_height,
    ends_sentence,
    heading_lines,
    is_broken,
    mended,
    words_of,
)
from corpus.readers.pdf.running_heads import without_running_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from corpus.readers.pdf.lines import Frame, Line, PdfWord
    from corpus.readers.pdf.paragraphs import PdfParagraph

_HEADING_HEIGHT = 1.15
_DEEPEST = 6
_CELL_BORDER = " | "


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page's words as they are upright, how high it is then, and how it is turned from there to be shown."""

    words: Sequence[PdfWord]
    height: float
    shown: Frame
    label: str


class Title(NamedTuple):
    """An entry of the outline: the page, from 1, and the height on it where it points."""

    words: str
    level: int
    page: int
    height: float | None


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The text of a document with its headings, pages and the places of its words."""

    text: str
    headings: tuple[Heading, ...]
    places: tuple[Place, ...]
    printed: tuple[PrintedPage, ...]


def text_of(pages: Sequence[ScannedPage], outline: Sequence[Title] = ()) -> PrintedText:
    """All pages one after the other; a sentence that runs over a page's end is not torn.

    Headings are those of the outline, if most of it is found on the pages it points to, or else what is set in
    clearly larger type than the body.
    """
    lines = [in_reading_order(lines_of(page.words, number)) for number, page in enumerate(pages, start=1)]
    usual = body_height(line for page in lines for line in page)
    lines = without_running_lines(lines, [page.height for page in pages], usual)
    levels = _outlined(lines, outline)
    blocks = [block for page, at in zip(lines, levels, strict=True) for block in blocks_of(page, at)]
    if not any(levels):
        blocks = _with_levels(blocks, usual)
    known = words_of(line.text for page in lines for line in page)
    return _written(_flowing(blocks), known, pages)


def _outlined(pages: Sequence[Sequence[Line]], outline: Sequence[Title]) -> list[dict[int, int]]:
    titles: dict[int, list[tuple[str, int, float | None]]] = {}
    for words, level, page, height in outline:
        titles.setdefault(page, []).append((words, min(level, _DEEPEST), height))
    levels = [
        heading_lines(lines, titles[number]) if number in titles else {} for number, lines in enumerate(pages, start=1)
    ]
    return levels if 2 * sum(map(len, levels)) >= len(outline) else [{} for _ in pages]


def _with_levels(blocks: Sequence[PdfParagraph], usual: float) -> list[PdfParagraph]:
    """Type heights in whole points that are clearly above the body's, to heading levels, 1 the highest."""
    larger = {round(block.height) for block in blocks if block.height > _HEADING_HEIGHT * usual}
    levels = {height: min(level, _DEEPEST) for level, height in enumerate(sorted(larger, reverse=True), start=1)}
    return [
        block
        if block.is_table or len(block.text) > LONGEST_HEADING
        else replace(block, level=levels.get(round(block.height), 0))
        for block in blocks
    ]


def _flowing(blocks: Sequence[PdfParagraph]) -> Iterator[PdfParagraph]:
    """The blocks, with a paragraph that goes on at the top of a page made one with its beginning."""
    kept: PdfParagraph | None = None
    for block in blocks:
        if kept is not None and _goes_on(kept, block):
            kept = replace(kept, lines=kept.lines + block.lines)
        else:
            if kept is not None:
                yield kept
            kept = block
    if kept is not None:
        yield kept


def _goes_on(above: PdfParagraph, below: PdfParagraph) -> bool:
    if above.level or below.level or above.is_table or below.is_table:
        return False
    text = above.lines[-1].text
    on_next_page = above.lines[-1].page < below.lines[0].page
    return on_next_page and (is_broken(text) or not ends_sentence(text)) and below.lines[0].text[0].islower()


def _written(blocks: Iterable[PdfParagraph], known: Collection[str], pages: Sequence[ScannedPage]) -> PrintedText:
    text = TextBuilder()
    printed: dict[int, list[list[PrintedWord]]] = {}
    for block in blocks:
        parts = [_parts(block, at, known) for at in range(len(block.lines))]
        whole = "".join(part for line in parts for part in line)
        place = text.add_heading(whole, block.level) if block.level else text.add(whole)
        at = place.start if place else 0
        for line, pieces in zip(block.lines, parts, strict=True):
            printed.setdefault(line.page, []).append(_placed(line, pieces, at, pages[line.page - 1].shown))
            at += sum(map(len, pieces))
    return PrintedText(
        text.text,
        text.headings,
        tuple(
            Place(PlaceKind.PAGE, page, Span(lines[0][0].start, lines[-1][-1].end), pages[page - 1].label)
            for page, lines in sorted(printed.items())
        ),
        tuple(PrintedPage(page, pack(lines)) for page, lines in sorted(printed.items())),
    )


def _parts(block: PdfParagraph, at: int, known: Collection[str]) -> list[str]:
    """A line's words, each followed by what stands between it and the next.

    Of a word that the line's end broke, each line has its part.
    """
    line = block.lines[at]
    border = _CELL_BORDER if block.is_table else " "
    parts = [part for cell in line.cells for word in cell for part in (_plain(word.text), " ")]
    end = -1
    for cell in reversed(line.cells):
        parts[end] = border
        end -= 2 * len(cell)
    parts[-1] = ""
    if at + 1 < len(block.lines):
        last, after = line.cells[-1][-1].text, block.lines[at + 1].cells[0][0].text
        if block.is_table:
            parts[-1] = "\n"
        elif is_broken(last) and after[0].isalnum():
            parts[-2] = mended(last, after, known)
        else:
            parts[-1] = " "
    return parts


def _plain(text: str) -> str:
    return text.replace(LINE_END_HYPHEN, "-")


def _placed(line: Line, parts: Sequence[str], start: int, shown: Frame) -> list[PrintedWord]:
    """The words of a line from this place in the text on, as high as the line or, where it is turned, as wide."""
    placed, low, high = [], line.low, line.high
    for number, word in enumerate(line.words):
        end = start + len(parts[2 * number])
        box = (line.left, word.bottom, line.right, word.top) if line.turned else (word.left, low, word.right, high)
        placed.append(PrintedWord(start, end, *(box if shown.is_plain else shown.shown(*box))))
        start = end + len(parts[2 * number + 1])
    return placed
