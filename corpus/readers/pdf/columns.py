"""The order in which a person reads the lines of a page: a column to its end, then the next. Pure arithmetic."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from corpus.readers.pdf.block_order import in_block_order
from corpus.readers.pdf.lines import join_rows
from corpus.readers.pdf.scripts import is_ideographic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.readers.pdf.lines import Line

_STEPS = 256
_MIN_LINES = 4
_MIN_CHARACTERS = 15
_MIN_WIDTH_SHARE = 0.15
_MIN_FLOWING_SHARE = 0.2
_MAX_NESTING = 4


def in_reading_order(lines: Sequence[Line], depth: int = 0) -> list[Line]:
    """Return the lines of a page in the order in which a person reads them.

    Between lines that run over all columns each column comes whole, left to right. Within a column text that is
    drawn later and stands higher comes first. Pieces side by side in one column become one line, and what runs up or
    down the page comes last.

    Args:
        lines: The lines of one page.
        depth: How many gutters around these lines have been found already.
    """
    upright = [line for line in lines if not line.is_vertical]
    vertical = _vertical_in_order([line for line in lines if line.is_vertical])
    gutter = _find_gutter(upright) if depth < _MAX_NESTING else None
    if gutter is None:
        return join_rows([*in_block_order(upright), *vertical])
    across = sorted((line for line in upright if line.left < gutter < line.right), key=lambda line: -line.centre)
    heights = [-line.centre for line in across]
    bands: list[tuple[list[Line], list[Line]]] = [([], []) for _ in range(len(across) + 1)]
    for line in upright:
        if not line.left < gutter < line.right:
            bands[bisect_left(heights, -line.centre)][line.left >= gutter].append(line)
    ordered = []
    for (left, right), below in zip(bands, [*across, None], strict=True):
        ordered += [*in_reading_order(left, depth + 1), *in_reading_order(right, depth + 1)]
        ordered += [below] if below else []
    return ordered + vertical


def _vertical_in_order(lines: Sequence[Line]) -> list[Line]:
    """Return vertical lines of Chinese or Japanese from right to left, tier below tier, and then the others."""
    written = sorted((line for line in lines if is_ideographic(line.text)), key=lambda line: -line.high)
    tiers: list[list[Line]] = []
    lowest = 0.0
    for line in written:
        if not tiers or line.high <= lowest:
            tiers.append([])
            lowest = line.low
        tiers[-1].append(line)
        lowest = min(lowest, line.low)
    ordered = [line for tier in tiers for line in sorted(tier, key=lambda line: -line.left)]
    return ordered + [line for line in lines if not is_ideographic(line.text)]


def _find_gutter(lines: Sequence[Line]) -> float | None:
    """Return where a white strip divides most lines into a left and a right column of prose, or None."""
    if len(lines) < 2 * _MIN_LINES:
        return None
    start = min(line.left for line in lines)
    width = max(line.right for line in lines) - start
    if width <= 0:
        return None
    begun = _counts_up_to([int((line.left - start) / width * _STEPS) for line in lines])
    ended = _counts_up_to([int((line.right - start) / width * _STEPS) + 1 for line in lines])
    at = _emptiest_steps(begun, ended, len(lines))
    if at is None:
        return None
    gutter = start + at * width / _STEPS
    sides = [line for line in lines if line.right <= gutter], [line for line in lines if line.left >= gutter]
    return gutter if all(_is_column(side, width) for side in sides) and _stand_side_by_side(*sides) else None


def _counts_up_to(steps: Sequence[int]) -> NDArray[np.int64]:
    """Return for each step how many are at it or before it."""
    return np.cumsum(np.bincount(steps, minlength=_STEPS + 2))


def _emptiest_steps(begun: NDArray[np.int64], ended: NDArray[np.int64], count: int) -> float | None:
    """Return the middle of the first steps that the fewest lines cross, with enough lines on both sides, or None."""
    crossing = (begun - ended)[: _STEPS + 1]
    beside = np.minimum(ended, count - begun)[: _STEPS + 1]
    possible = np.flatnonzero(beside >= np.maximum(_MIN_LINES, crossing))
    if not len(possible):
        return None
    emptiest = possible[crossing[possible] == crossing[possible].min()]
    ends = np.flatnonzero(np.diff(emptiest) > 1)
    last = emptiest[ends[0]] if len(ends) else emptiest[-1]
    return float(emptiest[0] + last + 1) / 2


def _is_column(side: Sequence[Line], width: float) -> bool:
    """Return True if these are lines of running text and not, say, the numbers of a table."""
    if len(side) < _MIN_LINES:
        return False
    flowing = sum(_flows_on(above, below) for above, below in pairwise(side))
    return (
        median(len(line.text) for line in side) >= _MIN_CHARACTERS
        and median(line.right - line.left for line in side) >= _MIN_WIDTH_SHARE * width
        and flowing >= _MIN_FLOWING_SHARE * (len(side) - 1)
    )


def _flows_on(above: Line, below: Line) -> bool:
    first = below.text[0]
    return above.text[-1] not in ".!?:" and first.isalpha() and not first.isupper()


def _stand_side_by_side(left: Sequence[Line], right: Sequence[Line]) -> bool:
    ends = [(min(line.bottom for line in side), max(line.bottom for line in side)) for side in (left, right)]
    shared = min(top for _, top in ends) - max(bottom for bottom, _ in ends)
    return shared > min(top - bottom for bottom, top in ends) / 2
