"""Sentences that a footnote, a figure, a running line, or the end of a column or page interrupts, made whole again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.readers.pdf.hyphens import ends_in_broken_word
from corpus.readers.pdf.paragraphs import ends_sentence, had_room, heights_differ, starts_item
from corpus.text.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.readers.pdf.lines import Line
    from corpus.readers.pdf.paragraphs import PdfParagraph

_MAX_BLOCKS = 14
"""Blocks that may stand between the two parts of a sentence."""
_MAX_PAGES = 2
_SAME_TYPE_RATIO = 1.05
_MIN_PROSE = 40
"""Characters from which on a line without a full stop counts as interrupted, and not as a label."""
_MAX_WIDTH_SHARE = 0.75
_MAX_ADVANCE = 1.7
_OPENING = "\"'“‘«»„([¿¡"
_FUNCTION_WORDS = frozenset().union(*STOP_WORDS.values())
_LAST_WORD = re.compile(r"([^\W\d_]+)\Z")
_PAUSES = tuple(",;–—(/&")
_CAPTION = re.compile(
    r"(?:Fig(?:ure|\.)?|Table|Tab\.|Abb(?:ildung|\.)?|Figura|Tabela|Tabelle|图|表|図)\s*\d", re.IGNORECASE
)


def join_interrupted(paragraphs: Iterable[PdfParagraph]) -> list[PdfParagraph]:
    """Return the paragraphs of all pages; one that goes on further down, or on the next page, is made whole.

    What stood between its parts comes after it.
    """
    done: list[PdfParagraph] = []
    for paragraph in paragraphs:
        at = _beginning_of(paragraph, done)
        if at is None:
            done.append(paragraph)
        else:
            done[at] = replace(done[at], lines=done[at].lines + paragraph.lines)
    return done


def _beginning_of(below: PdfParagraph, done: Sequence[PdfParagraph]) -> int | None:
    """Return the position of the paragraph that `below` goes on with, or None if it is one of its own."""
    if below.level or below.is_table or starts_item(below.lines[0]):
        return None
    nearest = None
    for back in range(1, min(_MAX_BLOCKS, len(done)) + 1):
        above = done[-back]
        if below.lines[0].page - above.lines[-1].page > _MAX_PAGES:
            break
        if _goes_on(above, below, interrupted=back > 1):
            if back > 1 or len(above.lines) > 1 or _is_full(above, below):
                return len(done) - back
            nearest = len(done) - back  # a short line, which may be a running one: what stands above it may fit better
        if not _may_interrupt(above, below):
            break
    return nearest


def _goes_on(above: PdfParagraph, below: PdfParagraph, *, interrupted: bool) -> bool:
    last, first = above.lines[-1], below.lines[0]
    if above.level or above.is_table or last.is_vertical != first.is_vertical or ends_sentence(last.text):
        return False
    if not _same_type(last, first) if interrupted else heights_differ(last.height, first.height):
        return False
    if ends_in_broken_word(last.text):
        return first.text[0].isalpha()
    start = first.text.lstrip(_OPENING)[:1]
    full, stays_open = _is_full(above, below), _stays_open(last.text)
    if start.islower():
        prose = len(above.lines) > 1 or len(last.text) >= _MIN_PROSE
        return (stays_open or (full and prose)) if interrupted else (_moves_on(last, first) or full)
    if not start.isalnum() or not (full or stays_open):
        return False
    if start.isupper() or start.isdecimal():
        return _is_beneath(last, first) if interrupted else _moves_on(last, first) and len(above.lines) > 1
    return interrupted or _moves_on(last, first)


def _may_interrupt(block: PdfParagraph, below: PdfParagraph) -> bool:
    """Return True if a block may stand between the parts of a sentence: it is not running text of the same kind."""
    first = below.lines[0]
    if block.level or block.is_table or not _same_type(block.lines[-1], first) or _CAPTION.match(block.lines[0].text):
        return True
    wide = max(line.end - line.start for line in block.lines)
    beside = (
        min(line.left for line in block.lines) > first.right or max(line.right for line in block.lines) < first.left
    )
    return (beside and wide < first.end - first.start) or (
        len(block.lines) == 1 and wide < _MAX_WIDTH_SHARE * max(line.end - line.start for line in below.lines)
    )


def _same_type(one: Line, other: Line) -> bool:
    return max(one.height, other.height) <= _SAME_TYPE_RATIO * min(one.height, other.height)


def _moves_on(last: Line, first: Line) -> bool:
    """Return True if the next line stands in another column or on another page."""
    return first.page != last.page or first.depth > last.depth + last.height


def _is_beneath(last: Line, first: Line) -> bool:
    """Return True if a line stands right below another, as the next of the same paragraph does."""
    advance = last.depth - first.depth
    return last.page == first.page and 0 < advance < _MAX_ADVANCE * last.height and first.start < last.end


def _is_full(above: PdfParagraph, below: PdfParagraph) -> bool:
    """Return True if the last line of a paragraph was ended by the margin, and not on purpose."""
    last, first = above.lines[-1], below.lines[0]
    margin = max(line.end for line in above.lines)
    if len(above.lines) == 1:
        margin = last.start + max(line.end - line.start for line in below.lines)
    return not had_room(last, first, margin)


def _stays_open(text: str) -> bool:
    """Return True if a text ends in a pause or in a word that no sentence ends with."""
    word = _LAST_WORD.search(text)
    return text.endswith(_PAUSES) or (word is not None and word[1].lower() in _FUNCTION_WORDS)
