"""Running headers and footers: the same line at the same height of many pages, but for a number in it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.readers.pdf.lines import Line

_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_EDGE_LINES = 2
_MARGIN_SHARE = 0.12
_MIN_PAGES = 3
_MIN_PAGE_SHARE = 0.4
_MIN_COUNTING_PAGES = 5
"""Pages on which a line's number grows with the page, so that it runs on however few of all pages these are."""
_AT_AN_END = re.compile(r"(\d{1,4})\b|.*?\b(\d{1,4})\Z")
_HEIGHT_STEP = 4.0
_MAX_HEIGHT_RATIO = 1.3
_MIN_GAPS = 5
_MIN_LETTERS = 10
"""Letters of a running line that says more than the number of a page: "Page 3 of 12"."""

_EdgeKey = tuple[str, int]
"""The words of a line without numbers, and its height in steps."""


class WithoutRunningLines(NamedTuple):
    """The lines of the pages without what only repeats, and of each running line the copy that is kept.

    Where a line runs from the first page on, that copy stays among the lines: pages that only begin alike, such as
    letters, go on in it. Later ones stand by themselves in `kept`: they would tear a sentence that goes over the end of
    the page before.
    """

    pages: list[list[Line]]
    kept: list[Line]


def remove_running_lines(pages: Sequence[list[Line]], heights: Sequence[float], usual: float) -> WithoutRunningLines:
    """Take out running headers and footers but for the first of each that says something.

    Args:
        pages: The lines of each page.
        heights: The height of each page's paper.
        usual: The height of the body's type: clearly larger lines stay.
    """
    keys = [_edge_keys(lines, height, usual) for lines, height in zip(pages, heights, strict=True)]
    seen = Counter(key for page in keys for key in set(page.values()))
    least = max(_MIN_PAGES, _MIN_PAGE_SHARE * sum(map(bool, pages)))
    counting = _counting_words(pages, keys)
    running = {key for key in seen if key[0] in counting or _count_near(seen, key) >= least}
    said = {words for words, _ in running if _letters(words) < _MIN_LETTERS}
    first = next((number for number, lines in enumerate(pages) if lines), 0)
    found = WithoutRunningLines([], [])
    for number, (lines, page) in enumerate(zip(pages, keys, strict=True)):
        left = []
        for at, line in enumerate(lines):
            key = page.get(at)
            if key is None or key not in running:
                left.append(line)
            elif key[0] not in said:
                said.add(key[0])
                (left if number == first else found.kept).append(line)
        found.pages.append(left)
    return found


def _counting_words(pages: Sequence[list[Line]], keys: Sequence[dict[int, _EdgeKey]]) -> set[str]:
    """Return the words of lines that begin or end with a number that grows with the page.

    So are the running heads of a chapter, or of the left pages only: "154 FREE CULTURE".
    """
    seen: Counter[tuple[str, int]] = Counter()
    for number, (lines, page) in enumerate(zip(pages, keys, strict=True)):
        for at, (words, _) in page.items():
            if found := _AT_AN_END.match(lines[at].text):
                seen[words, int(found[1] or found[2]) - number] += 1
    return {words for (words, _), count in seen.items() if count >= _MIN_COUNTING_PAGES}


def _letters(words: str) -> int:
    return sum(map(str.isalpha, words))


def _edge_keys(lines: Sequence[Line], height: float, usual: float) -> dict[int, _EdgeKey]:
    """Return the outermost lines' words without numbers, and where they stand, by their position in `lines`."""
    upright = sorted(
        (at for at, line in enumerate(lines) if not (line.is_vertical or line.is_row)), key=lambda at: lines[at].bottom
    )
    low = [at for at in upright[:_EDGE_LINES] if lines[at].centre < _MARGIN_SHARE * height]
    high = [at for at in upright[-_EDGE_LINES:] if lines[at].centre > (1 - _MARGIN_SHARE) * height]
    return {
        at: (_NUMBER.sub("#", lines[at].text).casefold(), round(lines[at].bottom / _HEIGHT_STEP))
        for at in (*low, *high)
        if lines[at].height < _MAX_HEIGHT_RATIO * usual and not _goes_on(lines[at].text)
    }


def _goes_on(text: str) -> bool:
    """Return True if a line is so long, and begins so small, that it goes on with a sentence of the page before."""
    return text[:1].islower() and text.count(" ") >= _MIN_GAPS


def _count_near(seen: Counter[_EdgeKey], key: _EdgeKey) -> int:
    words, step = key
    return seen[key] + seen[words, step - 1] + seen[words, step + 1]
