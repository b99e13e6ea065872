"""Other people's text, made harmless for HTML and for Markdown; to the eye, no character of it changes."""

from __future__ import annotations

import html
import re

from corpus.text.surrogates import replace_surrogates
from corpus.web_address import web_address

BETWEEN_LINKS = "\u00a0· "
"""A line may begin behind it, never with it."""
_LINE_BREAK = re.compile(r"[ \t]*[\r\n\v\f\x85\u2028\u2029]+[ \t]*")
_INLINE = re.compile(r"[\\`*_\[\]~$|@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_FIRST = re.compile(r"\A(\d*)([#+\-=.)])")


def as_html(text: str) -> str:
    """Escape text as HTML character data, safe inside an element and inside a quoted attribute."""
    return html.escape(without_surrogates(text))


def as_markdown(text: str) -> str:
    """Escape text as one line of Markdown that shows every character as it is: no emphasis, link, list or tag.

    Line breaks become single spaces, as HTML would show them.
    """
    return _FIRST.sub(r"\1\\\2", as_inline_markdown(text).strip())


def as_inline_markdown(text: str) -> str:
    """Escape text that stands inside a line of Markdown."""
    line = _LINE_BREAK.sub(" ", without_surrogates(text))
    return html.escape(_INLINE.sub(r"\\\g<0>", line), quote=False)


def as_web_address(url: str | None) -> str | None:
    """Return the address, escaped for an `href`, if it is one of the web; None for `javascript:` and all others."""
    address = web_address(url)
    return as_html(address) if address else None


def meta_line(*facts: str | None) -> str:
    """Join the facts that are known into one line of HTML, each with its own writing direction."""
    return " · ".join(f"<bdi>{as_html(each)}</bdi>" for each in facts if each)


def without_surrogates(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot carry, by U+FFFD; the length stays."""
    return replace_surrogates(text)
