"""Excerpts as HTML: what is quoted stands in `<b>`, the words that matched the question in `<mark>`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answers import Citation
    from corpus.documents import Span


def excerpt_html(
    citation: Citation,
    quoted: Sequence[Span],
    attributes: Callable[[str], str] = lambda matched: "",
    within: Span | None = None,
) -> str:
    """Return the excerpt of a citation as HTML without its markup, cut where a matched word or a quoted span begins.

    `quoted` lie inside of the excerpt. `attributes` returns those of the `<mark>` of a matched word, after a space.
    Only the part `within` is rendered, where one is given.
    """
    start, end = (within.start, within.end) if within else (citation.start, citation.end)
    inside = (at for span in (*citation.highlights, *citation.markup, *quoted) for at in (span.start, span.end))
    edges = sorted({start, end, *(at for at in inside if start < at < end)})
    return "".join(_piece(citation, start, end, quoted, attributes) for start, end in pairwise(edges))


def _piece(citation: Citation, start: int, end: int, quoted: Sequence[Span], attributes: Callable[[str], str]) -> str:
    if any(each.start <= start < each.end for each in citation.markup):
        return ""
    piece = as_html(citation.excerpt[start - citation.start : end - citation.start])
    if matched := next((span for span in citation.highlights if span.start <= start < span.end), None):
        piece = f"<mark{attributes(citation.text_of(matched))}>{piece}</mark>"
    return f"<b>{piece}</b>" if any(span.start <= start < span.end for span in quoted) else piece
