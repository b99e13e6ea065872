"""Blocks that a Word document is read into, before they become its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class BlockKind(Enum):
    """Kinds of blocks: `APART` is a note, a comment or a box, which stands beside the text."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    ROW = auto()
    APART = auto()


@dataclass(frozen=True, slots=True)
class WordBlock:
    """A block of text; `level` is a heading's. `in_contents`: an entry of a generated table of contents."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    in_contents: bool = False
