"""The picture of a page as OCR takes it."""

from __future__ import annotations

from dataclasses import dataclass

DOTS_PER_INCH = 300
"""Resolution at which a printed page is drawn for OCR."""
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """Grey pixels, a byte each.

    Attributes:
        pixels: Rows of `stride` bytes, from the top.
        width, height: In pixels.
        stride: Bytes from one row to the next.
        scale: Points of a pixel.
    """

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float

    @property
    def dots_per_inch(self) -> int:
        """Return the resolution in whole pixels an inch."""
        return round(POINTS_PER_INCH / self.scale)
