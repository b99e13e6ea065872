"""Blocks of reStructuredText: directives, targets, comments, code, rules and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.text.markup.lines import MarkupLine, lines_of
from corpus.text.markup.rst_tables import scan_grid, scan_list_table, scan_separated, scan_simple
from corpus.text.markup.structure import Markup, MarkupBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DIRECTIVE = re.compile(r"\s*\.\.[ \t]+(?:\|[^|]{1,80}\|[ \t]+)?(?P<name>[A-Za-z][\w.:+-]*?)[ \t]?::(?:[ \t]+|\Z)")
_SUBSTITUTION = re.compile(r"\s*\.\.[ \t]+\|")
_FOOTNOTE = re.compile(r"\s*\.\.[ \t]+\[[^\]]{1,80}\](?:[ \t]+|\Z)")
_EMPTY_COMMENT = re.compile(r"\s*\.\.\Z")
_EXPLICIT = re.compile(r"\s*\.\.(?:\s|\Z)")
_ANONYMOUS = re.compile(r"\s*__\s")
_OPTION = re.compile(r"\s+:[\w-][\w -]*:(?:\s|\Z)")
_ADORNMENT = re.compile(r"\s*([!-/:-@\[-`{-~])\1{3,}\Z")
_ABOUT_FILE = re.compile(r":(?:orphan|nocomments|no-?search|tocdepth|hidetoc):")
_GRID = re.compile(r"\s*\+(?:[-=]+\+)+\Z")
_SIMPLE = re.compile(r"\s*={2,}(?:[ \t]+=+)+\Z")
_CODE = frozenset(
    [
        "code",
        "code-block",
        "sourcecode",
        "parsed-literal",
        "math",
        "testcode",
        "testoutput",
        "testsetup",
        "testcleanup",
        "doctest",
        "prompt",
        "ipython",
        "productionlist",
        "graphviz",
        "digraph",
        "graph",
        "uml",
        "mermaid",
        "plantuml",
        "command-output",
        "program-output",
        "code-tab",
        "jupyter-execute",
        "ansible-output-data",
        "graph::",
        "cli-example",
    ]
)
_SILENT = frozenset(
    [
        "toctree",
        "contents",
        "index",
        "meta",
        "include",
        "literalinclude",
        "raw",
        "highlight",
        "currentmodule",
        "module",
        "default-role",
        "role",
        "class",
        "tabularcolumns",
        "sectnum",
        "section-numbering",
        "header",
        "footer",
        "target-notes",
        "image",
        "autosummary",
        "automodule",
        "autoclass",
        "autofunction",
        "automethod",
        "autoattribute",
        "autodata",
        "autoexception",
        "inheritance-diagram",
        "only-format",
        "replace",
        "unicode",
        "date",
        "sectionauthor",
        "codeauthor",
        "moduleauthor",
        "program",
        "default-domain",
        "restructuredtext-test-directive",
        "highlightlang",
        "jinja",
        "rst-class",
        "container-options",
        "cssclass",
        "tags",
        "blogpost",
    ]
)
_TABLES: dict[str, Callable[[Sequence[MarkupLine], MarkupBuilder, dict[str, str]], None]] = {
    "csv-table": scan_separated,
    "list-table": scan_list_table,
}


def scan_rst(text: str, start: int = 0) -> Markup:
    """Return the structure of a reStructuredText from a place on."""
    scan = _Scan(text, start)
    scan.run()
    return scan.found.build()


class _Scan:
    def __init__(self, text: str, start: int) -> None:
        self._lines = lines_of(text, start)
        self._at = 0
        self.found = MarkupBuilder(text)

    def run(self) -> None:
        """Take in the blocks one after the other."""
        taken = (self._explicit, self._table, self._doctest, self._rule)
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not any(take(line) for take in taken):
                self._at += 1
                if line.text.endswith("::"):
                    self._literal(line)
                if line.text.strip() == "::":
                    self.found.hide(line.start, line.end)

    def _explicit(self, line: MarkupLine) -> bool:
        """Take in what begins with two dots: a directive, a footnote, a target, or else a comment."""
        if not _EXPLICIT.match(line.text) and not _ANONYMOUS.match(line.text):
            return False
        end = self._body_end(line)
        footnote, directive = _FOOTNOTE.match(line.text), _DIRECTIVE.match(line.text)
        if footnote:
            self.found.hide(line.start, line.start + footnote.end())
            self._at += 1
        elif _EMPTY_COMMENT.match(line.text) and not self._text_at(self._at + 1):
            self._hide(self._at, self._at + 1)  # it comments out nothing: a quotation may follow
            self._at += 1
        elif not directive or _SUBSTITUTION.match(line.text) or directive["name"] in _SILENT:
            self._hide(self._at, end)
            self._at = end
        else:
            self._directive(line, directive, end)
        return True

    def _text_at(self, number: int) -> str:
        return self._lines[number].text if number < len(self._lines) else ""

    def _directive(self, line: MarkupLine, found: re.Match[str], end: int) -> None:
        """Take in a directive: its name and options are no words; what it holds is read by its kind."""
        name = found["name"]
        title = found.end() if name not in _CODE and name != "figure" else len(line.text)
        self.found.hide(line.start, line.start + title)
        first, options = self._options(end)
        self._at = first
        if name in _CODE:
            self._code(first, end)
            self._at = end
        elif name in _TABLES:
            _TABLES[name](self._lines[first:end], self.found, options)
            self._at = end

    def _options(self, end: int) -> tuple[int, dict[str, str]]:
        """Take in the options below a directive's first line; return where its content begins, and what they say."""
        options: dict[str, str] = {}
        at, name = self._at + 1, ""
        while at < end and self._lines[at].text:
            line = self._lines[at].text
            if _OPTION.match(line):
                name, _, value = line.strip()[1:].partition(":")
                options[name] = value.strip()
            elif name and self._lines[at].indent > self._lines[self._at].indent + 1 and options:
                options[name] += " " + line.strip()
            else:
                break
            self._hide(at, at + 1)
            at += 1
        return at, options

    def _body_end(self, line: MarkupLine) -> int:
        """Return the number of the line after what stands below a line further to the right."""
        end = after = self._at + 1
        while end < len(self._lines) and (not self._lines[end].text or self._lines[end].indent > line.indent):
            end += 1
            after = end if self._lines[end - 1].text else after
        return after

    def _literal(self, line: MarkupLine) -> None:
        """Take in the block of code that two colons announce."""
        at = self._at
        while at < len(self._lines) and not self._lines[at].text:
            at += 1
        if at == self._at or at == len(self._lines) or self._lines[at].indent <= line.indent:
            return
        self._at -= 1
        end = self._body_end(line)
        self._code(at, end)
        self._at = max(end, at)

    def _doctest(self, line: MarkupLine) -> bool:
        if not line.text.lstrip().startswith(">>> "):
            return False
        end = self._at
        while end < len(self._lines) and self._lines[end].text:
            end += 1
        self._code(self._at, end)
        self._at = end
        return True

    def _table(self, line: MarkupLine) -> bool:
        for form, scan in ((_GRID, scan_grid), (_SIMPLE, scan_simple)):
            if form.match(line.text) and (size := scan(self._lines, self._at, self.found)):
                self._at += size
                return True
        return False

    def _rule(self, line: MarkupLine) -> bool:
        if not _ADORNMENT.match(line.text) and not _ABOUT_FILE.match(line.text):
            return False
        self.found.hide(line.start, line.end)
        self._at += 1
        return True

    def _hide(self, first: int, after: int) -> None:
        for line in self._lines[first:after]:
            self.found.hide(line.start, line.end)

    def _code(self, first: int, after: int) -> None:
        held = [line for line in self._lines[first:after] if line.text]
        if held:
            self.found.add_code(held[0].start + held[0].indent, held[-1].end)
