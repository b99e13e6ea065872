"""Blocks that a document of a word processor is read into, before they become its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.readers.common.text_builder import TextBuilder


class BlockKind(Enum):
    """Kinds of blocks: `APART` is a note, a comment or a box, which stands beside the text."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    ROW = auto()
    APART = auto()


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of text; `level` is a heading's. `in_contents`: an entry of a generated table of contents."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    in_contents: bool = False

    @property
    def words(self) -> str:
        """Return the text on one line, with single spaces."""
        return " ".join(self.text.split())


def write_blocks(blocks: Iterable[TextBlock], builder: TextBuilder) -> None:
    """Append blocks; the items of a list stand line under line."""
    in_list = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            builder.add_heading(block.text, block.level)
        elif block.kind is BlockKind.ITEM:
            builder.add(f"- {block.words}", between="\n" if in_list else "\n\n")
        elif block.kind is BlockKind.ROW:
            builder.add_row(block.text)
        else:
            builder.add(block.text)
        in_list = block.kind is BlockKind.ITEM


def without_contents(blocks: Sequence[TextBlock]) -> Iterator[TextBlock]:
    """Yield the blocks but for generated entries of a table of contents whose words are those of another block."""
    known = {block.words for block in blocks if not block.in_contents}
    for block in blocks:
        entry = (" ".join(part.split()) for part in block.text.split("\t"))
        if not (block.in_contents and any(part in known for part in entry if part)):
            yield block


def without_repeats(blocks: Iterable[TextBlock], known: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Yield the blocks of headers or footers that have words and stand nowhere else in the document, each once."""
    seen = {block.words for block in known}
    for block in blocks:
        if block.words not in seen and any(map(str.isalpha, block.words)):
            seen.add(block.words)
            yield block
