"""Plain text: the stored text is the file's own, character for character."""

from __future__ import annotations

import re

from corpus.documents import Content, Metadata, Span
from corpus.readers.common.byline import with_byline
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.options import DEFAULTS, ReadOptions

_MAX_TITLE = 120
_OPENING_CHARACTERS = 4000
_BREADCRUMB = re.compile(r"\s[»›]\s")
_IN_CAPITALS = re.compile(
    r"(?=[^\W\d_]{3})[^a-z\r\n]*[^\W\d_][ \t][^a-z\r\n]*[^\W\d_][^a-z\r\n]*(?:\r\n|\n|\r).*[a-z]{3}"
)
_SENTENCE_END = tuple(".,;:…-–—")


def read_text(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    r"""Read plain text; it stays as it is in the file, but for its encoding.

    Example:
        >>> read_text(b"Bees\n\nThey dance.", "notes.txt").metadata.title
        'Bees'
    """
    text = decode(data)
    return Content(
        text=text,
        metadata=with_byline(Metadata(title=_first_line_as_title(text) or title_from(path)), text),
        media_type=options.media_type,
        body=Span(1 if text.startswith("\ufeff") else 0, len(text)),
    )


def _first_line_as_title(text: str) -> str | None:
    """Return the first line, or the one after a breadcrumb, if it stands alone and ends no sentence; or None.

    In capitals it need not stand alone: "BRUNA COFFEE MACHINE", and below it "Instructions for use".
    """
    opening = text[:_OPENING_CHARACTERS].removeprefix("\ufeff").strip()
    paragraphs = re.split(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)\s*", opening, maxsplit=2)
    candidates = [line for line in paragraphs[:-1] if not _BREADCRUMB.search(line)]
    if not candidates:
        return None
    first = candidates[0].strip()
    if _IN_CAPITALS.match(first):
        first = first.splitlines()[0].strip()
    if len(first) > _MAX_TITLE or len(first.splitlines()) > 1 or first.endswith(_SENTENCE_END):
        return None
    return line_or_none(first)
