"""What a person may set about reading a file, as the readers see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _nobody_waits(_pages: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Options:
    """How many pages a file may have, the languages that Tesseract looks for ("eng+sqi"; all that are installed where
    none are named) and its seconds for a page. `scanned` is told how many pages need it before the first is read.
    """

    pages: int = 5000
    languages: str = ""
    ocr_seconds: float = 60.0
    scanned: Callable[[int], None] = _nobody_waits
