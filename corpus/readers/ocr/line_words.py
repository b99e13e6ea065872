"""Lines of text found in a picture made into words with places on the page. Pure arithmetic, in pixels from the top.

What finds the lines knows where each character stands only roughly, and the height of a line only within what its
own letters show: lines of about one height get the same band, or a paragraph would be torn where a line has no "p".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import dist
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.printed_words import PdfWord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.readers.ocr.page_picture import Picture

    Corners = Sequence[Sequence[float]]

_BAND = 0.87
"""The band of a font as a share of the height of the box that is found around a line of it."""
_ALIKE = 0.25
_TALL_QUANTILE = 0.75
_LONG = 5
_STEEPEST = 0.2
_WIDEST_LETTER = 1.5
"""Widest that letters are on average, in heights of their line; where they seem wider, some were not read."""


class Box(NamedTuple):
    """Edges in pixels; `top` is the smaller of the two heights."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Corners) -> Box:
        """Return the box around some points (x, y)."""
        across, down = [float(x) for x, _ in points], [float(y) for _, y in points]
        return cls(min(across), min(down), max(across), max(down))


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that was found: its words with a box each, how long and high it is, and how far it falls to the right.

    `slope` is in pixels down for each to the right.
    """

    words: tuple[tuple[str, Box], ...]
    length: float
    height: float
    slope: float

    @classmethod
    def of(cls, text: str, corners: Corners, pieces: Sequence[tuple[str, Corners]]) -> FoundLine:
        """Return the line with a box for each word, from `pieces` of it, words or characters, as they were placed.

        Pieces that do not make up the text are not believed: each word then gets its share of the line.
        """
        words = text.split()
        placed = [(piece, Box.around(points)) for piece, points in pieces if piece.strip()]
        if "".join(piece for piece, _ in placed).split() != ["".join(words)]:
            placed = list(_shares(text, corners))
        height, length = sorted((dist(corners[0], corners[3]), dist(corners[0], corners[1])))
        across, down = corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]
        return cls(tuple(_joined(words, placed)), length, height, float(down / across) if across else 0.0)

    @property
    def is_plausible(self) -> bool:
        """Return False where letters are missing: more line than its characters can fill."""
        characters = sum(len(word) for word, _ in self.words)
        return self.height > 0 and self.length <= _WIDEST_LETTER * self.height * (characters + 1)


def as_printed_words(lines: Sequence[FoundLine], picture: Picture) -> list[PdfWord]:
    """Return the words of all lines in order, in points from the bottom left corner.

    On a page that lies askew the boxes are where the words are, and the bands where they would be if it were straight.
    """
    heights = sorted(line.height for line in lines)
    slopes = [line.slope for line in lines if line.length > _LONG * line.height and abs(line.slope) < _STEEPEST]
    slope = median(slopes) if slopes else 0.0
    return [word for line in lines for word in _printed(line, _usual(line.height, heights), slope, picture)]


def _usual(height: float, heights: Sequence[float]) -> float:
    """Return the height that tall ones have among those that are about as high as this one."""
    alike = [each for each in heights if abs(each - height) <= _ALIKE * height]
    return alike[int(_TALL_QUANTILE * (len(alike) - 1))]


def _printed(line: FoundLine, height: float, slope: float, picture: Picture) -> Iterator[PdfWord]:
    scale, band = picture.scale, _BAND * height
    for text, box in line.words:
        fallen = slope * ((box.left + box.right - picture.width) / 2)
        base = picture.height - (box.top + box.bottom + band) / 2 + fallen
        yield PdfWord(
            text,
            box.left * scale,
            (picture.height - box.bottom) * scale,
            box.right * scale,
            (picture.height - box.top) * scale,
            base * scale,
            band * scale,
        )


def _shares(text: str, corners: Corners) -> Iterator[tuple[str, Box]]:
    """Yield the words of a line, each with the part of it that its characters would take if all were equally wide."""
    at = 0
    for word in text.split():
        at = text.index(word, at)
        ends = at / len(text), (at + len(word)) / len(text)
        edges = (corners[0], corners[1]), (corners[3], corners[2])
        yield word, Box.around([_between(one, other, share) for one, other in edges for share in ends])
        at += len(word)


def _between(one: Sequence[float], other: Sequence[float], share: float) -> tuple[float, float]:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def _joined(words: Sequence[str], placed: Sequence[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    """Yield each word with a box around the pieces that it is made of; words that share a piece have its box each."""
    ends, at = [], 0
    for piece, _ in placed:
        at += len(piece.replace(" ", ""))
        ends.append(at)
    start = 0
    for word in words:
        end = start + len(word)
        own = [
            box
            for (piece, box), last in zip(placed, ends, strict=True)
            if last > start and last - len(piece.replace(" ", "")) < end
        ]
        yield word, Box.around([(x, y) for box in own for x, y in ((box.left, box.top), (box.right, box.bottom))])
        start = end
