"""What a person is told of the pages of a PDF that were not read as they are, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.messages import Message, MessageParts
from corpus.readers.pdf.page import PageState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.readers.pdf.page import PageWords

_MOST_RANGES = 20


def page_warnings(pages: Sequence[PageWords], unread_pictures: Sequence[int]) -> tuple[MessageParts, ...]:
    """Return what to tell of the pages; `unread_pictures` are the positions of those that nothing here could read."""
    states = {state: [at for at, page in enumerate(pages) if page.state is state] for state in PageState}
    told = (
        (states[PageState.BROKEN], _broken),
        (states[PageState.ILLEGIBLE], _illegible),
        (states[PageState.RECOGNISED], _recognised),
        (unread_pictures, _unread),
    )
    return tuple(MessageParts.of(say(_numbers(which))) for which, say in told if which)


def _broken(pages: str) -> Message:
    return Message("broken, and left out: page {pages}; copy or download the file again", pages=pages)


def _illegible(pages: str) -> Message:
    return Message(
        "the text layer does not say what is printed: page {pages}; install OCR (pip install 'besa[ocr]', or "
        "Tesseract) and add it again",
        pages=pages,
    )


def _recognised(pages: str) -> Message:
    return Message("the text layer does not say what is printed, so OCR read it: page {pages}", pages=pages)


def _unread(pages: str) -> Message:
    return Message(
        "a picture without a text layer: page {pages}; if it has words, install OCR (pip install 'besa[ocr]', or "
        "Tesseract) and add it again",
        pages=pages,
    )


def _numbers(positions: Iterable[int]) -> str:
    """Return page numbers in ranges.

    Example:
        >>> _numbers([0, 1, 2, 6])
        '1–3, 7'
    """
    ranges: list[list[int]] = []
    for number in (at + 1 for at in positions):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = [str(first) if first == last else f"{first}–{last}" for first, last in ranges[:_MOST_RANGES]]
    return ", ".join([*said, *(["…"] if len(ranges) > _MOST_RANGES else [])])
