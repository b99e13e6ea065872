"""How answers are delivered: what has a hash in its name is kept by browsers, and pages and JSON come compressed."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from bot.page.own_files import KEPT

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HASHED = re.compile(r"/assets/[^/]+-[\w-]{8}\.(?:js|css)$|/theme\.css$")
"""Gradio's files whose address has a hash: in the name or, of the theme, in the query."""
_COMPRESSED = ("text/html", "application/json")
"""What nothing else compresses: gradio compresses addresses that end as scripts and styles do."""
_SMALLEST = 1_000
_LEVEL = 6


class Delivered:
    """ASGI middleware that lets browsers keep hashed files, and compresses bodies that come whole."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with headers that spare the wire."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        compresses = scope["method"] == "GET" and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        kept = _HASHED.search(scope["path"]) is not None
        await self._app(scope, receive, _Delivery(send, kept=kept, compresses=compresses))


class _Delivery:
    """Holds the start of an answer back until its first part tells whether that is all."""

    def __init__(self, send: Send, *, kept: bool, compresses: bool) -> None:
        self._send = send
        self._kept = kept
        self._compresses = compresses
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if self._kept and message["status"] in {200, 304}:
                headers["cache-control"] = KEPT
            if self._is_compressible(headers):
                self._start = message
            else:
                await self._send(message)
            return
        if self._start is not None:
            start, self._start = self._start, None
            message = _compressed(start, message)
            await self._send(start)
        await self._send(message)

    def _is_compressible(self, headers: MutableHeaders) -> bool:
        kind = headers.get("content-type", "").partition(";")[0]
        return self._compresses and kind in _COMPRESSED and "content-encoding" not in headers


def _compressed(start: Message, first: Message) -> Message:
    """Return the first part of a body compressed, with its headers, if it is the whole and long enough."""
    body = first.get("body", b"")
    if first["type"] != "http.response.body" or first.get("more_body") or len(body) < _SMALLEST:
        return first
    small = gzip.compress(body, _LEVEL, mtime=0)
    headers = MutableHeaders(raw=start["headers"])
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(small))
    headers.add_vary_header("Accept-Encoding")
    return {**first, "body": small}
