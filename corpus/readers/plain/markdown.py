"""Markdown: the stored text is the file's own, front matter included; headings are found, not rendered."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from corpus.documents import Content, Heading, Span
from corpus.readers.common.byline import with_byline
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import MAX_HEADING
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.plain.front_matter import metadata_from, read_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_MAX_HEADING_SOURCE = 2000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def read_markdown(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    r"""Read Markdown with its front matter; the text stays as it is in the file.

    Example:
        >>> [heading.text for heading in read_markdown(b"# The *Bees*\n", "bees.md").headings]
        ['The Bees']
    """
    text = decode(data)
    fields, start = read_front_matter(text)
    start = start or int(text.startswith("\ufeff"))
    headings = tuple(_find_headings(text, start))
    title = (line_or_none(headings[0].text) if headings else None) or title_from(path)
    return Content(
        text=text,
        metadata=with_byline(metadata_from(fields, title), text[start:]),
        media_type=options.media_type,
        body=Span(start, len(text)),
        headings=headings,
    )


def _find_headings(text: str, start: int) -> Iterator[Heading]:
    """Yield headings of one line, outside of lists, quotations and code, with their markup inside the span.

    A long paragraph that happens to stand on a row of dashes is not a heading.
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
        if "\n" in content.content or len(content.content) > _MAX_HEADING_SOURCE:
            continue
        words = _without_markup(inline.parseInline(content.content)[0])
        if words and len(words) <= MAX_HEADING:
            first, after = opening.map
            yield Heading(span=_trim_span(text, ends[first], ends[after]), level=int(opening.tag[1:]), text=words)


def _trim_span(text: str, start: int, end: int) -> Span:
    lines = text[start:end]
    return Span(start + len(lines) - len(lines.lstrip()), start + len(lines.rstrip()))


def _without_markup(inline: Token) -> str:
    """Return the words that show: text and code, an image's description, no HTML tags."""
    parts = []
    for token in inline.children or ():
        if token.type == "image":
            parts.append(_without_markup(token))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.type != "html_inline":
            parts.append(token.content)
    return " ".join("".join(parts).split())
