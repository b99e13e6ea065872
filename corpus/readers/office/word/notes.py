"""Footnotes, endnotes and comments of a Word document, by what refers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.comments import comment_opening
from corpus.readers.office.names import W

if TYPE_CHECKING:
    from lxml import etree

    from corpus.readers.office.package import OfficePackage

NOTES = {
    f"{W}footnoteReference": "footnote",
    f"{W}endnoteReference": "endnote",
    f"{W}commentReference": "comment",
}
"""What refers to a note, and what that note is called in a part of its own."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note, the part that it stands in, and what comes before its words: who has made a comment."""

    element: etree._Element
    part: str
    opening: str


class Notes:
    """The notes of a document. Each is given out once, so that none can be in itself."""

    def __init__(self, package: OfficePackage) -> None:
        self._notes: dict[tuple[str, str], Note] = {}
        for kind in NOTES.values():
            for part in package.targets(package.main, f"{kind}s"):
                root = package.parse_or_none(part)
                for each in root.iterchildren(f"{W}{kind}") if root is not None else ():
                    note = Note(each, part, comment_opening(each.get(f"{W}author")) if kind == "comment" else "")
                    self._notes.setdefault((kind, each.get(f"{W}id", "")), note)

    def take(self, kind: str, id: str) -> Note | None:
        """Return the note of an id; None if there is none, or it has been taken."""
        return self._notes.pop((kind, id), None)
