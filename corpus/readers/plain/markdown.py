"""Markdown: the stored text is the file's own, front matter included; headings are found, not rendered."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from corpus.documents import Content, Heading, Span
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import LONGEST_HEADING
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.plain.front_matter import front_matter, metadata_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_LONGEST_LINE = 2000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def read_markdown(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    text = decode(data)
    fields, start = front_matter(text)
    start = start or int(text.startswith("\ufeff"))
    headings = tuple(_headings(text, start))
    title = (line_or_none(headings[0].text) if headings else None) or title_from(path)
    return Content(
        text=text,
        metadata=metadata_from(fields, title),
        media_type=options.media_type,
        body=Span(start, len(text)),
        headings=headings,
    )


def _headings(text: str, start: int) -> Iterator[Heading]:
    """Headings of one line, outside of lists, quotations and code, with their markup inside the span.

    A long paragraph that happens to stand on a row of dashes is no heading.
    """
    body = text[start:]
    ends = [start, *accumulate((len(line) for line in _LINE.findall(body)), initial=start)][1:]
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    inline = MarkdownIt("commonmark")
    tokens = parser.parse(body)
    for opening, content in pairwise(tokens):
        if opening.type != "heading_open" or opening.level or not opening.map:
            continue
        if "\n" in content.content or len(content.content) > _LONGEST_LINE:
            continue
        words = _without_markup(inline.parseInline(content.content)[0])
        if words and len(words) <= LONGEST_HEADING:
            first, after = opening.map
            yield Heading(span=_trimmed(text, ends[first], ends[after]), level=int(opening.tag[1:]), text=words)


def _trimmed(text: str, start: int, end: int) -> Span:
    lines = text[start:end]
    return Span(start + len(lines) - len(lines.lstrip()), start + len(lines.rstrip()))


def _without_markup(inline: Token) -> str:
    """The words a reader sees: text and code, an image's description, no HTML tags."""
    parts = []
    for token in inline.children or ():
        if token.type == "image":
            parts.append(_without_markup(token))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.type != "html_inline":
            parts.append(token.content)
    return " ".join("".join(parts).split())
