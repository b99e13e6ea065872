"""The pages of a PDF as they were printed: which of them a document shows, and where their pictures are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.wording.labels import Labels
    from corpus.documents import Place, Span

_MOST_MARKS = 20


def pages_to_show(pages: Sequence[Place], marks: Sequence[Span]) -> Collection[int]:
    """Choose the pages that are shown at once: those with a mark, or the first, and their neighbours."""
    cited = [
        at
        for at, page in enumerate(pages)
        if any(mark.start < page.span.end and page.span.start < mark.end for mark in marks)
    ]
    return {pages[near].number for at in cited or [0] for near in range(max(0, at - 1), min(at + 2, len(pages)))}


def printed_html(id: str, page: Place, marks: Sequence[Span], labels: Labels = ENGLISH, *, opened: bool) -> str:
    """Render a page's picture with its cited places; the browser asks for it when it comes near."""
    name = as_html(labels.as_printed.format(page.label[:1].upper() + page.label[1:]))
    address = _address(id, page, marks)
    return (
        f'<details class="print"{" open" if opened else ""}><summary>{name}</summary>'
        f'<a href="{address}" target="_blank" rel="noopener">'
        f'<img loading="lazy" decoding="async" src="{address}" alt="{name}"></a></details>'
    )


def _address(id: str, page: Place, marks: Sequence[Span]) -> str:
    here = [each for each in marks if each.start < page.span.end and page.span.start < each.end][:_MOST_MARKS]
    parameters: dict[str, str | int] = {"document": id, "page": page.number}
    if here:
        parameters |= {"start": here[0].start, "end": here[0].end}
    if here[1:]:
        parameters["others"] = "_".join(f"{each.start}-{each.end}" for each in here[1:])
    return as_html(f"besa/page-image?{urlencode(parameters)}")
