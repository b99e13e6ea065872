"""Formulas in MathML on one line, as a person would type them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

_ATOM = re.compile(r"\w*|[^\w\s]")
_ANNOTATIONS = ("annotation", "annotation-xml")
_MATHML = "{http://www.w3.org/1998/Math/MathML}"


def formula_text(element: etree._Element) -> str:
    """Return a formula on one line: a fraction as a/b, powers and indices after ^ and _, roots after √.

    Its elements have MathML's names, with its namespace or without.
    """
    name = element.tag.removeprefix(_MATHML) if isinstance(element.tag, str) else ""
    if not name or name in _ANNOTATIONS:
        return ""
    written = _WRITTEN.get(name)
    if written is not None and len(element) >= (1 if name == "msqrt" else 2):
        return written(element)
    return "".join([(element.text or "").strip(), *map(formula_text, element)])


def _grouped(element: etree._Element) -> str:
    """Return a part in brackets, unless it is one name, number or sign."""
    words = formula_text(element)
    return words if _ATOM.fullmatch(words) else f"({words})"


def _scripted(*marks: str) -> Callable[[etree._Element], str]:
    return lambda element: (
        _grouped(element[0])
        + "".join(f"{mark}{_grouped(each)}" for mark, each in zip(marks, list(element)[1:], strict=False))
    )


_WRITTEN: dict[str, Callable[[etree._Element], str]] = {
    "mfrac": lambda element: f"{_grouped(element[0])}/{_grouped(element[1])}",
    "msup": _scripted("^"),
    "msub": _scripted("_"),
    "msubsup": _scripted("_", "^"),
    "munder": _scripted("_"),
    "mover": _scripted("^"),
    "munderover": _scripted("_", "^"),
    "msqrt": lambda element: f"√({''.join(map(formula_text, element))})",
    "mroot": lambda element: f"{formula_text(element[1])}√{_grouped(element[0])}",
}
