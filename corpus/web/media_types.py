"""The suffix under which a fetched file is kept: its media type says, or its address where that says little."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.errors import FetchError
from corpus.messages import Message
from corpus.readers.formats import BY_SUFFIX, SUPPORTED, Format

_SUFFIXES = {
    **{each.media_type: each.suffixes[0] for each in Format if each.suffixes},
    "application/xhtml+xml": ".html",
    "application/x-pdf": ".pdf",
    "application/x-ndjson": ".jsonl",
    "text/x-markdown": ".md",
}
_TELLS_LITTLE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/force-download"})
_PROGRAMS = frozenset({"text/css", "text/javascript", "text/ecmascript"})


def suffix_of(media_type: str, address: str) -> str:
    """Return the suffix for a file of this media type; empty where only its bytes can tell what it is.

    Raises FetchError for what no reader takes.

    Example:
        >>> suffix_of("text/plain", "https://example.org/README.md"), suffix_of("text/html", "https://example.org/a.php")
        ('.md', '.html')
    """
    named = PurePosixPath(unquote(urlsplit(address).path)).suffix.lower()
    known = _SUFFIXES.get(media_type)
    if known and media_type != Format.TEXT.media_type:
        return known
    if media_type in _TELLS_LITTLE:
        return named if named in BY_SUFFIX else ""
    if media_type.startswith("text/") and media_type not in _PROGRAMS:
        return named if named in BY_SUFFIX else ".txt"
    raise FetchError(Message("this is {kind}; Besa reads {formats}", kind=media_type, formats=SUPPORTED))
