"""One page of a PDF as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.readers.pdf.lines import Frame, WordRun
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
        runs: The words as they are when the page is turned upright.
        height: The height of the upright page.
        shown: How the upright page is turned to be shown.
        label: What a citation calls the page: "page iv".
        notes: The comments on it.
        state: What became of it.
        rules: The lines that are drawn on the upright page.
    """

    runs: Sequence[WordRun]
    height: float
    shown: Frame
    label: str
    notes: tuple[PageNote, ...] = ()
    state: PageState = PageState.READ
    rules: tuple[Rule, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Return True if the page can be read and says nothing."""
        return not self.runs and self.state is PageState.READ
