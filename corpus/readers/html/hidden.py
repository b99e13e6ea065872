"""What stands in a web page without being seen on it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})
"""What a script shows once the page has loaded, if it begins hidden."""
_CLOSED = frozenset({"dialog", "template"})
_WORD = re.compile(r"\w")
_LOOKED_THROUGH = 50
_CUT_OUT = "besa-hidden"


def drop_hidden(tree: etree._Element) -> None:
    """Cut out of a tree what a person does not see; what follows an element that is cut out stays.

    That is what is `hidden`, or by its own style not shown, a dialog that is not open, and ornaments that are kept
    from screen readers too. A closed `<details>` can be opened, and so stays.
    """
    for element in list(_hidden_elements(tree)):
        element.tag = _CUT_OUT
    etree.strip_elements(tree, _CUT_OUT, with_tail=False)


def _hidden_elements(tree: etree._Element) -> Iterator[etree._Element]:
    walk = etree.iterwalk(tree, events=("start",))
    for _, element in walk:
        if isinstance(element.tag, str) and element.getparent() is not None and is_hidden(element):
            walk.skip_subtree()
            yield element


def is_hidden(element: etree._Element) -> bool:
    """Return True if an element, with all that is in it, is not seen."""
    if element.tag in _WHOLE_PAGE:
        return False
    if element.get("hidden", "until-found").strip().lower() != "until-found":
        return True
    if _HIDING.search(element.get("style", "")):
        return True
    if element.tag in _CLOSED:
        return element.get("open") is None
    return element.get("aria-hidden", "").strip().lower() == "true" and _is_ornament(element)


def _is_ornament(element: etree._Element) -> bool:
    """Return True for signs without a word, and for the looks of a formula that stands before it as MathML."""
    before = element.getprevious()
    if before is not None and any(each.tag == "math" for each in islice(before.iter(), _LOOKED_THROUGH)):
        return True
    return not any(_WORD.search(str(words)) for words in islice(element.itertext(), _LOOKED_THROUGH))
