"""Namespaces of Office's XML, as lxml writes them in front of an element's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_OOXML = "http://schemas.openxmlformats.org"
W = f"{{{_OOXML}/wordprocessingml/2006/main}}"
A = f"{{{_OOXML}/drawingml/2006/main}}"
C = f"{{{_OOXML}/drawingml/2006/chart}}"
CDR = f"{{{_OOXML}/drawingml/2006/chartDrawing}}"
DGM = f"{{{_OOXML}/drawingml/2006/diagram}}"
M = f"{{{_OOXML}/officeDocument/2006/math}}"
P = f"{{{_OOXML}/presentationml/2006/main}}"
S = f"{{{_OOXML}/spreadsheetml/2006/main}}"
XDR = f"{{{_OOXML}/drawingml/2006/spreadsheetDrawing}}"
MC = f"{{{_OOXML}/markup-compatibility/2006}}"
RELATION_ID = f"{{{_OOXML}/officeDocument/2006/relationships}}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
V = "{urn:schemas-microsoft-com:vml}"
MARKS_OF_TEXT = frozenset(
    {f"{W}t", f"{W}sym", f"{A}t", f"{M}t", f"{V}textpath", f"{C}chart", f"{CX}chart", f"{DGM}relIds"}
)
"""Elements that hold, or point to, what a person reads."""
_OFF = frozenset({"0", "false", "off"})


def is_element(node: etree._Element) -> bool:
    """Return True for an element; False for an entity that was not looked up."""
    return isinstance(node.tag, str)


def is_on(element: etree._Element | None, attribute: str = "val") -> bool:
    """Return True for a switch that is there and not switched off, as `<w:b/>` or `<w:b w:val="1"/>`."""
    if element is None:
        return False
    value = element.get(f"{W}{attribute}", element.get(attribute, "1"))
    return value not in _OFF
