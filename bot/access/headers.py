"""What a browser is told to allow the page: nothing of other origins, no frame around it, no guessing of types."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(rb"<script(?=[\s>])")
_CONTENT_SECURITY = b"content-security-policy"


def content_security(nonce: str | None = None, frame_ancestors: Sequence[str] = ()) -> str:
    """Return the Content-Security-Policy of a page whose inline scripts bear the nonce, or that has none.

    Gradio makes functions of the `js` of its events ('unsafe-eval') and styles its components inline.
    """
    scripts = f"'self' 'nonce-{nonce}' 'unsafe-eval'" if nonce else "'none'"
    frames = " ".join(frame_ancestors) or "'none'"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {frames}",
        ]
    )


def secured(send: Send, frame_ancestors: Sequence[str], allowed_origin: str | None) -> Send:
    """Return `send` with the headers that every answer has; CORS for `allowed_origin` alone, whatever was there."""

    async def send_secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _secured(message.get("headers", []), frame_ancestors, allowed_origin)}
        await send(message)

    return send_secured


def _secured(
    headers: Sequence[tuple[bytes, bytes]], frame_ancestors: Sequence[str], allowed_origin: str | None
) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if not name.lower().startswith(b"access-control-")]
    there = {name.lower() for name, _ in kept}
    more = {
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        _CONTENT_SECURITY: content_security(None, frame_ancestors).encode(),
    }
    if not frame_ancestors:
        more[b"x-frame-options"] = b"DENY"
    added = [(name, value) for name, value in more.items() if name not in there]
    if allowed_origin is not None:
        added += [(b"access-control-allow-origin", allowed_origin.encode("latin-1")), (b"vary", b"Origin")]
    return [*kept, *added]


class ScriptsMarked:
    """ASGI middleware that marks the scripts of each page of HTML with a nonce, and says that no other may run."""

    def __init__(
        self, app: ASGIApp, frame_ancestors: Sequence[str] = (), rewrite: Callable[[bytes, Scope], bytes] | None = None
    ) -> None:
        """`rewrite` changes each page before its scripts are marked."""
        self._app = app
        self._frame_ancestors = frame_ancestors
        self._rewrite = rewrite or (lambda page, _: page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with pages of HTML held back until they are whole."""
        if scope["type"] == "http":
            await self._app(
                scope, receive, _Marking(send, self._frame_ancestors, lambda page: self._rewrite(page, scope))
            )
        else:
            await self._app(scope, receive, send)


class _Marking:
    def __init__(self, send: Send, frame_ancestors: Sequence[str], rewrite: Callable[[bytes], bytes]) -> None:
        self._send = send
        self._rewrite = rewrite
        self._frame_ancestors = frame_ancestors
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message.get("headers", [])):
            self._start = message
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
        else:
            await self._send(message)

    async def _finish(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        body = _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), self._rewrite(bytes(self._body)))
        kept = [each for each in start["headers"] if each[0].lower() not in {b"content-length", _CONTENT_SECURITY}]
        policy = content_security(nonce, self._frame_ancestors).encode()
        headers = [*kept, (_CONTENT_SECURITY, policy)]
        if self._body:  # the answer to HEAD has none, and the length is that of what GET gets
            headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
