"""One page of a PDF as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from corpus.readers.pdf.lines import Frame
    from corpus.readers.pdf.printed_words import WordColumns
    from corpus.readers.pdf.tables.finder import Rule


class PageState(Enum):
    """What became of a page: read, its text layer says nothing, OCR read it instead, or PDFium cannot read it."""

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
        rules: The lines that are drawn on the upright page.
        bottom: Where the visible page ends below, in the file's own coordinates.
    """

    words: WordColumns
    height: float
    shown: Frame
    label: str
    notes: tuple[PageNote, ...] = ()
    state: PageState = PageState.READ
    rules: tuple[Rule, ...] = ()
    bottom: float = 0.0

    @property
    def is_blank(self) -> bool:
        """Return True if the page can be read and says nothing."""
        return not self.words.texts and self.state is PageState.READ
