"""What every framework is told of an excerpt: where it stands, in which file, and what the document says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answers import Answer, Citation


def excerpts(answer: Answer) -> Iterator[tuple[Citation, dict[str, Any]]]:
    """Yield the citations of an answer, best first, each with its metadata."""
    for citation in answer.citations:
        yield citation, excerpt_metadata(answer, citation)


def excerpt_metadata(answer: Answer, citation: Citation) -> dict[str, Any]:
    """Return the place of an excerpt, the SHA-256 of its file, and what the document says of itself: all flat.

    The excerpt is `text[start:end]` of the document. `answers` is whether a sentence of it answers the question.
    """
    return {
        "document": citation.document,
        "path": citation.path,
        "sha256": citation.sha256,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
        "place": citation.place,
        "heading": citation.heading,
        "title": citation.title,
        "author": citation.author,
        "publisher": citation.publisher,
        "date": citation.date,
        "url": citation.url,
        "score": citation.score,
        "answers": bool(answer.quoted_from(citation)),
    }


def excerpt_id(citation: Citation) -> str:
    """Return what names an excerpt, the same at each time."""
    return f"{citation.document}:{citation.start}-{citation.end}"
