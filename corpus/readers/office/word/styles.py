"""Styles of a Word document: which are headings, lists, or hide their text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.office.names import W, is_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc [1-9]", re.IGNORECASE)
_BODY_LEVEL = 9
_RAISED = "superscript"
MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph or run of a style is: a heading of a level, an item of a list, hidden, set raised.

    `bold` and `raised` are what the style says of itself, not what stands in the text.
    """

    name: str = ""
    level: int | None = None
    listed: bool = False
    hidden: bool = False
    bold: bool = False
    raised: bool = False

    @property
    def in_contents(self) -> bool:
        """Return True for the style of the entries of a generated table of contents."""
        return _CONTENTS.fullmatch(self.name) is not None


@dataclass(frozen=True, slots=True)
class StyleNumbering:
    """The list that a style names ("" for none), its level there if it says one, and the style's line by their ids."""

    list_id: str
    level: str | None
    styles: tuple[str, ...]


PLAIN = Style()


class Styles:
    """The styles of a document by their id, each with what it has from those that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        found = root.iterchildren(f"{W}style") if root is not None else ()
        self._elements = {each.get(f"{W}styleId", ""): each for each in found}
        self._known: dict[str, Style] = {}
        self._default = next(
            (id for id, each in self._elements.items() if _is_default_paragraph(each)),
            "",
        )

    def of_paragraph(self, properties: etree._Element | None) -> Style:
        """Return the style that the properties of a paragraph name, with what they say themselves."""
        style = self.named(_value(properties, "pStyle") or self._default)
        if properties is None:
            return style
        level = _outline_level(properties)
        listed = _is_listed(properties)
        return Style(
            style.name,
            style.level if level is None else level or None,
            style.listed if listed is None else listed,
            style.hidden,
            style.bold,
            style.raised,
        )

    def hides(self, run_properties: etree._Element | None) -> bool | None:
        """Return whether a run is hidden text; None if it leaves that to its paragraph."""
        if run_properties is None:
            return None
        vanish = run_properties.find(f"{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        named = _value(run_properties, "rStyle")
        return True if named and self.named(named).hidden else None

    def raises(self, run_properties: etree._Element | None) -> bool:
        """Return True if a run is set raised, by itself or by its style."""
        if run_properties is None:
            return False
        aligned = _value(run_properties, "vertAlign")
        return aligned == _RAISED if aligned else self.named(_value(run_properties, "rStyle") or "").raised

    def numbering(self, properties: etree._Element | None) -> StyleNumbering:
        """Return the list and level that the style of a paragraph with these properties brings."""
        id = _value(properties, "pStyle") or self._default
        chain = list(self._chain(id))
        names = tuple(each.get(f"{W}styleId", "") for each in chain)
        found = [each for style in chain if (each := style.find(f"{W}pPr/{W}numPr")) is not None]
        return StyleNumbering(
            next(filter(None, (_value(each, "numId") for each in found)), ""),
            next(filter(None, (_value(each, "ilvl") for each in found)), None),
            names,
        )

    def list_of(self, id: str) -> str:
        """Return the list that the style of an id names; "" if there is none."""
        return _value(self._elements[id].find(f"{W}pPr/{W}numPr"), "numId") or "" if id in self._elements else ""

    def named(self, id: str) -> Style:
        """Return the style of an id; a plain one if there is none."""
        if id not in self._known:
            self._known[id] = self._read(id)
        return self._known[id]

    def _read(self, id: str) -> Style:
        chain = list(self._chain(id))
        if not chain:
            return PLAIN
        name = _value(chain[0], "name") or ""
        level = next((found for each in chain if (found := _level_of(each)) is not None), None)
        listed = next((found for each in chain if (found := _is_listed(each.find(f"{W}pPr"))) is not None), False)
        return Style(
            name,
            level or None,
            listed or name.startswith("List"),
            _first_switch(chain, "vanish"),
            _first_switch(chain, "b"),
            next(filter(None, (_value(each.find(f"{W}rPr"), "vertAlign") for each in chain)), "") == _RAISED,
        )

    def _chain(self, id: str) -> Iterator[etree._Element]:
        seen: set[str] = set()
        while id in self._elements and id not in seen:
            seen.add(id)
            yield self._elements[id]
            id = _value(self._elements[id], "basedOn") or ""


def _is_default_paragraph(style: etree._Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and is_on(style, "default") and style.get(f"{W}default") is not None


def _value(element: etree._Element | None, name: str) -> str | None:
    found = element.find(f"{W}{name}") if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def _level_of(style: etree._Element) -> int | None:
    """Return the level of a heading's style, 0 for one of plain text; None if it does not say."""
    name = _value(style, "name") or ""
    if name == "Title":
        return 1
    if found := _HEADING.fullmatch(name):
        return min(int(found[1]), MAX_LEVEL)
    properties = style.find(f"{W}pPr")
    return _outline_level(properties) if properties is not None else None


def _outline_level(properties: etree._Element) -> int | None:
    value = _value(properties, "outlineLvl") or ""
    if not value.isdecimal():
        return None
    level = int(value)
    return 0 if level >= _BODY_LEVEL else min(level + 1, MAX_LEVEL)


def _is_listed(properties: etree._Element | None) -> bool | None:
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    return None if numbering is None else _value(numbering, "numId") != "0"


def _first_switch(chain: list[etree._Element], name: str) -> bool:
    for each in chain:
        switch = each.find(f"{W}rPr/{W}{name}")
        if switch is not None:
            return is_on(switch)
    return False
