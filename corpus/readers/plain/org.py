"""Org-mode: headings, paragraphs, lists, tables and blocks of code, without drawers, keywords and markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.documents import Metadata
from corpus.readers.common.blocks import BlockKind, TextBlock, write_blocks
from corpus.readers.common.characters import make_storable
from corpus.readers.common.encoding import decode
from corpus.readers.common.grid import GridCell, GridRow, table_blocks
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.readers.common.placeholders import author_or_none, title_or_none
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.plain.org_markup import plain_words
from corpus.text.languages import declared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.documents import Content

_HEADING = re.compile(
    r"(\*+)\s+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)\s+)?(?:\[#\w\]\s+)?(.*?)(?:\s+:[\w@#%:]+:)?\s*\Z"
)
_KEYWORD = re.compile(r"\s*#\+(\w+)(?:\[[^\]]*\])?:\s*(.*?)\s*\Z")
_BEGIN = re.compile(r"\s*#\+begin_(\w+)", re.IGNORECASE)
_DRAWER = re.compile(r"\s*:[\w@#%-]+:\s*\Z")
_DRAWER_END = re.compile(r"\s*:end:\s*\Z", re.IGNORECASE)
_COMMENT = re.compile(r"\s*#(?:\s|\Z)")
_RULE = re.compile(r"\s*-{5,}\s*\Z")
_ITEM = re.compile(r"(\s*)(?:[-+]|(?<=\s)\*|(\d{1,3}[.)]|[A-Za-z][.)]))\s+(?:\[@\d+\]\s+)?(?:\[[ X-]\]\s+)?(.*)\Z")
_TABLE_RULE = re.compile(r"\s*\|-[-+|]*\s*\Z")
_FIXED = re.compile(r"\s*:(?: (.*))?\Z")
_NOTE = re.compile(r"\[fn:[\w-]+\]\s*(.*)\Z")
_LEFT_OUT = frozenset({"comment", "export"})
_VERBATIM = frozenset({"src", "example"})
_SAID = frozenset({"title", "subtitle", "author", "date", "language"})
_DATE = re.compile(r"[<\[](\d{4}-\d\d-\d\d)[^>\]]*[>\]]")


def read_org(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    r"""Read an Org file.

    Example:
        >>> read_org(b"#+TITLE: Bees\n* In winter :work:\nThey /sleep/ little.\n", "bees.org").text
        'Bees\n\nIn winter\n\nThey sleep little.'
    """
    outline = _Outline(make_storable(decode(data).removeprefix("\ufeff")).split("\n"))
    blocks = list(outline.blocks())
    builder = TextBuilder()
    builder.add_heading(plain_words(outline.said.get("title", ""))[0], 1)
    builder.add(plain_words(outline.said.get("subtitle", ""))[0])
    write_blocks(blocks, builder)
    return builder.content(_metadata(outline.said, builder.title(path)), options.media_type)


def _metadata(said: dict[str, str], untitled: str) -> Metadata:
    date = said.get("date", "")
    stamp = _DATE.search(date)
    return Metadata(
        title=title_or_none(plain_words(said.get("title", ""))[0]) or untitled,
        author=author_or_none(said.get("author")),
        date=iso_date(stamp[1] if stamp else date),
        language=declared(line_or_none(said.get("language"))),
    )


@dataclass(slots=True)
class _Open:
    """Lines of a paragraph, an item or a table that has not ended yet."""

    lines: list[str] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH
    indent: int = 0
    label: str = ""


class _Outline:
    """An Org file while it is read: its lines, and what its keywords say."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        self._open = _Open()
        self._without_end: set[str] = set()
        self.said: dict[str, str] = {}

    def blocks(self) -> Iterator[TextBlock]:
        """Yield the blocks in order."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if heading := _HEADING.match(line):
                yield from self._ended()
                yield TextBlock(plain_words(heading[2])[0], BlockKind.HEADING, len(heading[1]))
            elif (begin := _BEGIN.match(line)) is not None:
                yield from self._ended()
                yield from self._block(begin[1].lower())
            elif line.lstrip().startswith("|"):
                yield from self._ended()
                yield from self._table()
            elif _DRAWER.match(line):
                yield from self._ended()
                self._pass_over(_DRAWER_END)
            else:
                yield from self._line(line)
        yield from self._ended()

    def _line(self, line: str) -> Iterator[TextBlock]:
        keyword, item, note = _KEYWORD.match(line), _ITEM.match(line), _NOTE.match(line)
        if keyword:
            yield from self._keyword(keyword[1].lower(), keyword[2])
        elif not line.strip() or _RULE.match(line):
            yield from self._ended()
        elif line.lstrip().startswith("#+") or _COMMENT.match(line):
            return
        elif item or note:
            yield from self._ended()
            kind = BlockKind.ITEM if item else BlockKind.PARAGRAPH
            said = item[3] if item else note[1] if note else ""
            self._open = _Open([said], kind, len(item[1]) if item else 0, (item[2] or "") if item else "")
        elif fixed := _FIXED.match(line):
            self._open.lines.append(fixed[1] or "")
        else:
            if self._open.kind is BlockKind.ITEM and len(line) - len(line.lstrip()) <= self._open.indent:
                yield from self._ended()
            self._open.lines.append(line.strip())

    def _keyword(self, name: str, value: str) -> Iterator[TextBlock]:
        """Take in a keyword: what it says of the document, or a caption, which shows."""
        if name in _SAID:
            self.said[name] = f"{self.said.get(name, '')} {value}".strip()
        elif name == "caption":
            yield from self._ended()
            yield TextBlock(plain_words(value)[0])

    def _ended(self) -> Iterator[TextBlock]:
        """End the open paragraph or item; its notes come after it."""
        ended, self._open = self._open, _Open()
        words, notes = plain_words("\n".join(ended.lines))
        if words.strip():
            yield TextBlock(words.strip(), ended.kind, label=ended.label)
        yield from (TextBlock(note, BlockKind.APART) for note in notes)

    def _block(self, name: str) -> Iterator[TextBlock]:
        """Take in a block: code as it stands; of a quotation the begin is passed over, its lines are read as others."""
        end = re.compile(rf"\s*#\+end_{re.escape(name)}\b", re.IGNORECASE)
        start = self._at
        if name in _LEFT_OUT | _VERBATIM:
            self._pass_over(end)
        if name in _VERBATIM and self._at > start:
            yield TextBlock("\n".join(self._lines[start : self._at - 1]), BlockKind.APART)

    def _pass_over(self, end: re.Pattern[str]) -> None:
        """Go on after the line that ends a drawer or block; if none does, it was none."""
        if end.pattern in self._without_end:
            return
        found = next((at for at in range(self._at, len(self._lines)) if end.match(self._lines[at])), None)
        if found is None:
            self._without_end.add(end.pattern)
        else:
            self._at = found + 1

    def _table(self) -> Iterator[TextBlock]:
        self._at -= 1
        start = self._at
        while self._at < len(self._lines) and self._lines[self._at].lstrip().startswith("|"):
            self._at += 1
        yield from table_blocks(list(_rows(self._lines[start : self._at])))


def _rows(lines: Sequence[str]) -> Iterator[GridRow]:
    """Yield the rows of a table; those above its first rule name the columns."""
    first_rule = next((at for at, line in enumerate(lines) if at and _TABLE_RULE.match(line)), 0)
    for at, line in enumerate(lines):
        if not _TABLE_RULE.match(line):
            texts = [plain_words(cell.strip())[0] for cell in line.strip().strip("|").split("|")]
            cells = tuple(GridCell(column, (TextBlock(text),)) for column, text in enumerate(texts))
            yield GridRow(cells, dict(enumerate(texts)), marked=at < first_rule)
