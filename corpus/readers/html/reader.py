"""HTML: the article without the page around it. The only file that imports trafilatura."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import trafilatura
from trafilatura.settings import Document

from corpus.documents import Content, Metadata, Span
from corpus.readers.common.encoding import declared_charset, decode
from corpus.readers.common.metadata import iso_date, line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.html.metadata import page_metadata
from corpus.readers.html.visible_text import is_plain, parsed, visible_blocks
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_SHORT_PAGE = 2000
_MOST_AROUND = 2
_NESTED = frozenset({"list", "item", "quote", "table", "p", "head"})
_DATES = {"extensive_search": False, "original_date": True}


def read_html(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    page = decode(data, declared_charset(data)).removeprefix("\ufeff")
    article = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=_DATES
    )
    tree = parsed(page)
    metadata = _metadata(article, page, tree)
    blocks = _chosen(article, tree)
    heading = blocks.headings[0].text if blocks.headings else None
    return Content(
        text=blocks.text,
        metadata=replace(metadata, title=metadata.title or line_or_none(heading) or title_from(path)),
        media_type=options.media_type,
        body=Span(0, blocks.length),
        headings=blocks.headings,
    )


def _chosen(article: object, tree: _Element | None) -> TextBuilder:
    """The article; of a plain page all that is visible, since there trafilatura drops headings and lists."""
    found = TextBuilder()
    if isinstance(article, Document) and article.body is not None:
        _write(article.body, found)
    if tree is None or (found.length and not is_plain(tree)):
        return found
    whole = visible_blocks(tree)
    trusted = not found.length or whole.length <= max(_SHORT_PAGE, _MOST_AROUND * found.length)
    return whole if trusted and whole.length > found.length else found


def _metadata(article: object, page: str, tree: _Element | None) -> Metadata:
    """What the page says of itself and, where it says nothing, what trafilatura makes of how it looks."""
    said = page_metadata(page, tree) if tree is not None else Metadata(title="")
    seen = {name: getattr(article, name, None) for name in ("title", "author", "sitename", "date", "url")}
    tab = tree.findtext(".//title") if tree is not None else None
    return replace(
        said,
        title=said.title or line_or_none(seen["title"]) or line_or_none(tab) or "",
        author=said.author or line_or_none(seen["author"]),
        publisher=said.publisher or line_or_none(seen["sitename"]),
        date=said.date or iso_date(seen["date"]),
        url=said.url or web_address(seen["url"]),
    )


def _write(element: _Element, blocks: TextBuilder) -> None:
    """Writes what trafilatura extracted: text between nested blocks is a paragraph of its own."""
    match element.tag:
        case "head":
            blocks.add_heading(_inline(element), _level(element))
        case "list":
            blocks.add("\n".join(_items(element)))
        case "table":
            blocks.add("\n".join(_rows(element)))
        case _:
            for part in _parts(element):
                if isinstance(part, str):
                    blocks.add(part)
                else:
                    _write(part, blocks)


def _level(head: _Element) -> int:
    level = (head.get("rend") or "")[-1:]
    return int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2


def _items(element: _Element) -> Iterator[str]:
    for item in element.iterchildren("item"):
        for part in _parts(item):
            if isinstance(part, str):
                if part:
                    yield f"- {part}"
            elif part.tag == "list":
                yield from _items(part)
            elif words := _tidy(" ".join(_strings(part))):
                yield f"- {words}"


def _rows(table: _Element) -> Iterator[str]:
    for row in table.iter("row"):
        cells = (_tidy(" ".join(_strings(cell))) for cell in row.iterchildren("cell"))
        if line := " | ".join(cell for cell in cells if cell):
            yield line


def _parts(element: _Element) -> Iterator[str | _Element]:
    """The running text of an element and the blocks nested in it, in order."""
    running = [element.text or ""]
    for child in element.iterchildren():
        if child.tag in _NESTED:
            yield _tidy("".join(running))
            yield child
            running = []
        else:
            running.append(_inline(child))
        running.append(child.tail or "")
    yield _tidy("".join(running))


def _inline(element: _Element) -> str:
    if element.tag == "lb":
        return "\n"
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element.iterchildren())


def _strings(element: _Element) -> list[str]:
    return [str(words) for words in element.itertext()]


def _tidy(text: str) -> str:
    """One space for several, and none at the ends of lines; a no-break space is a character like others."""
    return re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[ \t\r\f\v]+", " ", text)).strip(" \n")
