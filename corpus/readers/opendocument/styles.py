"""What the styles of an OpenDocument file say that matters for its text: what is hidden, bold, or its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.opendocument.names import FO, STYLE, TABLE, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.readers.opendocument.package import OpenDocument

_MAX_PARENTS = 20
_TITLE = "Title"
_NAMES_COLUMNS = "Table_20_Heading"
_BOLD = frozenset({"bold", "600", "700", "800", "900"})


class OdfStyles:
    """The styles of a document, by family and name."""

    def __init__(self, document: OpenDocument) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        for root in (document.styles, document.content):
            for each in root.iter(f"{STYLE}style") if root is not None else ():
                self._styles[(each.get(f"{STYLE}family", ""), each.get(f"{STYLE}name", ""))] = each

    def is_hidden(self, family: str, name: str | None) -> bool:
        """Return True if text of this style does not show."""
        return self._property(family, name, "text", f"{TEXT}display") == "none"

    def is_bold(self, family: str, name: str | None) -> bool:
        """Return True if text of this style is bold."""
        return self._property(family, name, "text", f"{FO}font-weight") in _BOLD

    def is_raised(self, name: str | None) -> bool:
        """Return True if text of this style stands above the line."""
        position = (self._property("text", name, "text", f"{STYLE}text-position") or "").split(" ")[0]
        return position == "super" or (position[:1].isdecimal() and position.strip("0%") != "")

    def is_title(self, name: str | None) -> bool:
        """Return True for the style of the document's title, or one made from it."""
        return self._descends_from(name, _TITLE)

    def names_columns(self, name: str | None) -> bool:
        """Return True for the style of cells that name columns, or one made from it."""
        return self._descends_from(name, _NAMES_COLUMNS)

    def is_in_no_list(self, name: str | None) -> bool:
        """Return True for the style of a paragraph that says that its paragraphs are not numbered."""
        named = (each.get(f"{STYLE}list-style-name") for each in self._line("paragraph", name))
        return next((each for each in named if each is not None), None) == ""

    def is_hidden_sheet(self, name: str | None) -> bool:
        """Return True if a sheet of this style does not show."""
        return self._property("table", name, "table", f"{TABLE}display") == "false"

    def of_page(self, name: str | None, attribute: str) -> str | None:
        """Return a property of the style of a slide."""
        return self._property("drawing-page", name, "drawing-page", attribute)

    def _descends_from(self, name: str | None, ancestor: str) -> bool:
        return name == ancestor or any(
            each.get(f"{STYLE}parent-style-name") == ancestor for each in self._line("paragraph", name)
        )

    def _property(self, family: str, name: str | None, kind: str, attribute: str) -> str | None:
        """Return a property as the style or the first of its ancestors has it; None if none has."""
        for style in self._line(family, name):
            properties = style.find(f"{STYLE}{kind}-properties")
            if properties is not None and properties.get(attribute) is not None:
                return properties.get(attribute)
        return None

    def _line(self, family: str, name: str | None) -> Iterator[etree._Element]:
        """Yield a style and its ancestors."""
        for _ in range(_MAX_PARENTS):
            style = self._styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")
