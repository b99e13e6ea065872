"""The fields of forms in a web page as what is seen in them: what was typed, what is chosen, ticked or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import strip_tags

if TYPE_CHECKING:
    from lxml import etree

_TICKS = frozenset({"checkbox", "radio"})
_UNSEEN = frozenset({"hidden", "password", "submit", "reset", "button", "image", "file", "range", "color"})
_FIELDS = ("input", "select", "textarea")
_WRITTEN = "besa-field"
_TICK, _NO_TICK = "☑", "☐"


def write_fields(tree: etree._Element) -> None:
    """Write into each field of a tree what is seen in it; of a list of choices that is the chosen one.

    A label around a field stands apart from the next. Changes the tree.
    """
    for field in list(tree.iter(*_FIELDS)):
        seen = _seen(field)
        for child in list(field):
            field.remove(child)
        field.text = f" {seen} " if seen else " "
        field.tag = _WRITTEN
        label = next(field.iterancestors("label"), None)
        if label is not None:
            label.tag = "p"
    strip_tags(tree, _WRITTEN)


def _seen(field: etree._Element) -> str:
    if field.tag == "textarea":
        return field.text or ""
    if field.tag == "select":
        return _chosen(field)
    kind = field.get("type", "text").strip().lower()
    if kind in _TICKS:
        return _NO_TICK if field.get("checked") is None else _TICK
    return "" if kind in _UNSEEN else field.get("value", "")


def _chosen(field: etree._Element) -> str:
    """Return the labels of the options that are chosen, as a browser shows them: the first where one has to be."""
    options = list(field.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    shown = chosen or ([] if field.get("multiple") is not None else options[:1])
    return ", ".join(filter(None, (" ".join("".join(map(str, option.itertext())).split()) for option in shown)))
