"""The headings under which a place of a document stands."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.documents import Heading


class Outline:
    """The headings of one document as a tree: below a heading stand those of lower levels, up to the next of its own.

    `headings` are in the order of the text.
    """

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._ends = [heading.span.end for heading in headings]
        self._above: list[tuple[Heading, ...]] = []
        open_ones: tuple[Heading, ...] = ()
        for heading in headings:
            open_ones = (*(each for each in open_ones if each.level < heading.level), heading)
            self._above.append(open_ones)

    def above(self, start: int, nearest: str | None) -> list[str]:
        """Return the words of the headings above a passage that starts at `start`, the highest first.

        `nearest` are those of the passage's own heading: none for what stands under none, and all that is known where
        the text has no marked headings.
        """
        number = bisect_right(self._ends, start) - 1
        headings = [each.text for each in self._above[number]] if number >= 0 else []
        if nearest is None:
            return []
        return headings if headings[-1:] == [nearest] else [nearest]
