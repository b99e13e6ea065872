"""A limit on what comes with a request, on every route, before anything of it is read as JSON or as a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.limits.refusals import too_large
from bot.limits.routes import Purpose, purpose_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.access.root_path import RootPath

FORM_BYTES = 2**16
"""What a form may have around the document that it brings."""


class BodyTooLarge(Exception):
    """More came than a request may bring."""


class BodyLimit:
    """ASGI middleware that answers 413 to a request whose body is larger than its route takes."""

    def __init__(self, app: ASGIApp, root: RootPath, body_bytes: int, file_bytes: Callable[[], int]) -> None:
        """`file_bytes` is what a document may have, asked for at each request that brings one."""
        self._app = app
        self._root = root
        self._body_bytes = body_bytes
        self._file_bytes = file_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope)
        if _declared(scope) > limit:
            await too_large(limit).answer(scope, receive, send)
            return
        counted = _CountedBody(receive, send, limit)
        try:
            await self._app(scope, counted.receive, counted.send)
        except BodyTooLarge:
            if counted.has_answered:
                raise
        if counted.is_too_large and not counted.has_answered:
            await too_large(limit).answer(scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        if purpose_of(scope["method"], self._root.without(scope["path"])) is Purpose.UPLOAD:
            return max(self._file_bytes() + FORM_BYTES, self._body_bytes)
        return self._body_bytes


class _CountedBody:
    """The two ways of one request, of which what the app answers is dropped once the body was too large."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self.has_answered = False

    @property
    def is_too_large(self) -> bool:
        return self._left < 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.is_too_large:
            raise BodyTooLarge
        return message

    async def send(self, message: Message) -> None:
        if self.is_too_large and not self.has_answered:
            return
        self.has_answered = True
        await self._send(message)


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and re.fullmatch(rb"\d{1,18}", lengths[0]) else 0
