"""Fields of a Word document: what they were told to show is code, what they show is text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.office.names import W

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

_PAGE_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_CONTENTS = "TOC"
_STEPS = {"begin": 1, "end": -1}


@dataclass(slots=True)
class _Field:
    code: str = ""
    shows: bool = False
    is_contents: bool = False


class Fields:
    """The fields that are open where a story is being read.

    Where their marks do not come in pairs, all of the story's text counts as shown.
    """

    def __init__(self, story: etree._Element, *, running: bool) -> None:
        """Prepare to read a story; `running` is for headers and footers, where numbers of pages are not shown."""
        self._in_pairs = _are_in_pairs(each.get(f"{W}fldCharType") for each in story.iter(f"{W}fldChar"))
        self._running = running
        self._open: list[_Field] = []
        self._not_shown = 0
        self._contents = 0

    @property
    def shown(self) -> bool:
        """Return True where text is shown: outside of fields, and in their results."""
        return not self._not_shown

    @property
    def in_contents(self) -> bool:
        """Return True in the result of a table of contents."""
        return self._contents > 0

    def shows(self, code: str) -> bool:
        """Return True if the result of a field with this code is text to be read."""
        return not (self._running and _command(code) in _PAGE_NUMBERS)

    def add_code(self, code: str) -> None:
        """Append to what the innermost field is told to show."""
        if self._open:
            self._open[-1].code += code

    def mark(self, mark: etree._Element) -> str:
        """Begin a field, go on to its result, or end it; return what a list to choose from shows."""
        if not self._in_pairs:
            return ""
        match mark.get(f"{W}fldCharType"):
            case "begin":
                chosen = _chosen(mark) if self.shown else ""
                self._open.append(_Field(shows=bool(chosen)))
                self._count(self._open[-1], 1)
                return chosen
            case "separate" if self._open:
                innermost = self._open[-1]
                self._count(innermost, -1)
                innermost.shows = self.shows(innermost.code)
                innermost.is_contents = _command(innermost.code) == _CONTENTS
                self._count(innermost, 1)
            case "end" if self._open:
                self._count(self._open.pop(), -1)
        return ""

    def _count(self, each: _Field, by: int) -> None:
        self._not_shown += by * (not each.shows)
        self._contents += by * each.is_contents


def _are_in_pairs(marks: Iterable[str | None]) -> bool:
    depth = 0
    for mark in marks:
        depth += _STEPS.get(mark or "", 0)
        if depth < 0:
            return False
    return depth == 0


def _command(code: str) -> str:
    words = code.split(maxsplit=1)
    return words[0].upper() if words else ""


def _chosen(begin: etree._Element) -> str:
    """Return the entry that a drop-down list shows, the first if none was chosen."""
    choices = begin.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    entries = [each.get(f"{W}val", "") for each in choices.iterchildren(f"{W}listEntry")]
    result = choices.find(f"{W}result")
    number = result.get(f"{W}val", "0") if result is not None else "0"
    return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else "".join(entries[:1])
