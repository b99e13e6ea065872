"""What a link to the page says of itself where it is shown elsewhere: Besa's own title, words and picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.requests import Request

from bot.page.own_files import links
from bot.wording.labels import labels_for
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PICTURE = "/preview.png"
"""Where the picture is, below the page's own routes."""
_OF_GRADIO = re.compile(rb"\s*<meta\s[^>]*?(?:property=\"og:|name=\"twitter:)[^>]*>")
_VIEWPORT = re.compile(rb'<meta\s+name="viewport"\s+content="[^"]*"')
_ABOVE_KEYBOARD = (
    b'<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content"'
)
"""A phone's keyboard takes height from the page, so that what stands at its foot stays in sight."""
_HEAD = b"<head>"
_CONFIG = b"<script>window.gradio_config"


def with_own_preview(page: bytes, scope: Mapping[str, Any]) -> bytes:
    """Return a page of gradio's with Besa's preview instead of gradio's, and its own files; any other as it is.

    Of the page, only what stands before gradio's own settings is looked at, where no text of a visitor can be.
    """
    head, config, rest = page.partition(_CONFIG)
    if not config:
        return page
    head = _VIEWPORT.sub(_ABOVE_KEYBOARD, _OF_GRADIO.sub(b"", head))
    head = head.replace(_HEAD, _HEAD + (_preview(Request(dict(scope))) + links()).encode(), 1)
    return b"".join([head, config, rest])


def preview_tags(address: str, page: str, title: str, words: str) -> str:
    """Return the tags by which a link to `address` is shown elsewhere; `page` is the address of the chat."""
    title, words, address = as_html(title), as_html(words), as_html(address)
    picture = as_html(f"{page.rstrip('/')}/besa{PICTURE}")
    named = {"description": words, "twitter:card": "summary"}
    properties = {
        "og:type": "website",
        "og:site_name": "Besa",
        "og:title": title,
        "og:description": words,
        "og:url": address,
        "og:image": picture,
    }
    lines = [f'<link rel="canonical" href="{address}">']
    lines += [f'<meta name="{name}" content="{value}">' for name, value in named.items()]
    lines += [f'<meta property="{name}" content="{value}">' for name, value in properties.items()]
    return "".join(f"{each}\n" for each in lines)


def _preview(request: Request) -> str:
    words = labels_for(request.headers.get("accept-language")).description
    address = str(request.url.replace(query="", fragment=""))
    return f"\n<title>Besa</title>\n{preview_tags(address, str(request.base_url), 'Besa', words)}"
