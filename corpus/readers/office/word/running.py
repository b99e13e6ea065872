"""Headers and footers of a Word document, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.office.names import W, is_on
from corpus.readers.office.package import relation_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.readers.office.package import OfficePackage


def running_parts(package: OfficePackage, document: etree._Element, kind: str) -> list[str]:
    """Return the names of the parts that are shown as headers or footers (`kind`), in their order."""
    settings = next(iter(package.targets(package.main, "settings")), None)
    root = package.parse_or_none(settings)
    both_sides = root is not None and is_on(root.find(f"{W}evenAndOddHeaders"))
    names = (package.target(package.main, id) for id in _shown(document, kind, both_sides))
    return list(dict.fromkeys(name for name in names if name))


def _shown(document: etree._Element, kind: str, both_sides: bool) -> Iterator[str | None]:
    """Yield the ids of what is shown; a section that names none of a type has that of the section before."""
    current: dict[str, str | None] = {}
    for section in document.iter(f"{W}sectPr"):
        for each in section.iterchildren(f"{W}{kind}Reference"):
            current[each.get(f"{W}type", "default")] = relation_id(each)
        if is_on(section.find(f"{W}titlePg")):
            yield current.get("first")
        yield current.get("default")
        if both_sides:
            yield current.get("even")
