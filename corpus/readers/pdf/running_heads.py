"""Running headers and footers: the same line at the same height of many pages, but for a number in it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.paragraphs import usual_spacing
from corpus.readers.pdf.running_numbers import NUMBER, EdgeLine, says_more

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from corpus.readers.pdf.lines import Line

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

_ANY_NUMBER = "\0"
"""What no line has, in place of its numbers."""
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
    running -= _parts_of_the_text(pages, keys, running)
    said = {words for words, _ in running if not _says_much(words)}
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


def _parts_of_the_text(
    pages: Sequence[list[Line]], keys: Sequence[dict[int, _EdgeKey]], running: Set[_EdgeKey]
) -> set[_EdgeKey]:
    """Return the keys of running lines whose numbers show that each is a line of its own."""
    alike: dict[str, list[EdgeLine]] = {}
    for number, (lines, page) in enumerate(zip(pages, keys, strict=True)):
        found = {at: key for at, key in page.items() if key in running and _ANY_NUMBER in key[0]}
        spacing = usual_spacing(lines) if found else 0.0
        for at, (words, _) in found.items():
            alike.setdefault(words, []).append(EdgeLine(number, lines[at], _inner_line(lines, at), spacing))
    own = {words for words, edges in alike.items() if says_more(edges, 0 if _says_much(words) else len(pages))}
    return {key for key in running if key[0] in own}


def _inner_line(lines: Sequence[Line], at: int) -> Line | None:
    """Return the line that is nearest to one at a page's edge towards its middle, above or below it."""
    edge = lines[at]
    beside = [line for line in lines if line is not edge and min(line.right, edge.right) > max(line.left, edge.left)]
    above = [line for line in beside if line.centre > edge.centre + edge.height / 2]
    below = [line for line in beside if line.centre < edge.centre - edge.height / 2]
    inwards = below if len(below) > len(above) else above
    return min(inwards, key=lambda line: abs(line.centre - edge.centre), default=None)


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


def _says_much(words: str) -> bool:
    """Return False for the number of a page, whatever else there is of it."""
    return sum(map(str.isalpha, words)) >= _MIN_LETTERS


def _edge_keys(lines: Sequence[Line], height: float, usual: float) -> dict[int, _EdgeKey]:
    """Return the outermost lines' words without numbers, and where they stand, by their position in `lines`."""
    upright = sorted(
        (at for at, line in enumerate(lines) if not (line.is_vertical or line.is_row)), key=lambda at: lines[at].bottom
    )
    low = [at for at in upright[:_EDGE_LINES] if lines[at].centre < _MARGIN_SHARE * height]
    high = [at for at in upright[-_EDGE_LINES:] if lines[at].centre > (1 - _MARGIN_SHARE) * height]
    return {
        at: (NUMBER.sub(_ANY_NUMBER, lines[at].text).casefold(), round(lines[at].bottom / _HEIGHT_STEP))
        for at in (*low, *high)
        if lines[at].height < _MAX_HEIGHT_RATIO * usual and not _goes_on(lines[at].text)
    }


def _goes_on(text: str) -> bool:
    """Return True if a line is so long, and begins so small, that it goes on with a sentence of the page before."""
    return text[:1].islower() and text.count(" ") >= _MIN_GAPS


def _count_near(seen: Counter[_EdgeKey], key: _EdgeKey) -> int:
    words, step = key
    return seen[key] + seen[words, step - 1] + seen[words, step + 1]
