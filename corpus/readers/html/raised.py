"""Raised numbers of a web page: marks of notes, which are no part of a number before them, and powers of ten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.readers.common.formulas import formula_text
from corpus.text.raised import RAISED, is_set_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_MARK = re.compile(r"\d{1,3}|[*†‡§¶]{1,3}|[a-z]")
_BACK = re.compile(r"[↩↑^⤴⏎]\ufe0e?\ufe0f?")
_POWER = re.compile(r"[-+−]?\d{1,3}")
_NOTE_ROLES = frozenset({"doc-noteref", "noteref", "footnote-ref"})
_BACK_ROLES = frozenset({"doc-backlink", "backlink", "footnote-back"})
_SAYING = ("role", "class", "{http://www.idpf.org/2007/ops}type", "epub:type", "type")


def write_raised(tree: etree._Element) -> None:
    """Cut out the marks of notes and the links back from these, write 10⁶ as 10^6, and formulas on one line.

    "in 1987" with a raised 1 after it would else be the year 19871. Changes the tree.
    """
    for element in list(_links_to_notes(tree)):
        _cut_out(element)
    for raised in tree.iter("sup"):
        before = _before(raised)
        if _POWER.fullmatch(_words(raised)) and before and is_set_apart(before):
            raised.text = f"{RAISED}{raised.text or ''}"
    for formula in list(tree.iter("math")):
        _replace_words(formula)


def _links_to_notes(tree: etree._Element) -> Iterator[etree._Element]:
    for link in tree.iter("a"):
        if "#" in (link.get("href") or "") and (_leads_back(link) or _leads_to_note(link)):
            yield link


def _leads_back(link: etree._Element) -> bool:
    return bool(_BACK.fullmatch(_words(link))) or not _roles(link).isdisjoint(_BACK_ROLES)


def _leads_to_note(link: etree._Element) -> bool:
    """Return True for a mark that is glued to the word before it."""
    marks = _MARK.fullmatch(_words(link)) and (_is_raised(link) or not _roles(link).isdisjoint(_NOTE_ROLES))
    return bool(marks and _before(link))


def _is_raised(link: etree._Element) -> bool:
    parent = link.getparent()
    return (parent is not None and parent.tag == "sup") or next(link.iterchildren("sup"), None) is not None


def _roles(link: etree._Element) -> set[str]:
    return {role for name in _SAYING for role in link.get(name, "").split()}


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _before(element: etree._Element) -> str:
    """Return the character right before an element in its line, "" where it begins one or stands after a space."""
    parent = element.getparent()
    before = element.getprevious()
    if before is not None:
        said = before.tail or "".join(map(str, before.itertext()))
        return said[-1:].strip()
    if parent is None:
        return ""
    return parent.text[-1:].strip() if parent.text else _before(parent) if parent.tag in ("sup", "a", "span") else ""


def _cut_out(element: etree._Element) -> None:
    """Take the words of an element away, and leave what follows it."""
    tail = element.tail
    element.clear()
    element.tail = tail


def _replace_words(formula: etree._Element) -> None:
    """Put a formula on one line in the place of its parts."""
    words, tail = formula_text(formula), formula.tail
    formula.clear()
    formula.tag, formula.text, formula.tail = "span", words, tail
