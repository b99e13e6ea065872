"""Lists of links into the page that they stand on: its table of contents, whose words all stand there again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

_LISTS = frozenset({"ul", "ol"})
_MIN_ENTRIES = 3
_LINKED = 0.8
"""Share of its characters that are links; numbers and dots may stand beside them."""
_CUT_OUT = "besa-contents"


@dataclass(slots=True)
class _List:
    element: etree._Element
    characters: int = 0
    linked: int = 0
    targets: list[str] = field(default_factory=list)

    def take_in(self, inner: _List) -> None:
        self.characters += inner.characters
        self.linked += inner.linked
        self.targets += inner.targets


def drop_contents(tree: etree._Element) -> None:
    """Cut out of a tree the lists that are nothing but links to places of this same page."""
    places = {name for element in tree.iter() for name in (element.get("id"), element.get("name")) if name}
    for each in list(_lists(tree)):
        known = sum(target in places for target in each.targets)
        if known >= _MIN_ENTRIES and known == len(each.targets) and each.linked >= _LINKED * each.characters:
            each.element.tag = _CUT_OUT
    etree.strip_elements(tree, _CUT_OUT, with_tail=False)


def _lists(tree: etree._Element) -> Iterator[_List]:
    """Yield the lists that stand in no other."""
    opened: list[_List] = []
    inside_link = False
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        begins = event == "start"
        if begins and element.tag in _LISTS:
            opened.append(_List(element))
        if opened and element.tag == "a" and begins:
            opened[-1].targets.append((element.get("href") or "").partition("#")[2] if _is_local(element) else "")
        inside_link = begins if element.tag == "a" else inside_link
        if not begins and element.tag in _LISTS:
            done = opened.pop()
            if opened:
                opened[-1].take_in(done)
            else:
                yield done
        if opened:
            said = len("".join(((element.text if begins else element.tail) or "").split()))
            opened[-1].characters += said
            opened[-1].linked += said * inside_link


def _is_local(link: etree._Element) -> bool:
    return (link.get("href") or "").startswith("#")
