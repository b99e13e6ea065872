"""The numbers that an OpenDocument text counts before headings and items, as a person sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.list_labels import ListCounter, Numerals, numeral
from corpus.readers.opendocument.names import LOEXT, STYLE, TEXT

if TYPE_CHECKING:
    from lxml import etree

    from corpus.readers.opendocument.package import OpenDocument

_NUMERALS = {
    "1": Numerals.DECIMAL,
    "i": Numerals.LOWER_ROMAN,
    "I": Numerals.UPPER_ROMAN,
    "a": Numerals.LOWER_LETTER,
    "A": Numerals.UPPER_LETTER,
}
_IN_STEP = {"a": Numerals.LOWER_REPEATED, "A": Numerals.UPPER_REPEATED}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PLACE = re.compile(r"%(\d{1,2})%")
_MAX_LEVELS = 10
_MAX_LABEL = 40
"""Characters that a label may have; a longer one is no number."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is written and counted; `numerals` is None for bullets, and where nothing is shown."""

    form: str
    start: int
    numerals: Numerals | None


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that is being read: the name of its style, and how far it has counted."""

    style: str
    counter: ListCounter


class OdfNumbering:
    """The lists of a document; paragraphs are to come in their order."""

    def __init__(self, document: OpenDocument) -> None:
        roots = [each for each in (document.styles, document.content) if each is not None]
        self._styles = {
            each.get(f"{STYLE}name", ""): _levels(each) for root in roots for each in root.iter(f"{TEXT}list-style")
        }
        outlines = (each for root in roots for each in root.iter(f"{TEXT}outline-style"))
        self._outline = next(map(_levels, outlines), {})
        self._headings = ListCounter()
        self._by_id: dict[str, ListCounter] = {}
        self._last: dict[str, ListCounter] = {}
        self._style_before = ""

    def open(self, element: etree._Element) -> OpenList:
        """Return a list that is in no other, as it begins: it counts on where it says that it goes on.

        `continue-numbering` means the list before it, if that has the same style.
        """
        style = element.get(f"{TEXT}style-name", "")
        before = element.get(f"{TEXT}continue-list")
        of_one_style = element.get(f"{TEXT}continue-numbering") == "true" and style == self._style_before
        goes_on = before is not None or of_one_style
        self._style_before = style
        counter = self._by_id.get(before or "") or (self._last.get(style) if goes_on else None) or ListCounter()
        self._last[style] = counter
        if id := element.get(_XML_ID):
            self._by_id[id] = counter
        return OpenList(style, counter)

    def label(self, held: OpenList, level: int, item: etree._Element) -> str:
        """Count an item of a list, and return the number before it; "" for a bullet."""
        if written := item.findtext(f"{TEXT}number"):
            return written.strip()
        return _label(self._styles.get(held.style, {}), held.counter, level, _start(item))

    def heading_label(self, heading: etree._Element, level: int) -> str:
        """Count a heading that stands in no list, and return the number before it; "" for none."""
        if written := heading.findtext(f"{TEXT}number"):
            return written.strip()
        if heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        begin = _start(heading) if heading.get(f"{TEXT}restart-numbering") == "true" else None
        return _label(self._outline, self._headings, level, begin)


def _label(levels: dict[int, _Level], counter: ListCounter, level: int, begin: int | None) -> str:
    counts = counter.step(level, {at: each.start for at, each in levels.items()}, begin)
    own = levels.get(level)
    if own is None or own.numerals is None:
        return ""
    forms = {at: each.numerals or Numerals.NONE for at, each in levels.items()}
    written = _PLACE.sub(lambda place: _numeral(int(place[1]) - 1, counts, forms), own.form)
    label = " ".join(written.split())
    return label if len(label) <= _MAX_LABEL and any(map(str.isalnum, label)) else ""


def _numeral(level: int, counts: dict[int, int], forms: dict[int, Numerals]) -> str:
    return numeral(counts[level], forms.get(level, Numerals.NONE)) if level in counts else ""


def _levels(style: etree._Element) -> dict[int, _Level]:
    """Return the levels of a list's style, or of the outline's, from 0."""
    found = {}
    for each in style:
        level = each.get(f"{TEXT}level", "")
        if isinstance(each.tag, str) and level.isdecimal() and 1 <= int(level) <= _MAX_LEVELS:
            found[int(level) - 1] = _level(each, int(level))
    return found


def _level(element: etree._Element, level: int) -> _Level:
    format = element.get(f"{STYLE}num-format", "")
    numerals = _NUMERALS.get(format)
    if element.get(f"{STYLE}num-letter-sync") == "true":
        numerals = _IN_STEP.get(format, numerals)
    shown = min(_number(element.get(f"{TEXT}display-levels"), 1), level)
    places = ".".join(f"%{each}%" for each in range(level - shown + 1, level + 1))
    form = f"{element.get(f'{STYLE}num-prefix', '')}{places}{element.get(f'{STYLE}num-suffix', '')}"
    return _Level(element.get(f"{LOEXT}num-list-format", form), _number(element.get(f"{TEXT}start-value"), 1), numerals)


def _start(element: etree._Element) -> int | None:
    value = element.get(f"{TEXT}start-value")
    return None if value is None else _number(value, 1)


def _number(value: str | None, default: int) -> int:
    return min(int(value), 32_767) if value and value.isdecimal() else default
