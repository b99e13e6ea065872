"""Blocks of text that a page draws in another order than they stand on it, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.readers.pdf.lines import Line

_MAX_ADVANCE = 3.0
"""Heights of the type from a line down to the next of its block."""
_MIN_RISE = 0.5
_MIN_OVERLAP = 0.5
_MIN_TYPE, _MIN_HEADING = 0.9, 1.15
"""Heights of the type of a block that text, or a heading, is at least set in above it."""
_MIN_TEXT = 120
"""Characters of a block of text."""
_MAX_BLOCKS = 60
"""Pages of more blocks are drawings with labels, whose order nobody knows better than who drew them."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that go down the page one after the other, and the box around them; `height` is that of their type."""

    lines: Sequence[Line]
    left: float
    right: float
    low: float
    high: float
    height: float

    @property
    def says_much(self) -> bool:
        """Return True for running text, and False for labels and rows, whose order has reasons of its own."""
        return not any(line.is_row for line in self.lines) and sum(len(line.text) for line in self.lines) >= _MIN_TEXT

    def comes_before(self, other: _Block) -> bool:
        """Return True if a person reads it first: above, in the same column, a text before a text or its heading."""
        if self.low < other.high - other.height / 2 or not other.says_much:
            return False
        if not (
            self.height > _MIN_HEADING * other.height or (self.says_much and self.height > _MIN_TYPE * other.height)
        ):
            return False
        shared = min(self.right, other.right) - max(self.left, other.left)
        return shared > _MIN_OVERLAP * min(self.right - self.left, other.right - other.left)


def in_block_order(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of one column with each block before those below it; all else stays in the order it is in."""
    starts = list(_starts(lines))
    if not any(_rises(lines[at - 1], lines[at]) for at in starts[1:]) or len(starts) > _MAX_BLOCKS:
        return lines
    blocks = [_block(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    ordered: list[_Block] = []
    while blocks:
        first = next(
            (each for each in blocks if not any(other.comes_before(each) for other in blocks if other is not each)),
            blocks[0],
        )
        blocks.remove(first)
        ordered.append(first)
    return [line for block in ordered for line in block.lines]


def _starts(lines: Sequence[Line]) -> Iterator[int]:
    """Yield where blocks begin: at a line that stands higher than the one before, or far below it."""
    for at, line in enumerate(lines):
        if not at or _rises(lines[at - 1], line) or lines[at - 1].centre - line.centre > _MAX_ADVANCE * line.height:
            yield at


def _rises(above: Line, below: Line) -> bool:
    return below.centre - above.centre > _MIN_RISE * below.height


def _block(lines: Sequence[Line]) -> _Block:
    return _Block(
        lines,
        min(line.left for line in lines),
        max(line.right for line in lines),
        min(line.low for line in lines),
        max(line.high for line in lines),
        max(line.height for line in lines),
    )
