"""Comments on cells: notes, and today's comments with their replies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.comments import comment_opening
from corpus.readers.common.tables import clean_cell
from corpus.readers.office.names import S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.office.package import OfficePackage

_CELL = re.compile(r"[A-Z]{1,3}(\d{1,7})")


@dataclass(frozen=True, slots=True)
class CellComment:
    """A comment, with who has made it, and the cell that it is on."""

    text: str
    cell: str

    @property
    def row(self) -> int:
        """Return the number of the cell's row; 1 if the cell is none."""
        found = _CELL.fullmatch(self.cell)
        return max(1, int(found[1])) if found else 1


class SheetComments:
    """The comments of a workbook, whose authors may stand in a part of their own."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        people = (package.parse_or_none(name) for name in package.targets(package.main, "person"))
        self._people = {
            each.get("id", ""): each.get("displayName") for root in people if root is not None for each in root
        }

    def of_sheet(self, part: str) -> Iterator[CellComment]:
        """Yield the comments on the sheet in a part; of one that is there for older programs too, today's alone."""
        threaded = list(self._threaded(part))
        yield from threaded
        known = {each.cell for each in threaded}
        yield from (each for each in self._notes(part) if each.cell not in known)

    def _threaded(self, part: str) -> Iterator[CellComment]:
        for name in self._package.targets(part, "threadedComment"):
            root = self._package.parse_or_none(name)
            for each in root.iterchildren("{*}threadedComment") if root is not None else ():
                words = clean_cell(each.findtext("{*}text") or "")
                if words:
                    opening = comment_opening(self._people.get(each.get("personId", "")))
                    yield CellComment(f"{opening}{words}", each.get("ref", ""))

    def _notes(self, part: str) -> Iterator[CellComment]:
        for name in self._package.targets(part, "comments"):
            root = self._package.parse_or_none(name)
            if root is None:
                continue
            authors = [each.text or "" for each in root.iterfind(f"{S}authors/{S}author")]
            for each in root.iterfind(f"{S}commentList/{S}comment"):
                runs = (run.text or "" for run in each.iterfind(f"{S}text//{S}t"))
                number = each.get("authorId", "")
                author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
                words = clean_cell("".join(runs).strip().removeprefix(f"{author}:"))
                if words:
                    yield CellComment(f"{comment_opening(author)}{words}", each.get("ref", ""))
