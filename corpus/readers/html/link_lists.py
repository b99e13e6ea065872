"""Lists of links to other pages: what they say stands there, and is no answer here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.html.list_numbers import LABEL
from corpus.text.line_structure import LINK_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_MIN_ITEMS = 3
_MOST = 0.8
"""Share of a list's items that are links, and of an item's characters."""
_INDEX = 0.5
"""Share of a page's characters in such items from which on the page is nothing but an index."""


def mark_links(tree: etree._Element) -> None:
    """Note at each item of a list of links that it is one, by the mark that is written before it. Changes the tree."""
    for item in _link_items(tree):
        item.set(LABEL, " ".join(filter(None, (LINK_MARK, item.get(LABEL)))))


def is_index(tree: etree._Element) -> bool:
    """Return True if half of what a page says are items of lists of links."""
    return sum(map(_characters, _link_items(tree))) > _INDEX * _characters(tree)


def _link_items(tree: etree._Element) -> Iterator[etree._Element]:
    """Yield the items that are links and little else, of lists of which nearly all are such."""
    for each in tree.iter("ul", "ol"):
        items = list(each.iterchildren("li"))
        links = [item for item in items if _is_link(item)]
        if len(links) >= max(_MIN_ITEMS, _MOST * len(items)):
            yield from links


def _is_link(item: etree._Element) -> bool:
    """Return True if an item's words are those of links to other places than this page."""
    if next(item.iterdescendants("ul", "ol"), None) is not None:
        return False
    linked = sum(_characters(link) for link in item.iter("a") if (link.get("href") or "#")[:1] != "#")
    return linked > 0 and linked >= _MOST * _characters(item)


def _characters(element: etree._Element) -> int:
    return sum(len("".join(str(words).split())) for words in element.itertext())
