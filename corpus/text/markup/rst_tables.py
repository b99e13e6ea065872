"""Tables of reStructuredText: drawn with lines, in columns, as lists, and with separators."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.text.markup.structure import MarkupBuilder, MarkupCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.documents import Span
    from corpus.text.markup.lines import MarkupLine

_BORDER = re.compile(r"\s*\+(?:[-=:]+\+)+\Z")
_RULE = re.compile(r"\s*={2,}(?:[ \t]+=+)*\Z|\s*=+(?:[ \t]+=+)+\Z")
_UNDERLINE = re.compile(r"\s*-+(?:[ \t]+-+)*\Z")
_RUN = re.compile(r"=+|-+")
_FIELD = re.compile(r'\s*(?:"((?:[^"]|"")*)"|((?:(?!\0).)*?))\s*(\0|\Z)')
_ITEM = re.compile(r"\s*[-*+](?:\s+|\Z)")
_SEPARATORS = {"tab": "\t", "space": " "}

Cells = list[list["Span"]]
"""The lines of each cell of a row."""


def scan_grid(lines: Sequence[MarkupLine], at: int, found: MarkupBuilder) -> int:
    """Take in a table that is drawn with + - and |; return how many lines it has, 0 if it is none."""
    end = at
    while end < len(lines) and lines[end].text.lstrip()[:1] in {"+", "|"}:
        end += 1
    edges = [place for place, character in enumerate(lines[at].text) if character == "+"]
    rows: list[Cells] = []
    header = 0
    for line in lines[at:end]:
        if _BORDER.match(line.text):
            header = len(rows) if "=" in line.text else header
            rows.append([[] for _ in edges[1:]])
        else:
            _add(rows[-1], _between_bars(line, edges))
    if end - at < 3:
        return 0
    _finish(rows, header, found)
    _hide_rest(lines[at:end], rows[header:], found)
    return end - at


def _between_bars(line: MarkupLine, edges: Sequence[int]) -> list[Span | None]:
    """Return what stands in each column of a line; a cell that spans several is in the first of them."""
    pieces: list[Span | None] = [None] * (len(edges) - 1)
    opened = 0
    for column in range(len(pieces)):
        bar = edges[column + 1]
        if line.text[bar : bar + 1] in {"|", "+", ""} or column == len(pieces) - 1:
            piece = line.piece(edges[opened] + 1, bar)
            pieces[opened] = None if piece and not line.text[edges[opened] + 1 : bar].strip("-=:+ ") else piece
            opened = column + 1
    return pieces


def scan_simple(lines: Sequence[MarkupLine], at: int, found: MarkupBuilder) -> int:
    """Take in a table whose columns stand under runs of =; return how many lines it has, 0 if it is none."""
    starts = [run.start() for run in _RUN.finditer(lines[at].text)]
    columns = list(zip(starts, [*starts[1:], None], strict=True))
    rules, end = [at], at + 1
    while end < len(lines) and lines[end].indent >= lines[at].indent * bool(lines[end].text):
        if _RULE.match(lines[end].text):
            rules.append(end)
            if len(rules) == 3 or end + 1 == len(lines) or not lines[end + 1].text:
                break
        end += 1
    if len(rules) == 1 or rules[-1] != end:
        return 0
    rows: list[Cells] = []
    header, begun = 0, False
    for line in lines[at + 1 : end]:
        if _RULE.match(line.text):
            header, begun = len(rows), False
        elif line.text and not _UNDERLINE.match(line.text):
            pieces = [line.piece(start, after) for start, after in columns]
            if pieces[0] or not begun:
                rows.append([[] for _ in columns])
                begun = True
            _add(rows[-1], pieces)
    _finish(rows, header, found)
    _hide_rest(lines[at : end + 1], rows[header:], found)
    return end + 1 - at


def scan_dashed(lines: Sequence[MarkupLine], at: int, found: MarkupBuilder) -> int:
    """Take in a table of pandoc's Markdown: names above runs of -, rows of one line down to a blank one; see above."""
    starts = [run.start() for run in _RUN.finditer(lines[at + 1].text)]
    columns = list(zip(starts, [*starts[1:], None], strict=True))
    end = at + 2
    while end < len(lines) and lines[end].text:
        end += 1
    if end == at + 2:
        return 0
    held = [line for line in lines[at:end] if not _UNDERLINE.match(line.text)]
    rows = [[[piece] if piece else [] for piece in (line.piece(*column) for column in columns)] for line in held]
    _finish(rows, 1, found)
    _hide_rest(lines[at:end], rows[1:], found)
    return end - at


