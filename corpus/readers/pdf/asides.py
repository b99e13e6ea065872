"""What stands on a page and is no part of its running text: comments, and the one copy of a running line that is kept.

They become paragraphs of their own where the text of their page begins or ends, after the sentences that run over a
page's end have been joined.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from corpus.readers.common.comments import comment_opening
from corpus.readers.pdf.lines import Line
from corpus.readers.pdf.paragraphs import PdfParagraph
from corpus.readers.pdf.printed_words import PdfWord, WordColumns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.readers.pdf.page import PageNote


def note_paragraph(note: PageNote, page: int) -> PdfParagraph | None:
    """Return a comment as a paragraph in its rectangle, opened by who wrote it; None for one without words."""
    left, bottom, right, top = note.box
    said = f"{comment_opening(note.author)}{note.text}".split()
    words = [PdfWord(text, left, bottom, right, top, bottom, top - bottom) for text in said]
    return PdfParagraph((Line(WordColumns.of(words), page),), top - bottom) if note.text.split() else None


def running_paragraph(line: Line) -> PdfParagraph:
    """Return a running line as a paragraph of its own."""
    return PdfParagraph((line,), line.height)


def put_in_asides(
    paragraphs: Iterable[PdfParagraph], before: Iterable[PdfParagraph], after: Iterable[PdfParagraph]
) -> Iterator[PdfParagraph]:
    """Yield the paragraphs of all pages with others put in before or after what begins on their page.

    `before` and `after` are in the order of their pages.
    """
    above, below = deque(before), deque(after)
    for paragraph in paragraphs:
        page = _page(paragraph)
        while (above and _page(above[0]) <= page) or (below and _page(below[0]) < page):
            yield (above if not below or (above and _page(above[0]) <= _page(below[0])) else below).popleft()
        yield paragraph
    yield from sorted([*above, *below], key=_page)


def _page(paragraph: PdfParagraph) -> int:
    return paragraph.lines[0].page
