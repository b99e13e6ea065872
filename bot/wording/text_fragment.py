"""Links into a page of the web at the quoted words, as the URL Fragment Text Directives draft describes them."""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag

from corpus.web_address import web_address

_WHOLE = 60
_EDGE_WORDS = 5
_WORDS = re.compile(r"\S+")


def link_to_words(url: str | None, words: str) -> str | None:
    """Return the address with a text directive for `words`; None for an address that is not of the web.

    A long quotation is named by its first and last words, since a browser that does not find all of it marks none.
    """
    whole = web_address(url)
    if whole is None:
        return None
    address, fragment = urldefrag(whole)
    directive = _directive(_WORDS.findall(words))
    return f"{address}#{fragment.partition(':~:')[0]}{directive and ':~:text=' + directive}" if directive else address


def _directive(words: list[str]) -> str:
    if len(" ".join(words)) <= _WHOLE or len(words) <= 2 * _EDGE_WORDS:
        return _escaped(words)
    return f"{_escaped(words[:_EDGE_WORDS])},{_escaped(words[-_EDGE_WORDS:])}"


def _escaped(words: list[str]) -> str:
    """Commas and dashes have a meaning of their own in a directive."""
    return quote(" ".join(words), safe="", errors="replace").replace("-", "%2D")
