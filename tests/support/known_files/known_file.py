"""A file that was made from words which are known, so that what is read of it can be held against them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownFile:
    """`says` is all that a person sees in the file, in the order in which it is read; rows have their columns' names.

    Attributes:
        kind: The line of the table of figures that it belongs to.
        title: The title that its documents have, None where it says none.
        needs: A program without which Besa cannot read it, "" if none.
    """

    kind: str
    name: str
    data: bytes
    says: str
    title: str | None = None
    needs: str = ""


def rows(names: tuple[str, ...], *cells: tuple[str, ...]) -> str:
    """Return the rows of a table as they are to be read: each cell after the name of its column."""
    return "\n\n".join("\n".join(map(": ".join, zip(names, row, strict=True))) for row in cells)
