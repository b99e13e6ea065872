"""The numbers that a browser counts before the items of a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.readers.common.list_labels import Numerals, numeral

if TYPE_CHECKING:
    from lxml import etree

LABEL = "besa-label"
"""The attribute of an item that holds what is shown before it: "3."."""
_FORMS = {
    "a": Numerals.LOWER_LETTER,
    "A": Numerals.UPPER_LETTER,
    "i": Numerals.LOWER_ROMAN,
    "I": Numerals.UPPER_ROMAN,
}
_WITHOUT = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_WHOLE = re.compile(r"\s*[+-]?\d{1,6}\s*")
_WRITTEN = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})[.)]\s")
_NOTE_NUMBER = re.compile(r"\s*\[?\d{1,3}\]?\s*")


def number_items(tree: etree._Element) -> None:
    """Note at each item of a numbered list what is shown before it; set the number of a note apart from its words.

    Lists without numbers by their own style, and items that write their number themselves, stay as they are. Changes
    the tree.
    """
    for each in tree.iter("ol"):
        if not _WITHOUT.search(each.get("style", "")):
            _number(each)
    for link in tree.iter("a"):
        if _is_note_number(link) and (link.tail or "")[:1].isalnum():
            link.tail = f" {link.tail}"


def _number(list_: etree._Element) -> None:
    items = list(list_.iterchildren("li"))
    backwards, form = list_.get("reversed") is not None, list_.get("type", "")
    number = _whole(list_.get("start"), len(items) if backwards else 1)
    for item in items:
        number = _whole(item.get("value"), number)
        if not _WRITTEN.match("".join(map(str, item.itertext()))):
            item.set(LABEL, f"{numeral(number, _FORMS.get(item.get('type', form), Numerals.DECIMAL))}.")
        number += -1 if backwards else 1


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value is not None and _WHOLE.fullmatch(value) else otherwise


def _is_note_number(link: etree._Element) -> bool:
    """Return True for a link to a place of the page whose words are a number: "1" before the note that it is of."""
    return (link.get("href") or "").startswith("#") and bool(_NOTE_NUMBER.fullmatch("".join(map(str, link.itertext()))))


def write_labels(tree: etree._Element) -> None:
    """Write what is shown before items into their words, for a reader that knows no labels. Changes the tree."""
    for item in tree.iter("li"):
        label = item.get(LABEL)
        if label is None:
            continue
        first = next((each for each in item.iter() if (each.text or "").strip()), item)
        first.text = f"{label} {(first.text or '').lstrip()}"
