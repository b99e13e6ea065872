"""The table of contents of an e-book: it names the chapters whose pages have no heading of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from corpus.readers.common.text_builder import MAX_HEADING
from corpus.readers.epub.package import parse_chapter, parse_xml, resolve_part, text_content
from corpus.readers.html.visible_text import begins_block, heading_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus.readers.epub.package import Package

_TYPE_ATTRIBUTES = ("{http://www.idpf.org/2007/ops}type", "epub:type", "type")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What lxml puts into no tree."""
_MAX_ELEMENTS = 50
_MAX_BEFORE_HEADING = 200
_MAX_LINE = 1000
_MAX_LEVEL = 6
_MAX_CHAPTERS_ON_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Chapter:
    """An entry of the table of contents.

    Attributes:
        fragment: The id of the element where the chapter begins; "" for the page itself.
        title: Its title, on one line.
        level: How deep it is nested, from 1.
    """

    fragment: str
    title: str
    level: int


def read_contents(package: Package, load: Callable[[str], bytes | None]) -> dict[str, list[Chapter]]:
    """Return the chapters of each page, by its name, from EPUB 3's table of contents, or else EPUB 2's."""
    found: dict[str, list[Chapter]] = {}
    for name, parse, entries in ((package.nav, parse_chapter, _nav_entries), (package.ncx, parse_xml, _ncx_entries)):
        data = load(name) if name else None
        tree = parse(data) if data is not None else None
        if not name or tree is None:
            continue
        for address, title, level in entries(tree):
            page = resolve_part(name, address)
            on_page = found.setdefault(page, []) if page else []
            if 0 < len(title) <= MAX_HEADING and len(on_page) < _MAX_CHAPTERS_ON_PAGE:
                on_page.append(Chapter(unquote(address.partition("#")[2]), title, min(level, _MAX_LEVEL)))
        if found:
            break
    return found


def mark_chapters(tree: etree._Element, chapters: Sequence[Chapter]) -> None:
    """Put a heading where each chapter begins, unless the page has one there.

    It is made of the line that says the chapter's title, or inserted. Changes the tree.
    """
    elements = [element for element in tree.iter(etree.Element) if element.tag != "head"]
    at = {element.get("id") or element.get("name"): nth for nth, element in reversed(list(enumerate(elements)))}
    body = next((nth for nth, element in enumerate(elements) if element.tag == "body"), 0)
    for chapter in dict.fromkeys(chapters):
        start = at.get(chapter.fragment, body) if chapter.fragment else body
        _mark_chapter(elements[start : start + _MAX_ELEMENTS], chapter)


def _mark_chapter(elements: Sequence[etree._Element], chapter: Chapter) -> None:
    if any(heading_level(above) for above in elements[0].iterancestors()):
        return
    opening: etree._Element | None = None
    said = 0
    for element in elements:
        if heading_level(element) and text_content(element):
            return
        words = len((element.text or "").strip()) + (0 if len(element) else len((element.tail or "").strip()))
        if words and opening is None:
            opening = element
        said += words
        if said > _MAX_BEFORE_HEADING:
            break
    if opening is not None:
        _insert_heading(opening, chapter)


def _insert_heading(opening: etree._Element, chapter: Chapter) -> None:
    block = next(each for each in (opening, *opening.iterancestors()) if begins_block(each) or each.getparent() is None)
    if block.tag in {"p", "div"} and _says_only(block, chapter.title):
        block.tag = f"h{chapter.level}"
        return
    heading = etree.Element(f"h{chapter.level}")
    heading.text = _NOT_IN_XML.sub("", chapter.title)
    whole = block.tag == "body" or block.getparent() is None
    if whole and block is opening:
        heading.tail, block.text = _NOT_IN_XML.sub("", block.text or ""), None
        block.insert(0, heading)
    else:
        (opening if whole else block).addprevious(heading)


def _says_only(block: etree._Element, title: str) -> bool:
    said = "".join(map(str, islice(block.itertext(), _MAX_ELEMENTS)))
    if len(said) > _MAX_LINE or "".join(said.split()).casefold() != "".join(title.split()).casefold():
        return False
    return not any(begins_block(child) for child in block.iterdescendants() if child.tag != "br")


def _nav_entries(tree: etree._Element) -> Iterator[tuple[str, str, int]]:
    tables = list(tree.iter("nav"))
    kinds = [next((kind for name in _TYPE_ATTRIBUTES if (kind := nav.get(name))), "") for nav in tables]
    table = next((nav for nav, kind in zip(tables, kinds, strict=True) if "toc" in kind.split()), None)
    for link in table.iter("a") if table is not None else ():
        level = sum(1 for above in link.iterancestors() if above.tag == "ol")
        yield link.get("href", ""), text_content(link), max(1, level)


def _ncx_entries(tree: etree._Element) -> Iterator[tuple[str, str, int]]:
    for point in tree.iter("{*}navPoint"):
        label, content = point.find("./{*}navLabel"), point.find("./{*}content")
        if label is not None and content is not None:
            level = 1 + sum(1 for _ in point.iterancestors("{*}navPoint"))
            yield content.get("src", ""), text_content(label), level
