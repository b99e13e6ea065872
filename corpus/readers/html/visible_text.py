"""All text that a reader of an HTML page sees: for pages so short or plain that no article stands out."""

from __future__ import annotations

import re

from lxml import etree, html

from corpus.readers.common.text_builder import TextBuilder

_SILENT = ("head", "script", "style", "noscript", "template", "svg", "iframe", "object", "nav", "footer")
_PARTS_OF_A_SITE = ("article", "main", "aside", "nav", "form")
_FEW_LINKS = 0.1
_OWN_LINE = re.compile(
    "address|article|aside|blockquote|body|br|d[dlt]|details|div|fieldset|figcaption|figure|h[1-6]|header|hr|html|"
    "li|main|ol|p|pre|section|summary|table|tr|ul"
)
_HEADING = re.compile("h([1-6])")


def parsed(page: str) -> etree._Element | None:
    """The page as a tree, `None` without elements. From bytes: lxml refuses text with a declaration."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None


def heading_level(element: etree._Element) -> int | None:
    """1 to 6 for the elements `h1` to `h6`."""
    found = _HEADING.fullmatch(element.tag) if isinstance(element.tag, str) else None
    return int(found[1]) if found else None


def begins_block(element: etree._Element) -> bool:
    """Whether the element's text stands apart from what is before it."""
    return isinstance(element.tag, str) and _OWN_LINE.fullmatch(element.tag) is not None


def is_plain(tree: etree._Element) -> bool:
    """Whether the page is text and little else: nothing marks its parts, and few words are links."""
    if next(tree.iter(*_PARTS_OF_A_SITE), None) is not None:
        return False
    linked = sum(len(str(words)) for link in tree.iter("a") for words in link.itertext())
    return linked <= _FEW_LINKS * sum(len(str(words)) for words in tree.itertext())


def visible_blocks(tree: etree._Element, after: TextBuilder | None = None) -> TextBuilder:
    """Element by element, without scripts, styles, navigation and footers, which are cut out of the tree.

    With `after` they are added to that, which is what comes back.
    """
    etree.strip_elements(tree, *_SILENT, with_tail=False)
    blocks, running = TextBuilder() if after is None else after, _Running()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if _OWN_LINE.fullmatch(name):
            heading = _HEADING.fullmatch(name) if event == "end" else None
            running.end_block(blocks, int(heading[1]) if heading else None)
        if event == "start":
            running.begin(name)
        running.add((element.text if event == "start" else element.tail) or "")
    running.end_block(blocks, None)
    return blocks


class _Running:
    """The text of the block that has not ended yet."""

    def __init__(self) -> None:
        self._text = ""
        self._marker = ""

    def begin(self, name: str) -> None:
        if name == "li":
            self._marker = "- "
        elif name in {"td", "th"} and self._text.strip():
            self._text += " | "

    def add(self, text: str) -> None:
        self._text += text

    def end_block(self, blocks: TextBuilder, level: int | None) -> None:
        words = re.sub(r"[ \t\r\n\f\v]+", " ", self._text).strip(" ")
        self._text = ""
        if words and level:
            blocks.add_heading(words, level)
        elif words:
            blocks.add(self._marker + words)
            self._marker = ""
