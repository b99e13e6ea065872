"""What a person sees of an Office file, and what not, read from its raw XML without any of the product's code.

A *run* is a stretch of text that the file keeps in one element: `w:t`, `a:t`, `m:t`, a cached value of a chart, a
shared string. Each has to stand in what the product stores; what was deleted, or hides in a field's code, must not.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT_PARTS = re.compile(
    r"(?:word/(?:document\d*|footnotes|endnotes|comments|header\d*|footer\d*)|word/charts/chart\d+|word/diagrams/data\d+"
    r"|ppt/(?:slides/slide|notesSlides/notesSlide|comments/\w*|charts/chart|diagrams/data)\d*"
    r"|xl/(?:sharedStrings|drawings/drawing\d+|comments\d*|comments/comment\d+|charts/chart\d+|threadedComments/\w+)"
    r")\.xml"
)
_RUN = frozenset({"t", "v"})
_LABELS_OF_A_CHART = "v"
_GONE = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText"})
_NOTES = ("footnotes", "endnotes")


def visible_runs(data: bytes) -> Iterator[str]:
    """Yield the runs that a person sees."""
    yield from (text for text, seen in _runs(data) if seen)


def unseen_runs(data: bytes) -> Iterator[str]:
    """Yield the runs that nobody sees: deleted, hidden, or meant for older programs."""
    yield from (text for text, seen in _runs(data) if not seen)


def missing_runs(data: bytes, stored: str) -> list[str]:
    """Return the visible runs that do not stand in a stored text, white space aside."""
    there = "".join(stored.split())
    return [run for run in visible_runs(data) if "".join(run.split()) not in there]


def _runs(data: bytes) -> Iterator[tuple[str, bool]]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if _TEXT_PARTS.fullmatch(name):
                yield from _runs_in(ElementTree.fromstring(package.read(name)), seen=True)


def _runs_in(element: ElementTree.Element, *, seen: bool) -> Iterator[tuple[str, bool]]:
    name = _local(element)
    seen = seen and name not in _GONE and not _is_hidden(element)
    if name in _RUN and (element.text or "").strip():
        yield element.text or "", seen
    if name in ("delText", "instrText", "delInstrText") and (element.text or "").strip():
        yield element.text or "", False
    for child in element:
        yield from _runs_in(child, seen=seen)


def _is_hidden(element: ElementTree.Element) -> bool:
    """Tell hidden runs, prompts of empty controls, and numbers of pages that a program fills in."""
    names = {_local(each) for each in element}
    if _local(element) == "r" and "rPr" in names:
        return any(_local(mark) == "vanish" for each in element if _local(each) == "rPr" for mark in each)
    if _local(element) == "sdt":
        return any(_local(mark) == "showingPlcHdr" for each in element for mark in each)
    return _local(element) == "fld" and element.get("type") in ("slidenum", "datetime1")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