def scan_separated(lines: Sequence[MarkupLine], found: MarkupBuilder, options: dict[str, str]) -> None:
    """Take in the rows of a `csv-table`; `options` name its columns, or say how many rows do."""
    separator = _SEPARATORS.get(options.get("delim", ","), options.get("delim", ",")) or ","
    rows = [_fields(line, separator) for line in lines if line.text]
    if not rows:
        return
    names = [words for words, _ in _split(options.get("header", ""), separator)]
    header = 0 if any(names) else _number(options)
    _finish(rows, header, found, names if any(names) else ())
    _hide_rest(lines, rows[header:], found)


def _fields(line: MarkupLine, separator: str) -> Cells:
    pieces = (line.piece(start, start + len(words)) for words, start in _split(line.text, separator))
    return [[piece] if piece else [] for piece in pieces]


def _split(text: str, separator: str) -> Iterable[tuple[str, int]]:
    """Yield the fields of a line and where each stands, without the quotation marks around it."""
    at = 0
    marked = text.replace(separator, "\0" * len(separator))
    while at <= len(marked):
        field = _FIELD.match(marked, at)
        if field is None:
            return
        nth = 1 if field[1] is not None else 2
        yield text[field.start(nth) : field.end(nth)], field.start(nth)
        if not field[3]:
            return
        at = field.end() + len(separator) - 1


def scan_list_table(lines: Sequence[MarkupLine], found: MarkupBuilder, options: dict[str, str]) -> None:
    """Take in the rows of a `list-table`: items of a list, each a list of cells."""
    held = [line for line in lines if line.text]
    rows: list[Cells] = []
    inner = 0
    for line in held:
        row = _ITEM.match(line.text) if line.indent == held[0].indent else None
        start = row.end() if row else 0
        if row:
            rows.append([])
            inner = start
        cell = _ITEM.match(line.text, start) if row or line.indent == inner else None
        if rows and (cell or not rows[-1]):
            rows[-1].append([])
        if rows and (place := line.piece(cell.end() if cell else start)):
            rows[-1][-1].append(place)
    header = _number(options)
    _finish(rows, header, found)
    if held:
        _hide_rest(held, rows[header:], found)


def _number(options: dict[str, str]) -> int:
    value = options.get("header-rows", "0")
    return min(int(value), 9) if value.isascii() and value.isdecimal() and len(value) < 4 else 0


def _add(row: Cells, pieces: Sequence[Span | None]) -> None:
    for cell, piece in zip(row, pieces, strict=True):
        if piece:
            cell.append(piece)


def _finish(rows: Sequence[Cells], header: int, found: MarkupBuilder, names: Sequence[str] = ()) -> None:
    """Note the rows below the first `header` ones, which name the columns if no `names` do."""
    width = max(map(len, rows), default=0)
    above = [[*row, *[[]] * (width - len(row))] for row in rows[:header]]
    known = [*(names or (_words(found, column) for column in zip(*above, strict=True))), *[""] * width]
    for row in rows[header:]:
        found.add_row([MarkupCell(name, tuple(cell)) for cell, name in zip(row, known, strict=False)])


def _words(found: MarkupBuilder, cells: Iterable[list[Span]]) -> str:
    return " ".join(place.of(found.text) for cell in cells for place in cell)


def _hide_rest(lines: Sequence[MarkupLine], rows: Sequence[Cells], found: MarkupBuilder) -> None:
    """Hide what is neither in a cell nor between two of one row."""
    spans = [[place for cell in row for place in cell] for row in rows]
    kept = [(min(p.start for p in row), max(p.end for p in row)) for row in spans if row]
    edges = [lines[0].start, *(at for pair in kept for at in pair), max(lines[-1].end, lines[0].start)]
    for nth, (start, end) in enumerate(pairwise(edges)):
        if nth % 2 == 0:
            found.hide(start, end)
