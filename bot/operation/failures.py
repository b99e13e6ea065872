"""What nobody foresaw: told in the log, and never to a visitor."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from bot.wording.labels import ENGLISH
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.types import Message as Event

_LOG = logging.getLogger(__name__)
_REQUESTS = logging.getLogger("besa.requests")
_FAILED = Message("Something went wrong here. Whoever serves this page finds it in the log.")


class Observed:
    """ASGI middleware around all others: each request has a line in the log, and no exception gets beyond it."""

    def __init__(self, app: ASGIApp, tell: Callable[[int], None] | None = None) -> None:
        """`tell` hears the status of each answer."""
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer, begun = _Answer(send), time.perf_counter()
        try:
            await self._app(scope, receive, answer)
        except ClientDisconnect:  # or was given up for being slow
            _LOG.info("%s %s was given up", scope["method"], scope["path"][:200])
        except Exception as error:  # noqa: BLE001  what it is, nobody knows: told in the log
            _LOG.error("%s %s failed: %s", scope["method"], scope["path"][:200], type(error).__name__, exc_info=error)
            if not answer.status:
                await JSONResponse({"detail": ENGLISH.translate(_FAILED)}, 500)(scope, receive, answer)
        finally:
            if self._tell is not None:
                self._tell(answer.status)
            _log_request(scope, answer.status, time.perf_counter() - begun)


class _Answer:
    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0

    async def __call__(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            self.status = event["status"]
        await self._send(event)


def _log_request(scope: Scope, status: int, seconds: float) -> None:
    """Log who asked for what, and never the query: questions, and the token of the link, stand there."""
    client = scope.get("client")
    told = {
        "address": client[0] if client else None,
        "method": scope["method"],
        "path": scope["path"][:200],
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    _REQUESTS.info("%(address)s %(method)s %(path)s %(status)s %(ms)s ms", told, extra={"request": told})
