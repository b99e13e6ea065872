"""Blocks that a document of a word processor is read into, before they become its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from corpus.text.line_structure import is_list_marker

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
    """A block of text; `level` is a heading's. `in_contents`: an entry of a generated table of contents.

    `label` is the number that the program counts before the text, as "3.2", "a)".
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    in_contents: bool = False
    label: str = ""

    @property
    def labelled(self) -> str:
        """Return the text after its label, as it is shown."""
        return f"{self.label} {self.text}" if self.label else self.text

    @property
    def words(self) -> str:
        """Return the text on one line, with single spaces."""
        return " ".join(self.text.split())


def write_blocks(blocks: Iterable[TextBlock], builder: TextBuilder) -> None:
    """Append blocks; the items of a list stand line under line, if their labels are such as tell an item in a text."""
    in_list = False
    for block in blocks:
        is_line = block.kind is BlockKind.ITEM and (not block.label or is_list_marker(block.label))
        if block.kind is BlockKind.HEADING:
            builder.add_heading(block.labelled, block.level)
        elif block.kind is BlockKind.ITEM:
            builder.add(f"{block.label or '-'} {block.words}", between="\n" if in_list and is_line else "\n\n")
        elif block.kind is BlockKind.ROW:
            builder.add_row(block.text)
        else:
            builder.add(block.labelled)
        in_list = is_line


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
