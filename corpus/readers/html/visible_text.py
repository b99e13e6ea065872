"""All text that a reader of an HTML page sees: for pages so short or plain that no article stands out."""

from __future__ import annotations

import re
from itertools import accumulate

from lxml import etree, html

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.html.contents_lists import drop_contents
from corpus.readers.html.form_fields import write_fields
from corpus.readers.html.headings import add_heading
from corpus.readers.html.hidden import drop_hidden
from corpus.readers.html.labels import write_labels_of_values
from corpus.readers.html.link_lists import mark_links
from corpus.readers.html.list_numbers import LABEL, number_items
from corpus.readers.html.raised import write_raised
from corpus.readers.html.tables import write_names

_SILENT = ("head", "script", "style", "noscript", "template", "svg", "iframe", "object", "nav", "footer")
_PARTS_OF_A_SITE = ("article", "main", "aside", "nav", "form")
_MAX_LINKED_SHARE = 0.1
_OWN_LINE = re.compile(
    "address|article|aside|blockquote|body|br|d[dlt]|details|div|fieldset|figcaption|figure|h[1-6]|header|hr|html|"
    "li|main|ol|p|pre|section|summary|table|tr|ul"
)
_HEADING = re.compile("h([1-6])")


def parse_html(page: str) -> etree._Element | None:
    """Return a page as a tree; None without elements. Raises DamagedFile if they are nested over 2,000 deep."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)  # lxml refuses some text
    except etree.ParserError:
        return None
    _open_raw(tree)
    if any(each.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for each in parser.error_log):  # the rest was dropped
        raise DamagedFile(Message("its elements are nested too deeply to read; save the page in a simpler form"))
    return tree


def _open_raw(tree: etree._Element) -> None:
    """Make elements of what a page without frames shows, which a parser takes for mere characters."""
    for raw in list(tree.iter("noframes")):
        if raw.text and "<" in raw.text:
            shown = html.fragment_fromstring(raw.text, create_parent="div")
            raw.text = None
            raw.tag = "div"
            raw.append(shown)


def depth(tree: etree._Element) -> int:
    """Return how many elements stand inside of each other, at most."""
    steps = (1 if event == "start" else -1 for event, _ in etree.iterwalk(tree, events=("start", "end")))
    return max(accumulate(steps))


def heading_level(element: etree._Element) -> int | None:
    """Return 1 to 6 for the elements `h1` to `h6`, None for others."""
    found = _HEADING.fullmatch(element.tag) if isinstance(element.tag, str) else None
    return int(found[1]) if found else None


def begins_block(element: etree._Element) -> bool:
    """Return True if the element's text stands apart from what is before it."""
    return isinstance(element.tag, str) and _OWN_LINE.fullmatch(element.tag) is not None


def is_plain(tree: etree._Element) -> bool:
    """Return True if a page is text and little else: nothing marks its parts, and few words are links."""
    if next(tree.iter(*_PARTS_OF_A_SITE), None) is not None:
        return False
    linked = sum(len(str(words)) for link in tree.iter("a") for words in link.itertext())
    return linked <= _MAX_LINKED_SHARE * sum(len(str(words)) for words in tree.itertext())


def visible_text(tree: etree._Element, after: TextBuilder | None = None) -> TextBuilder:
    """Return the text of a tree element by element, without scripts, styles, navigation and footers.

    These are cut out of the tree. With `after` the text is appended to that builder, which is returned.
    """
    etree.strip_elements(tree, *_SILENT, with_tail=False)
    prepare(tree)
    builder, running = TextBuilder() if after is None else after, _OpenBlock()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if _OWN_LINE.fullmatch(name):
            running.end_block(builder, name if event == "end" else "")
        if event == "start":
            running.begin(name, element.get(LABEL, "-"))
        running.add((element.text if event == "start" else element.tail) or "")
    running.end_block(builder, "")
    return builder


def prepare(tree: etree._Element) -> None:
    """Cut out what is not seen and lists of contents; count items; write what fields hold, and names of columns.

    Labels stand before their values. Items that are only links are marked as such, marks of notes are cut out, formulas
    stand on one line. Changes the tree.
    """
    drop_hidden(tree)
    write_fields(tree)
    drop_contents(tree)
    write_raised(tree)
    number_items(tree)
    write_labels_of_values(tree)
    mark_links(tree)
    write_names(tree)


class _OpenBlock:
    """The text of the block that has not ended yet; of a row of a table, the cells before are `lines`."""

    def __init__(self) -> None:
        self._text = ""
        self._marker = ""
        self._lines: list[str] = []

    def begin(self, name: str, label: str) -> None:
        """Mark an item of a list by its label, or set a cell apart from the one before it."""
        if name == "li":
            self._marker = f"{label} "
        elif name in {"td", "th"}:
            self._end_line()

    def add(self, text: str) -> None:
        """Append text."""
        self._text += text

    def end_block(self, builder: TextBuilder, ended: str) -> None:
        """Move the text to `builder`, as what the element that has `ended` is, and begin a new block."""
        self._end_line()
        words = "\n".join(self._lines)
        self._lines.clear()
        if not words:
            return
        heading = _HEADING.fullmatch(ended)
        if heading:
            add_heading(builder, words, int(heading[1]))
        elif ended == "tr":
            builder.add_row(words)
        else:
            builder.add(self._marker + words)
            self._marker = ""

    def _end_line(self) -> None:
        if words := re.sub(r"[ \t\r\n\f\v]+", " ", self._text).strip(" "):
            self._lines.append(words)
        self._text = ""
