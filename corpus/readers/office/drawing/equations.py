"""Equations (OMML) as a line of text: "x=(-b±√(b^2-4ac))/2a"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.readers.office.names import M, W, is_element

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

_ATOM = re.compile(r"\w*|[^\w\s]")
_PROPERTIES = re.compile(r"\w+Pr")
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_INTEGRAL = "∫"
_ACCENT = "\u0302"


def equation_text(element: etree._Element) -> str:
    """Return an equation on one line: a fraction as a/b, powers and indices after ^ and _, roots after √."""
    name = element.tag.removeprefix(M) if is_element(element) else ""
    if _PROPERTIES.fullmatch(name) or element.tag in _DELETED or not name:
        return ""
    if name == "t":
        return element.text or ""
    written = _WRITTEN.get(name)
    return written(element) if written else _inside(element)


def _inside(element: etree._Element) -> str:
    return "".join(map(equation_text, element))


def _part(element: etree._Element, name: str) -> str:
    part = element.find(f"{M}{name}")
    return "" if part is None else _inside(part)


def _grouped(element: etree._Element, name: str) -> str:
    """Return a part in brackets, unless it is one name, number or sign."""
    words = _part(element, name)
    return words if _ATOM.fullmatch(words) else f"({words})"


def _property(element: etree._Element, owner: str, name: str, usual: str) -> str:
    found = element.find(f"{M}{owner}/{M}{name}")
    return usual if found is None else found.get(f"{M}val", "")


def _scripts(element: etree._Element) -> str:
    below, above = _grouped(element, "sub"), _grouped(element, "sup")
    return f"{f'_{below}' if below else ''}{f'^{above}' if above else ''}"


def _scripted(element: etree._Element) -> str:
    return _grouped(element, "e") + _scripts(element)


def _scripted_before(element: etree._Element) -> str:
    return f"{_scripts(element)} {_grouped(element, 'e')}".strip()


def _fraction(element: etree._Element) -> str:
    return f"{_grouped(element, 'num')}/{_grouped(element, 'den')}"


def _root(element: etree._Element) -> str:
    degree = _part(element, "deg")
    return f"{f'{degree}' if degree else ''}√{_grouped(element, 'e')}"


def _large_operator(element: etree._Element) -> str:
    sign = _property(element, "naryPr", "chr", _INTEGRAL)
    return f"{sign}{_scripts(element)} {_part(element, 'e')}"


def _delimited(element: etree._Element) -> str:
    first, between, last = (
        _property(element, "dPr", *each) for each in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
    )
    return first + between.join(map(_inside, element.findall(f"{M}e"))) + last


def _function(element: etree._Element) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}".strip()


def _limit(mark: str) -> Callable[[etree._Element], str]:
    return lambda element: f"{_part(element, 'e')}{mark}{_grouped(element, 'lim')}"


def _matrix(element: etree._Element) -> str:
    rows = (" ".join(map(_inside, row.findall(f"{M}e"))) for row in element.findall(f"{M}mr"))
    return "; ".join(rows)


def _lines(element: etree._Element) -> str:
    return "; ".join(map(_inside, element.findall(f"{M}e")))


def _accented(element: etree._Element) -> str:
    return _part(element, "e") + _property(element, "accPr", "chr", _ACCENT)


_WRITTEN: dict[str, Callable[[etree._Element], str]] = {
    "f": _fraction,
    "sSup": _scripted,
    "sSub": _scripted,
    "sSubSup": _scripted,
    "sPre": _scripted_before,
    "rad": _root,
    "nary": _large_operator,
    "d": _delimited,
    "func": _function,
    "limLow": _limit("_"),
    "limUpp": _limit("^"),
    "m": _matrix,
    "eqArr": _lines,
    "acc": _accented,
}
