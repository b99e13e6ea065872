"""Text in shapes (DrawingML): paragraphs, bullets and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.office.drawing.equations import equation_text
from corpus.readers.office.names import A, M, is_element
from corpus.text.raised import raised_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lxml import etree

_BULLETS = (f"{A}buChar", f"{A}buAutoNum", f"{A}buBlip")
_EQUATIONS = frozenset({f"{M}oMath", f"{M}oMathPara"})


@dataclass(frozen=True, slots=True)
class DrawnParagraph:
    """A paragraph of a shape: its words on one line, its level from 0, and whether a bullet stands before it.

    `bulleted` is None where the paragraph leaves that to its shape.
    """

    words: str
    level: int = 0
    bulleted: bool | None = None


def paragraphs(body: etree._Element, left_out: Collection[str] = ()) -> Iterator[DrawnParagraph]:
    """Yield the paragraphs of a text body that are not blank, without fields of the types `left_out`."""
    for each in body.iter(f"{A}p"):
        if words := paragraph_text(each, left_out):
            properties = each.find(f"{A}pPr")
            yield DrawnParagraph(words, _level(properties), _has_bullet(properties))


def paragraph_text(paragraph: etree._Element, left_out: Collection[str] = ()) -> str:
    """Return the words of a paragraph on one line, without fields of the types `left_out`."""
    return " ".join("".join(_pieces(paragraph, left_out)).split())


def blocks(found: Iterable[DrawnParagraph], *, bulleted: bool) -> Iterator[str]:
    """Yield paragraphs as blocks of text; those with bullets stand line under line in one.

    `bulleted` is for those that leave it to their shape.
    """
    items: list[str] = []
    for each in found:
        if bulleted if each.bulleted is None else each.bulleted:
            items.append(f"{'  ' * each.level}- {each.words}")
            continue
        if items:
            yield "\n".join(items)
        yield each.words
        items = []
    if items:
        yield "\n".join(items)


def _pieces(paragraph: etree._Element, left_out: Collection[str]) -> Iterator[str]:
    said, after_raised = "", False
    for each in paragraph:
        if not is_element(each):
            continue
        if each.tag == f"{A}br":
            yield "\n"
        elif each.tag == f"{A}fld" and each.get("type") in left_out:
            continue
        elif each.tag in (f"{A}r", f"{A}fld"):
            words, raised = each.findtext(f"{A}t") or "", _is_raised(each)
            said, after_raised = (raised_words(words, said) if raised and not after_raised else words), raised
            yield said
        elif each.tag not in (f"{A}pPr", f"{A}endParaRPr"):
            yield from (equation_text(found) for found in _outermost_equations(each))


def _is_raised(run: etree._Element) -> bool:
    """Return whether a run is set above the line."""
    properties = run.find(f"{A}rPr")
    rise = properties.get("baseline", "0") if properties is not None else "0"
    return rise.rstrip("%").isdecimal() and rise.strip("0%") != ""


def _outermost_equations(element: etree._Element) -> list[etree._Element]:
    if element.tag in _EQUATIONS:
        return [element]
    return [found for each in element for found in _outermost_equations(each)]


def _level(properties: etree._Element | None) -> int:
    level = properties.get("lvl", "0") if properties is not None else "0"
    return min(int(level), 8) if level.isdecimal() else 0


def _has_bullet(properties: etree._Element | None) -> bool | None:
    if properties is None:
        return None
    if properties.find(f"{A}buNone") is not None:
        return False
    return True if any(properties.find(each) is not None for each in _BULLETS) else None
