"""HTML: the article without the page around it. The only file that imports trafilatura."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

import trafilatura
from lxml.etree import strip_tags
from trafilatura.settings import Document

from corpus.documents import Metadata
from corpus.readers.common.encoding import declared_charset, decode
from corpus.readers.common.metadata import line_or_none
from corpus.readers.common.placeholders import publication_date, title_or_none
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.html.headings import add_heading
from corpus.readers.html.link_lists import is_index
from corpus.readers.html.list_numbers import write_labels
from corpus.readers.html.metadata import page_metadata, tab_title
from corpus.readers.html.visible_text import depth, is_plain, parse_html, prepare, visible_text
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.text.line_structure import LINK_MARK
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from corpus.documents import Content

_SHORT_PAGE_CHARACTERS = 2000
_MAX_GROWTH = 2
_SEEN_DEPTH = 256
"""Elements inside of each other up to which trafilatura's parser reads on."""
_NESTED = frozenset({"list", "item", "quote", "table", "p", "head"})
_NUMBER = re.compile(r"\(?\w{1,6}[.)]\s")
_DATES = {"extensive_search": False, "original_date": True}


def read_html(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the article of a web page or, if the page is short or plain, all text that shows on it.

    Example:
        >>> read_html(b"<title>Bees</title><p>They dance.</p>", "bees.html").text
        'They dance.'
    """
    page = decode(data, declared_charset(data)).removeprefix("\ufeff")
    tree = parse_html(page)
    article = trafilatura.bare_extraction(
        _prepared(page, tree),
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    metadata = _merge_metadata(article, page, tree)
    builder = _choose_text(article, tree)
    metadata = replace(metadata, title=metadata.title or builder.title(path))
    return builder.content(metadata, options.media_type)


def _prepared(page: str, tree: _Element | None) -> _Element | str:
    """Return what trafilatura is to read: the page as it is seen, with the names of columns in the rows of tables."""
    if tree is None or depth(tree) > _SEEN_DEPTH:
        return page
    seen = deepcopy(tree)
    prepare(seen)
    write_labels(seen)
    strip_tags(seen, "sub", "sup")  # of short pages trafilatura sets each on a line of its own
    return seen


def _choose_text(article: object, tree: _Element | None) -> TextBuilder:
    """Return the article or, of a plain page, all that is visible, since there trafilatura drops headings and lists.

    All that is visible, too, of a page of which trafilatura sees the beginning only, and of an index of other pages.
    """
    if tree is not None and (depth(tree) > _SEEN_DEPTH or is_index(tree)):
        return visible_text(tree)
    extracted = TextBuilder()
    if isinstance(article, Document) and article.body is not None:
        _write_element(article.body, extracted)
    is_short = extracted.length <= _SHORT_PAGE_CHARACTERS
    trusts_all = tree is not None and (not extracted.length or is_plain(tree))
    if tree is None or not (trusts_all or is_short):
        return extracted
    whole = visible_text(tree)
    if not trusts_all:  # trafilatura sets the same words on a line each where a short page has links
        is_torn = _visible(whole) == _visible(extracted) and _lines(whole) < _lines(extracted)
        return whole if is_torn or _lost_rows(whole, extracted) else extracted
    trusted = not extracted.length or whole.length <= max(_SHORT_PAGE_CHARACTERS, _MAX_GROWTH * extracted.length)
    return whole if trusted and _visible(whole) >= _visible(extracted) else extracted


def _lost_rows(whole: TextBuilder, extracted: TextBuilder) -> bool:
    """Return True if a page is little more than its article, but for rows of tables that the article lacks."""
    return len(whole.rows) > len(extracted.rows) and whole.length <= _MAX_GROWTH * extracted.length


def _lines(builder: TextBuilder) -> int:
    return builder.text.count("\n")


def _visible(builder: TextBuilder) -> int:
    """Return how many characters were written but for white space, of which trafilatura may make line breaks."""
    return len("".join(builder.text.split()))


def _merge_metadata(article: object, page: str, tree: _Element | None) -> Metadata:
    """Return what the page says of itself and, but for its author, what trafilatura guesses from its looks."""
    said = page_metadata(page, tree) if tree is not None else Metadata(title="")
    seen = {name: getattr(article, name, None) for name in ("title", "sitename", "date", "url")}
    title = tab_title(tree, title_or_none(seen["title"])) if tree is not None else None
    return replace(
        said,
        title=said.title or title or "",
        publisher=said.publisher or line_or_none(seen["sitename"]),
        date=said.date or publication_date(seen["date"]),
        url=said.url or web_address(seen["url"]),
    )


def _write_element(element: _Element, builder: TextBuilder) -> None:
    """Append what trafilatura extracted; text between nested blocks is a paragraph of its own."""
    match element.tag:
        case "head":
            add_heading(builder, _inline_text(element), _heading_level(element))
        case "list":
            builder.add("\n".join(_list_lines(element)))
        case "table":
            for row in element.iter("row"):
                builder.add_row("\n".join(_cell_lines(row)))
        case _:
            for part in _runs_and_blocks(element):
                if isinstance(part, str):
                    builder.add(part)
                else:
                    _write_element(part, builder)


def _heading_level(head: _Element) -> int:
    level = (head.get("rend") or "")[-1:]
    return int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2


def _list_lines(element: _Element) -> Iterator[str]:
    numbered = element.get("rend") == "ol"
    for item in element.iterchildren("item"):
        for part in _runs_and_blocks(item):
            if isinstance(part, str):
                if part:
                    yield _item(part, numbered)
            elif part.tag == "list":
                yield from _list_lines(part)
            elif words := _collapse_spaces(" ".join(_text_strings(part))):
                yield _item(words, numbered)


def _item(words: str, numbered: bool) -> str:
    """Return an item of a list; one that begins with its number, or as a link, needs no other mark."""
    return words if (numbered and _NUMBER.match(words)) or words.startswith(LINK_MARK) else f"- {words}"


def _cell_lines(row: _Element) -> Iterator[str]:
    cells = (_collapse_spaces(" ".join(_text_strings(cell))) for cell in row.iterchildren("cell"))
    return filter(None, cells)


def _runs_and_blocks(element: _Element) -> Iterator[str | _Element]:
    """Yield the running text of an element and the blocks nested in it, in order."""
    running = [element.text or ""]
    for child in element.iterchildren():
        if child.tag in _NESTED:
            yield _collapse_spaces("".join(running))
            yield child
            running = []
        else:
            running.append(_inline_text(child))
        running.append(child.tail or "")
    yield _collapse_spaces("".join(running))


def _inline_text(element: _Element) -> str:
    if element.tag == "lb":
        return "\n"
    return (element.text or "") + "".join(_inline_text(child) + (child.tail or "") for child in element.iterchildren())


def _text_strings(element: _Element) -> list[str]:
    return [str(words) for words in element.itertext()]


def _collapse_spaces(text: str) -> str:
    """Return text with single spaces, and none at the ends of lines; a no-break space counts as a character."""
    return re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[ \t\r\f\v]+", " ", text)).strip(" \n")
