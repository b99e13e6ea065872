"""Running headers and footers: the same line at the same height of many pages, but for a number in it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.readers.pdf.lines import Line

_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_AT_AN_EDGE = 2
_MARGIN = 0.12
_FEWEST_PAGES = 3
_SHARE = 0.4
_HEIGHT_STEP = 4.0
_LARGE = 1.3

Key = tuple[str, int]


def without_running_lines(pages: Sequence[list[Line]], heights: Sequence[float], usual: float) -> list[list[Line]]:
    """The pages without them. `heights` are of the paper, `usual` is of the body's type: larger lines stay."""
    keys = [_edge_keys(lines, height, usual) for lines, height in zip(pages, heights, strict=True)]
    seen = Counter(key for page in keys for key in set(page.values()))
    least = max(_FEWEST_PAGES, _SHARE * sum(map(bool, pages)))
    running = {key for key, _ in seen.items() if _near(seen, key) >= least}
    return [
        [line for at, line in enumerate(lines) if page.get(at) not in running]
        for lines, page in zip(pages, keys, strict=True)
    ]


def _edge_keys(lines: Sequence[Line], height: float, usual: float) -> dict[int, Key]:
    """What the outermost lines say without their numbers and where they stand, by their position in `lines`."""
    upright = sorted((at for at, line in enumerate(lines) if not line.turned), key=lambda at: lines[at].bottom)
    low = [at for at in upright[:_AT_AN_EDGE] if lines[at].centre < _MARGIN * height]
    high = [at for at in upright[-_AT_AN_EDGE:] if lines[at].centre > (1 - _MARGIN) * height]
    return {
        at: (_NUMBER.sub("#", lines[at].text).casefold(), round(lines[at].bottom / _HEIGHT_STEP))
        for at in (*low, *high)
        if lines[at].height < _LARGE * usual
    }


def _near(seen: Counter[Key], key: Key) -> int:
    words, step = key
    return seen[key] + seen[words, step - 1] + seen[words, step + 1]
