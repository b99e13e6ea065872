"""Drawings (SVG) of an e-book as the words in them: pages that are one, pictures that are, and those in a page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree

from corpus.readers.epub.package import parse_chapter, resolve_part, text_content
from corpus.readers.html.hidden import is_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_UNSEEN = frozenset({"defs", "symbol", "pattern", "clippath", "mask", "marker", "metadata", "title", "desc", "style"})
_NOT_SHOWN = {"display": "none", "visibility": "hidden"}
_MOVES = ("x", "y", "dx", "dy")
_SENTENCE_ENDS = (".", "!", "?", ":", "…", "”", '"')
_SUFFIXES = (".svg", ".svgz")


class Drawings:
    """The drawings of one book. What a picture says is read where it is first shown: ornaments come again and again.

    `load` returns a part of the book by its name, or None.
    """

    def __init__(self, load: Callable[[str], bytes | None]) -> None:
        self._load = load
        self._shown: set[str] = set()

    def write_out(self, tree: etree._Element, page: str) -> etree._Element:
        """Put the words of drawings in the places of these, as paragraphs, and return the tree of the page."""
        for picture in list(tree.iter("img", "image", "object")):
            self._show(picture, page)
        for drawing in list(tree.iter("svg")):
            if drawing is not tree and next(drawing.iterancestors("svg"), None) is None:
                _replace(drawing, _paragraphs(drawing))
        return _paragraphs(tree) if tree.tag == "svg" else tree

    def _show(self, picture: etree._Element, page: str) -> None:
        """Put the words of a picture that is a drawing of its own in its place."""
        name = resolve_part(page, _address(picture))
        if name is None or not name.lower().endswith(_SUFFIXES) or name in self._shown:
            return
        self._shown.add(name)
        part = self._load(name)
        drawing = parse_chapter(part) if part is not None else None
        if drawing is not None and drawing.tag == "svg":
            _replace(picture, _paragraphs(drawing))


def _address(picture: etree._Element) -> str:
    names = ("src", "data", "href", "{http://www.w3.org/1999/xlink}href")
    return next((said for said in map(picture.get, names) if said), "")


def _replace(element: etree._Element, paragraphs: etree._Element) -> None:
    """Put paragraphs, if there are any, in the place of an element; what follows it stays."""
    parent = element.getparent()
    if parent is not None and len(paragraphs):
        paragraphs.tail, element.tail = element.tail, None
        parent.replace(element, paragraphs)


def _paragraphs(drawing: etree._Element) -> etree._Element:
    """Return a `div` of what a drawing says: lines that go on in the next are one paragraph."""
    found = etree.Element("div")
    lines = [line for each in _texts(drawing) if (line := text_content(each))]
    for above, line in pairwise(["", *lines]):
        if len(found) and line[0].islower() and not above.endswith(_SENTENCE_ENDS):
            found[-1].text = f"{found[-1].text} {line}"
        else:
            etree.SubElement(found, "p").text = line
    return found


def _texts(drawing: etree._Element) -> Iterator[etree._Element]:
    """Yield the visible texts of a drawing, with white space where a part of one is set elsewhere."""
    walk = etree.iterwalk(drawing, events=("start",))
    for _, element in walk:
        if (
            element.tag in _UNSEEN
            or is_hidden(element)
            or any(element.get(name) == value for name, value in _NOT_SHOWN.items())
        ):
            walk.skip_subtree()
        elif element.tag in ("text", "foreignobject"):
            walk.skip_subtree()
            for part in element.iter("tspan", "p", "div", "br"):
                if part.tag != "tspan" or any(part.get(name) for name in _MOVES):
                    part.text = f" {part.text or ''}"
            yield element
