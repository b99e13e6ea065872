"""Lists of labels with what each of them says (`dl`), which is one sentence with it: "Name: Arta Leka"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_LABEL = 80
_BLOCKS = (
    "p",
    "div",
    "dl",
    "ol",
    "ul",
    "li",
    "table",
    "pre",
    "blockquote",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
)


def write_labels_of_values(tree: _Element) -> None:
    """Write each label of a `dl` before its value, where both are a line of text and nothing stands between them."""
    for label in list(tree.iter("dt")):
        value = label.getnext()
        above = label.getparent()
        if above is None or value is None or value.tag != "dd" or (label.tail or "").strip():
            continue
        said = " ".join("".join(map(str, label.itertext())).split())
        if said and len(said) <= _MAX_LABEL and not (_has_blocks(label) or _has_blocks(value) or _has_more(value)):
            value.text = f"{said}{'' if said.endswith((':', '?')) else ':'} {value.text or ''}"
            above.remove(label)


def _has_blocks(element: _Element) -> bool:
    return next(element.iter(*_BLOCKS), None) is not None


def _has_more(value: _Element) -> bool:
    """Return True if another value of the same label follows."""
    after = value.getnext()
    return after is not None and after.tag == "dd"
