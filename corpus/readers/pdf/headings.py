"""Headings that a PDF does not mark, told by the height of their type."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.readers.common.text_builder import MAX_HEADING
from corpus.readers.pdf.paragraphs import ends_sentence, starts_item
from corpus.readers.pdf.scripts import is_ideographic
from corpus.text.sentence_forms import is_statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.readers.pdf.paragraphs import PdfParagraph

MAX_LEVEL = 6
_HEIGHT_RATIO = 1.15
_SAME_TYPE_RATIO = 1.05
_MAX_LINES = 4
_MAX_ADVANCE = 1.6
"""Heights of the type from a line of a headline to the next."""
_MARGIN_SHARE = 0.12
_HEIGHT_STEP = 4.0
_MIN_RUNNING = 3
_NEXT_PAGES = 2
_WORD = re.compile(r"[^\W\d_]{2}")
_NUMBER = re.compile(r"\d+")


def with_type_levels(paragraphs: Sequence[PdfParagraph], usual: float, heights: Sequence[float]) -> list[PdfParagraph]:
    """Return the paragraphs with levels (1 the highest) from type heights clearly above the body's.

    A headline of several lines is one heading. No headings are: what has no word, whole sentences, which may answer,
    fields of a form with their values, and running heads in large type, of which the first is kept and the later ones
    are left out.

    Args:
        paragraphs: Those of all pages, in order.
        usual: The height of the body's type.
        heights: The height of each page's paper; 0 where it has no running heads, as on slides.
    """
    whole = _without_later_heads(_join_headlines(paragraphs, usual), usual, heights)
    larger = {round(each.height) for each in whole if _looks_like_heading(each, usual)}
    levels = {height: min(level, MAX_LEVEL) for level, height in enumerate(sorted(larger, reverse=True), start=1)}
    return [
        replace(each, level=levels[round(each.height)]) if _looks_like_heading(each, usual) else each for each in whole
    ]


def _is_larger(paragraph: PdfParagraph, usual: float) -> bool:
    return paragraph.height > _HEIGHT_RATIO * usual and not paragraph.is_table


def _looks_like_heading(paragraph: PdfParagraph, usual: float) -> bool:
    if not _is_larger(paragraph, usual) or any(line.value_left is not None for line in paragraph.lines):
        return False
    text = paragraph.text
    named = bool(_WORD.search(text)) or any(is_ideographic(character) for character in text)
    return named and len(text) <= MAX_HEADING and not is_statement(text)


def _join_headlines(paragraphs: Iterable[PdfParagraph], usual: float) -> list[PdfParagraph]:
    """Return the paragraphs with the lines of a headline as one."""
    joined: list[PdfParagraph] = []
    for paragraph in paragraphs:
        if joined and _is_larger(paragraph, usual) and _goes_on_below(joined[-1], paragraph):
            joined[-1] = replace(joined[-1], lines=joined[-1].lines + paragraph.lines)
        else:
            joined.append(paragraph)
    return joined


def _goes_on_below(above: PdfParagraph, below: PdfParagraph) -> bool:
    """Return True if two blocks of one type stand so close that they are the lines of one headline."""
    last, first = above.lines[-1], below.lines[0]
    return (
        not (above.is_table or below.is_table or above.level or below.level)
        and last.page == first.page
        and max(last.height, first.height) <= _SAME_TYPE_RATIO * min(last.height, first.height)
        and 0 < last.depth - first.depth < _MAX_ADVANCE * last.height
        and first.start < last.end
        and last.start < first.end
        and len(above.lines) + len(below.lines) <= _MAX_LINES
        and len(above.text) + len(below.text) < MAX_HEADING
        and not ends_sentence(last.text)
        and not starts_item(first)
    )


def _without_later_heads(
    paragraphs: Sequence[PdfParagraph], usual: float, heights: Sequence[float]
) -> list[PdfParagraph]:
    """Return the paragraphs without the large lines at the edge of a page that page after page repeats.

    The first of each stays, as text: its height is set to the body's.
    """
    seen: dict[tuple[str, int], list[int]] = defaultdict(list)
    for at, paragraph in enumerate(paragraphs):
        if _is_larger(paragraph, usual) and _stands_at_edge(paragraph, heights):
            words = _NUMBER.sub("#", paragraph.text).casefold()
            seen[words, round(paragraph.lines[0].bottom / _HEIGHT_STEP)].append(at)
    later: set[int] = set()
    first: set[int] = set()
    for places in seen.values():
        pages = [paragraphs[at].lines[0].page for at in places]
        if len(set(pages)) >= _MIN_RUNNING and all(there - here <= _NEXT_PAGES for here, there in pairwise(pages)):
            first.add(places[0])
            later.update(places[1:])
    return [
        replace(paragraph, height=usual) if at in first else paragraph
        for at, paragraph in enumerate(paragraphs)
        if at not in later
    ]


def _stands_at_edge(paragraph: PdfParagraph, heights: Sequence[float]) -> bool:
    line = paragraph.lines[0]
    height = heights[line.page - 1]
    return (
        height > 0
        and len(paragraph.lines) == 1
        and not _MARGIN_SHARE * height <= line.centre <= (1 - _MARGIN_SHARE) * height
    )
