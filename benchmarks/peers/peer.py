"""What every peer is asked for, Besa as one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Source:
    """A document: its id, the file that it was read from, and its text, of which every place counts characters."""

    id: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """An excerpt: `text` is `[start:end]` of its document's text."""

    document: str
    start: int
    end: int
    text: str


class Peer(Protocol):
    """One way of searching documents."""

    def index(self, documents: Sequence[Source]) -> None:
        """Makes everything ready for questions. Called once."""

    def ask(self, question: str, k: int) -> list[Found]:
        """At most `k` excerpts, best first."""


def check_places(found: Sequence[Found], texts: dict[str, str]) -> None:
    """Raises ValueError unless every excerpt stands where it is said to stand; `texts` are by document."""
    for each in found:
        stands = texts[each.document][each.start : each.end]
        if stands != each.text:
            raise ValueError(
                f"{each.document} says {stands[:60]!r} at {each.start} to {each.end}, not {each.text[:60]!r}"
            )
