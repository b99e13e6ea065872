"""Printed words of a page and their boxes, kept in few bytes.

Lengths are points, a 72nd of an inch. The origin is the bottom left corner of the page as it is shown: turned, and
cut to what is visible of it.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from corpus.documents import PrintedPage, Span

_STEPS = 10
"""Boxes are kept to a tenth of a point, rounded outwards."""
_FARTHEST = 100_000.0
_COLUMNS = 6
_COMPRESSION = 4
"""A third of the time of zlib's usual 6, for 5 % more bytes."""
_INTEGER = struct.calcsize("<i")


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A stretch of one printed line of a page, the first of which is page 1."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    def __post_init__(self) -> None:
        if self.left > self.right or self.bottom > self.top:
            raise ValueError(f"a rectangle needs left <= right and bottom <= top: {self}")


class PrintedWord(NamedTuple):
    """`text[start:end]` of the document and its box on the page; a word broken at a line's end is two of these."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float


def pack(lines: Iterable[Sequence[PrintedWord]]) -> bytes:
    """Pack the printed lines of one page, in the order of the text.

    zlib around 32-bit integers, least byte first: how many lines there are, how many words each has, then for all
    words their starts, lengths, left and bottom edges, widths and heights. Starts and edges are differences from
    the word before.
    """
    kept = [line for line in lines if line]
    words = [word for line in kept for word in line]
    columns = zip(*words, strict=True) if words else ((),) * _COLUMNS
    return pack_columns(list(map(len, kept)), *map(list, columns))


def pack_columns(
    counts: Sequence[int] | NDArray[np.int64],
    starts: ArrayLike,
    ends: ArrayLike,
    left: ArrayLike,
    bottom: ArrayLike,
    right: ArrayLike,
    top: ArrayLike,
) -> bytes:
    """Pack the printed words of one page, as `pack` does, from a sequence for each of their fields.

    `counts` are how many words each line has.
    """
    import numpy as np  # whoever only reads boxes does without

    begun, ended = np.asarray(starts, np.int64), np.asarray(ends, np.int64)
    edges = _within(np.array((left, bottom, right, top), np.float64)) * _STEPS
    low, high = np.floor(edges[:2]).astype(np.int64), np.ceil(edges[2:]).astype(np.int64)
    columns = ([len(counts)], counts, _differences(begun), ended - begun, *_differences(low), *(high - low))
    return zlib.compress(np.concatenate(columns).astype("<i4").tobytes(), _COMPRESSION)


def unpack(packed: bytes) -> Iterator[list[PrintedWord]]:
    """Yield the lines that were packed, their boxes a tenth of a point larger at most."""
    data = zlib.decompress(packed)
    lines, *numbers = struct.unpack(f"<{len(data) // _INTEGER}i", data)
    counts, values = numbers[:lines], numbers[lines:]
    each = len(values) // _COLUMNS
    starts, lengths, lefts, bottoms, widths, heights = (values[at * each : (at + 1) * each] for at in range(_COLUMNS))
    rows = zip(accumulate(starts), lengths, accumulate(lefts), accumulate(bottoms), widths, heights, strict=True)
    words = [
        PrintedWord(
            start, start + length, left / _STEPS, bottom / _STEPS, (left + width) / _STEPS, (bottom + height) / _STEPS
        )
        for start, length, left, bottom, width, height in rows
    ]
    for first, after in pairwise(accumulate(counts, initial=0)):
        yield words[first:after]


def rectangles(pages: Iterable[PrintedPage], span: Span) -> tuple[Rectangle, ...]:
    """Return what to mark for a stretch of text: for each printed line a rectangle around the words that it touches."""
    return tuple(
        Rectangle(
            page=page.number,
            left=min(word.left for word in touched),
            bottom=min(word.bottom for word in touched),
            right=max(word.right for word in touched),
            top=max(word.top for word in touched),
        )
        for page in pages
        for line in unpack(page.words)
        if (touched := [word for word in line if word.start < span.end and span.start < word.end])
    )


def _within(lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lengths that can be packed; hostile pages put words where no paper is, or where no number tells."""
    import numpy as np

    return np.nan_to_num(np.minimum(np.maximum(lengths, -_FARTHEST), _FARTHEST), copy=False)


def _differences(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how far each value of a row is from the one before; the first is as it was."""
    between = values.copy()
    between[..., 1:] -= values[..., :-1]
    return between
