"""Comments on a slide: those of today's PowerPoint with their replies, and those of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.common.comments import comment_opening
from corpus.readers.office.drawing.text import paragraph_text
from corpus.readers.office.names import A, P, is_element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.readers.office.package import OfficePackage


class SlideComments:
    """The comments of a presentation, whose authors stand in a part of their own."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        roots = [
            package.parse_or_none(name)
            for kind in ("commentAuthors", "authors")
            for name in package.targets(package.main, kind)
        ]
        self._authors = {each.get("id", ""): each.get("name") for root in roots if root is not None for each in root}

    def of_slide(self, part: str) -> Iterator[str]:
        """Yield the comments on the slide in a part, each with who has made it."""
        for name in self._package.targets(part, "comments"):
            root = self._package.parse_or_none(name)
            for each in root.iter("{*}cm", "{*}reply") if root is not None else ():
                if words := _words(each):
                    yield f"{comment_opening(self._authors.get(each.get('authorId', '')))}{words}"


def _words(comment: etree._Element) -> str:
    for each in comment:
        if is_element(each) and each.tag == f"{P}text":
            return (each.text or "").strip()
        if is_element(each) and each.tag.endswith("}txBody"):
            return "\n".join(filter(None, map(paragraph_text, each.iter(f"{A}p"))))
    return ""
