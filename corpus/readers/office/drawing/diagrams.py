"""Diagrams (SmartArt): the words of their points, those below a point as its list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from corpus.readers.office.drawing.text import DrawnParagraph, paragraphs
from corpus.readers.office.names import DGM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_SAID_IN = frozenset({"node", "asst", "doc"})
_DEEPEST = 8


def diagram_paragraphs(model: etree._Element) -> Iterator[DrawnParagraph]:
    """Yield the words of a diagram's data model in the order of its points, each once."""
    points = {each.get("modelId", ""): each for each in model.iter(f"{DGM}pt") if each.get("type", "node") in _SAID_IN}
    below = _children(model)
    roots = [key for key, point in points.items() if point.get("type") == "doc"] or list(points)
    waiting = [(key, 0) for key in [*(key for key in points if key not in roots), *reversed(roots)]]
    seen: set[str] = set()
    while waiting:
        key, level = waiting.pop()
        if key in seen or key not in points:
            continue
        seen.add(key)
        for each in paragraphs(points[key]):
            yield DrawnParagraph(each.words, max(0, min(level - 1, _DEEPEST)), bulleted=True)
        waiting += [(child, level + 1) for child in reversed(below[key])]


def _children(model: etree._Element) -> defaultdict[str, list[str]]:
    """Return the points below each point, in their order."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for each in model.iter(f"{DGM}cxn"):
        if each.get("type", "parOf") == "parOf":
            order = each.get("srcOrd", "0")
            found[each.get("srcId", "")].append((int(order) if order.isdecimal() else 0, each.get("destId", "")))
    return defaultdict(list, {key: [child for _, child in sorted(children)] for key, children in found.items()})
