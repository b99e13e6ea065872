"""Blocks of Markdown: fences and code, definitions, comments, rules, tables; and lists of links into the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.text.markup.lines import MarkupLine, lines_of
from corpus.text.markup.rst_tables import scan_dashed, scan_grid
from corpus.text.markup.structure import Markup, MarkupBuilder, MarkupCell

if TYPE_CHECKING:
    from collections.abc import Sequence

_FENCE = re.compile(r"[ \t>]*(?P<mark>`{3,}|~{3,}|:{3,})[ \t]*(?P<about>[^`]*)\Z")
_DIRECTIVE = re.compile(r"\{([\w:.+-]+)\}")
_SILENT = frozenset({"toctree", "contents", "include", "figure-md", "raw", "eval-rst", "tableofcontents", "index"})
_CODE = frozenset({"code", "code-block", "code-cell", "sourcecode", "literalinclude", "math", "mermaid"})
_OPTION = re.compile(r"\s*:[\w-]+:(?:\s|\Z)")
_RULE = re.compile(r" {0,3}(?:(?:[-*_][ \t]*){3,}|=+|-+)\Z")
_DEFINITION = re.compile(
    r" {0,3}\[(?!\^)[^\]\[]{1,200}\]:\s*(?:<[^<>]*>|\S+)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\Z"
)
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,80}\]:")
_ONLY_TAGS = re.compile(
    r"\s*(?:</?[A-Za-z][^<>]*>\s*|\{\{[<%][^{}]*[%>]\}\}\s*|\{%[^{}]*%\}\s*|\[\[?_?TOC_?\]\]?\s*)+\Z"
)
_DELIMITERS = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\Z")
_GRID = re.compile(r" {0,3}\+(?:[-=:]+\+)+\Z")
_DASHES = re.compile(r" {0,3}-{2,}(?: +-{2,})+\Z")
_ENTRY = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\[[^\]]*\]\(#[^)\s]*\)\s*\Z")
_MIN_ENTRIES = 3
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_CODE_INDENT = 4


def scan_markdown(text: str, start: int = 0) -> Markup:
    """Return the structure of a Markdown text; `start` is where its front matter ends."""
    scan = _Scan(text, start)
    scan.run()
    return scan.found.build()


class _Scan:
    def __init__(self, text: str, start: int) -> None:
        self._lines = lines_of(text, start)
        self._at = 0
        self._in_list = False
        self._opened: list[str] = []
        self._comments_stay_open = False
        self.found = MarkupBuilder(text)

    def run(self) -> None:
        """Take in the blocks one after the other."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            taken = (self._closing, self._fence, self._comment, self._table, self._drawn_table, self._contents)
            if not any(take(line) for take in taken):
                self._line(line)
                self._at += 1

    def _line(self, line: MarkupLine) -> None:
        if line.text and not line.indent:
            self._in_list = bool(_ITEM.match(line.text))
        self._in_list = self._in_list or bool(_ITEM.match(line.text))
        if footnote := _FOOTNOTE.match(line.text):
            self.found.hide(line.start, line.start + footnote.end())
        elif _RULE.match(line.text) or _DEFINITION.match(line.text) or _ONLY_TAGS.match(line.text):
            self.found.hide(line.start, line.end)
        elif self._is_indented_code(line):
            end = self._at + 1
            while end < len(self._lines) and (not self._lines[end].text or self._lines[end].indent >= _CODE_INDENT):
                end += 1
            self._code(self._at, end)
            self._at = end - 1

    def _is_indented_code(self, line: MarkupLine) -> bool:
        before = self._lines[self._at - 1].text if self._at else ""
        return line.indent >= _CODE_INDENT and bool(line.text) and not before and not self._in_list

    def _fence(self, line: MarkupLine) -> bool:
        """Take in what stands between fences; MyST's directives hold prose, but for those that hold code or nothing."""
        opening = _FENCE.match(line.text)
        if not opening or (opening["mark"][0] == ":" and not opening["about"]):
            return False
        directive = _DIRECTIVE.match(opening["about"])
        kind = directive[1] if directive else ("" if opening["mark"][0] == ":" else "code")
        if kind not in _SILENT and kind not in _CODE:
            self._prose(directive, line, opening["mark"])
            return True
        end = self._at + 1
        while end < len(self._lines) and not self._closes(self._lines[end].text, opening["mark"]):
            end += 1
        after = min(end + 1, len(self._lines))
        if kind in _SILENT:
            self._hide(self._at, after)
        else:
            self._hide(self._at, self._at + 1)
            self._code(self._at + 1, end)
            self._hide(end, after)
        self._at = after
        return True

    def _prose(self, directive: re.Match[str] | None, line: MarkupLine, mark: str) -> None:
        """Take in the beginning of a directive: its title is words, its name and options are not."""
        self.found.hide(line.start, line.start + (line.text.find("}") + 1 if directive else len(line.text)))
        self._opened.append(mark)
        self._at += 1
        while self._at < len(self._lines) and _OPTION.match(self._lines[self._at].text):
            self._hide(self._at, self._at + 1)
            self._at += 1

    def _closing(self, line: MarkupLine) -> bool:
        """Take in the end of a directive that holds prose."""
        if not self._opened or not self._closes(line.text, self._opened[-1]):
            return False
        self._opened.pop()
        self.found.hide(line.start, line.end)
        self._at += 1
        return True

    @staticmethod
    def _closes(line: str, mark: str) -> bool:
        fence = _FENCE.match(line)
        return fence is not None and fence["mark"].startswith(mark) and not fence["about"]

    def _comment(self, line: MarkupLine) -> bool:
        if self._comments_stay_open or not line.text.lstrip().startswith("<!--"):
            return False
        end = self._at
        while end < len(self._lines) and "-->" not in self._lines[end].text:
            end += 1
        if end == len(self._lines):
            self._comments_stay_open = True
            return False
        last = self._lines[end]
        self.found.hide(line.start, last.start + last.text.index("-->") + 3)
        self._at = end + 1
        return True

    def _table(self, line: MarkupLine) -> bool:
        """Take in a table with a row of names, a row of dashes, and rows down to a blank line or one without bars."""
        if "|" not in line.text or self._at + 1 >= len(self._lines):
            return False
        rule = self._lines[self._at + 1]
        names = cells_of(line)
        if not _DELIMITERS.match(rule.text) or len(names) != len(cells_of(rule)):
            return False
        end = self._at + 2
        while end < len(self._lines) and "|" in self._lines[end].text:
            self._row(self._lines[end], names)
            end += 1
        self._hide(self._at + (end == self._at + 2), self._at + 2)
        self._at = end
        return True

    def _drawn_table(self, line: MarkupLine) -> bool:
        """Take in a table as pandoc knows them: drawn with lines, or with names above runs of dashes."""
        size = 0
        if _GRID.match(line.text):
            size = scan_grid(self._lines, self._at, self.found)
        elif line.text and not (self._at and self._lines[self._at - 1].text) and self._at + 1 < len(self._lines):
            below = self._lines[self._at + 1].text
            size = scan_dashed(self._lines, self._at, self.found) if _DASHES.match(below) else 0
        self._at += size
        return size > 0

    def _row(self, line: MarkupLine, names: Sequence[tuple[str, MarkupCell]]) -> None:
        cells = [cell for cell in _named(cells_of(line), names) if cell.lines]
        self.found.add_row(cells)
        first, after = (cells[0].lines[0].start, cells[-1].lines[0].end) if cells else (line.end, line.end)
        self.found.hide(line.start, first)
        self.found.hide(after, line.end)

    def _contents(self, line: MarkupLine) -> bool:
        """Take in a list of links to places of this text: its contents, whose words all stand below."""
        end = self._at
        while end < len(self._lines) and _ENTRY.match(self._lines[end].text):
            end += 1
        if end - self._at < _MIN_ENTRIES or not line.text:
            return False
        self._hide(self._at, end)
        self._at = end
        return True

    def _hide(self, first: int, after: int) -> None:
        for line in self._lines[first:after]:
            self.found.hide(line.start, line.end)

    def _code(self, first: int, after: int) -> None:
        held = [line for line in self._lines[first:after] if line.text]
        if held:
            self.found.add_code(held[0].start + held[0].indent, held[-1].end)


def cells_of(line: MarkupLine) -> list[tuple[str, MarkupCell]]:
    """Return the cells of a row between bars, each with its text; bars in code or behind a backslash divide none."""
    inner = line.text.lstrip(" \t>")
    start = len(line.text) - len(inner) + inner.startswith("|")
    end = len(line.text) - (line.text.endswith("|") and not line.text.endswith("\\|") and len(line.text) > start)
    cells = []
    for found in re.finditer(r"((?:\\.|`[^`]*`|[^|\\]|\\\Z)*)(\||\Z)", line.text[start:end]):
        place = line.piece(start + found.start(1), start + found.end(1))
        cells.append((found[1].strip(), MarkupCell("", (place,) if place else ())))
        if not found[2]:
            break
    return cells


def _named(cells: Sequence[tuple[str, MarkupCell]], names: Sequence[tuple[str, MarkupCell]]) -> list[MarkupCell]:
    known = [name for name, _ in names] + [""] * len(cells)
    return [MarkupCell(name, cell.lines) for (_, cell), name in zip(cells, known, strict=False)]
