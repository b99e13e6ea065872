"""What stands on a sheet beside its cells: text boxes, charts, diagrams, comments, headers and footers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from corpus.readers.office.drawing.frames import FRAMES, Frames
from corpus.readers.office.drawing.text import paragraphs
from corpus.readers.office.names import DGM, XDR, is_element
from corpus.readers.office.package import BROKEN
from corpus.readers.office.sheets.comments import SheetComments

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml import etree

    from corpus.readers.office.package import OfficePackage

_ANCHORS = (f"{XDR}twoCellAnchor", f"{XDR}oneCellAnchor", f"{XDR}absoluteAnchor")
_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f+-]{6}|\d+|[A-Za-z])')
_AMPERSAND = "\ue000"
_RUNNING = b"headerFooter>"
_RUNNING_BYTES = 20_000
_RUNNING_LINE = re.compile(rb"<(?:\w{1,20}:)?(?:odd|even|first)(Header|Footer)[^<>]*>([^<]+)</")
_PAGE_NUMBER = re.compile(r"&[PN]")
_MIN_LETTERS = 10
"""Letters of a line with the number of a page that says more than it: "Page &P of &N" has six."""
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class BesideText:
    """A text, the number of the row that it stands at, and what it is: "chart at B5"."""

    text: str
    row: int
    label: str


class BesideCells:
    """What is shown beside the cells, by sheet."""

    def __init__(self, package: OfficePackage, sheets: Collection[str]) -> None:
        """`sheets` are the names of those that are read: their cells are the data of most charts."""
        self._package, self._sheets = package, frozenset(sheets)
        self._frames, self._comments = Frames(package), SheetComments(package)

    def of_sheet(self, part: str) -> Iterator[BesideText]:
        """Yield what stands on the sheet in a part: what is drawn, the comments, and what is printed on each page."""
        for name in self._package.targets(part, "drawing"):
            root = self._package.parse_or_none(name)
            for anchor in root.iterchildren(*_ANCHORS) if root is not None else ():
                yield from self._drawn(anchor, name)
        for comment in self._comments.of_sheet(part):
            yield BesideText(comment.text, comment.row, f"comment on {comment.cell}")
        yield from (BesideText(words, 1, f"{kind} of its pages") for kind, words in self._running(part))

    def _running(self, part: str) -> list[tuple[str, str]]:
        try:
            return list(_running_lines(self._package.read(part)))
        except BROKEN:
            return []

    def _drawn(self, anchor: etree._Element, part: str) -> Iterator[BesideText]:
        row, column = (_number(anchor.find(f"{XDR}from/{XDR}{name}")) for name in ("row", "col"))
        cell = f"{column_letters(column)}{row + 1}"
        for shape in _shapes(anchor):
            if shape.tag == f"{XDR}txBody":
                texts, what = [each.words for each in paragraphs(shape)], "text box"
            else:
                texts, what = self._framed(shape, part), "diagram" if shape.tag == f"{DGM}relIds" else "chart"
            yield from (BesideText(text, row + 1, f"{what} at {cell}") for text in texts)

    def _framed(self, frame: etree._Element, part: str) -> list[str]:
        if frame.tag == f"{DGM}relIds":
            return self._frames.diagram(frame, part)
        chart = self._frames.chart(frame, part)
        stands_in_cells = bool(chart.sheets) and chart.sheets <= self._sheets
        return [*chart.labels, *(() if stands_in_cells else chart.rows)]


def _running_lines(worksheet: bytes) -> Iterator[tuple[str, str]]:
    """Yield the headers and footers that a sheet is printed with, each as ("header" or "footer", its words)."""
    end = max(0, worksheet.rfind(_RUNNING))
    seen: set[str] = set()
    for kind, text in _RUNNING_LINE.findall(worksheet[max(0, end - _RUNNING_BYTES) : end]):
        codes = unescape(text.decode("utf-8", "replace")).replace("&&", _AMPERSAND)
        words = " ".join(_CODE.sub(" ", codes).replace(_AMPERSAND, "&").split())
        least = _MIN_LETTERS if _PAGE_NUMBER.search(codes) else 1
        if sum(map(str.isalpha, words)) >= least and words not in seen:
            seen.add(words)
            yield kind.decode().lower(), words


def column_letters(column: int) -> str:
    """Return what a spreadsheet program calls a column, counted from 0.

    Example:
        >>> column_letters(0), column_letters(27)
        ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def _shapes(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the text bodies, charts and diagrams that are not hidden."""
    for each in element:
        if not is_element(each) or _is_hidden(each):
            continue
        if each.tag == f"{XDR}txBody" or each.tag in FRAMES:
            yield each
        else:
            yield from _shapes(each)


def _is_hidden(shape: etree._Element) -> bool:
    return any(each.get("hidden") in ("1", "true") for each in shape.iterfind(f"*/{XDR}cNvPr"))


def _number(element: etree._Element | None) -> int:
    text = (element.text or "").strip() if element is not None else ""
    return min(int(text), 2**20) if text.isdecimal() and len(text) < 10 else 0
