"""The numbers that Word counts before headings and items, as a person sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.common.list_labels import ListCounter, Numerals, numeral
from corpus.readers.office.names import W, is_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.readers.office.word.styles import Styles

_NUMERALS = {
    "decimal": Numerals.DECIMAL,
    "decimalZero": Numerals.TWO_DIGITS,
    "lowerRoman": Numerals.LOWER_ROMAN,
    "upperRoman": Numerals.UPPER_ROMAN,
    "lowerLetter": Numerals.LOWER_REPEATED,
    "upperLetter": Numerals.UPPER_REPEATED,
    "none": Numerals.NONE,
}
_PLACE = re.compile(r"%([1-9])")
_MAX_LABEL = 40
"""Characters that a label may have; a longer one is no number."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list counts; without `numerals` it has bullets, or numbers that are not known here."""

    text: str
    start: int = 1
    numerals: Numerals | None = None
    restarts_after: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    """A list as a paragraph names it: whose counters it shares, its levels, and where it starts by itself."""

    counted_by: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """The lists of a document, and how far each has counted. Paragraphs are to come in their order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = _by_id(root, "abstractNum", "abstractNumId")
        self._numbered = _by_id(root, "num", "numId")
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, ListCounter] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: etree._Element | None) -> str:
        """Count a paragraph with these properties, and return the number that stands before it; "" for none."""
        id, level = self._place(properties)
        found = self._list(id) if id else None
        if found is None or level not in found.levels:
            return ""
        counts = self._count(id, found, level)
        return _written(found.levels, level, counts)

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """Return the list and the level that a paragraph names, by itself or by its style."""
        own = _numbering_of(properties)
        id, level = _value(own, "numId"), _value(own, "ilvl")
        if id is not None:
            return ("" if id == "0" else id), _number(level)
        of_style = self._styles.numbering(properties)
        id = of_style.list_id
        found = self._list(id) if id not in ("", "0") else None
        if found is None:
            return "", 0
        linked = (at for style in of_style.styles for at, each in found.levels.items() if each.style == style)
        return id, _number(level) if level is not None else next(linked, _number(of_style.level))

    def _count(self, id: str, found: _List, level: int) -> dict[int, int]:
        begin = found.starts.get(level) if (id, level) not in self._begun else None
        self._begun.add((id, level))
        starts = {at: each.start for at, each in found.levels.items()}
        kept = [
            at for at, each in found.levels.items() if each.restarts_after is not None and level >= each.restarts_after
        ]
        return self._counters.setdefault(found.counted_by, ListCounter()).step(level, starts, begin, kept)

    def _list(self, id: str) -> _List | None:
        if id not in self._lists:
            self._lists[id] = self._read(id)
        return self._lists[id]

    def _read(self, id: str) -> _List | None:
        numbered = self._numbered.get(id)
        name = _value(numbered, "abstractNumId") or ""
        abstract = self._abstract.get(name)
        if numbered is None or abstract is None:
            return None
        if link := _value(abstract, "numStyleLink"):  # the levels stand in the list of that style
            name, abstract = self._linked(link, name, abstract)
        levels, starts = dict(_levels(abstract)), {}
        for override in numbered.iterchildren(f"{W}lvlOverride"):
            levels |= _levels(override)
            if (start := _value(override, "startOverride")) is not None:
                starts[_number(override.get(f"{W}ilvl"))] = _number(start)
        return _List(name, levels, starts)

    def _linked(self, style: str, name: str, abstract: etree._Element) -> tuple[str, etree._Element]:
        target = self._numbered.get(self._styles.list_of(style))
        linked = _value(target, "abstractNumId") or ""
        return (linked, self._abstract[linked]) if linked in self._abstract else (name, abstract)


def _levels(list_: etree._Element) -> Iterator[tuple[int, _Level]]:
    for each in list_.iterchildren(f"{W}lvl"):
        restart = _value(each, "lvlRestart")
        yield (
            _number(each.get(f"{W}ilvl")),
            _Level(
                text=_value(each, "lvlText") or "",
                start=_number(_value(each, "start") or "0"),
                numerals=_NUMERALS.get(_value(each, "numFmt") or "decimal"),
                restarts_after=None if restart is None else _number(restart),
                legal=is_on(each.find(f"{W}isLgl")),
                style=_value(each, "pStyle") or "",
            ),
        )


def _written(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
    """Return a level's text with the numbers in it; "" for a bullet, and where a number's form is not known."""
    own = levels[level]
    if own.numerals is None:
        return ""
    written, at = "", 0
    for place in _PLACE.finditer(own.text):
        which = int(place[1]) - 1
        other = levels.get(which, own)
        numerals = Numerals.DECIMAL if own.legal and other.numerals is not Numerals.NONE else other.numerals
        if numerals is None or which > level:
            return ""
        written += own.text[at : place.start()] + numeral(counts.get(which, 0), numerals)
        at = place.end()
    label = " ".join((written + own.text[at:]).split())
    return label if len(label) <= _MAX_LABEL and any(map(str.isalnum, label)) else ""


def _by_id(root: etree._Element | None, name: str, id: str) -> dict[str, etree._Element]:
    found = root.iterchildren(f"{W}{name}") if root is not None else ()
    return {each.get(f"{W}{id}", ""): each for each in found}


def _numbering_of(properties: etree._Element | None) -> etree._Element | None:
    return properties.find(f"{W}numPr") if properties is not None else None


def _value(element: etree._Element | None, name: str) -> str | None:
    found = element.find(f"{W}{name}") if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def _number(value: str | None) -> int:
    return min(int(value), 32_767) if value and value.isdecimal() else 0
