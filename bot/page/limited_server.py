"""gradio's server with limits on connections: gradio offers no way to set any."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from gradio import http_server

from bot.limits.protocol import TimedProtocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from uvicorn import Config

    from bot.limits.connections import Connections

_LOG = logging.getLogger(__name__)
_BACKLOG = 64
"""So many connections wait to be accepted, and are accepted in one go: each needs a descriptor before it is counted."""
_CLOSING_SECONDS = 3
"""Within which answers end once the server is told to; then they are cut."""


class LimitedServer(http_server.Server):
    """A server whose connections are kept in a book."""

    def __init__(self, config: Config, connections: Connections, **settings: Any) -> None:
        config.http = partial(TimedProtocol, connections=connections)  # type: ignore[assignment]
        config.ws = "none"
        config.backlog = _BACKLOG
        config.timeout_graceful_shutdown = _CLOSING_SECONDS
        super().__init__(config, **settings)

    async def startup(self, sockets: Any = None) -> None:
        """Begin to listen; what goes wrong with a socket is told in a line, where asyncio writes a traceback."""
        asyncio.get_running_loop().set_exception_handler(_told)
        await super().startup(sockets)


@contextmanager
def limited(connections: Connections) -> Iterator[None]:
    """Have gradio start servers of this kind while the block lasts."""
    before = http_server.Server
    http_server.Server = partial(LimitedServer, connections=connections)  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        http_server.Server = before  # type: ignore[misc]


def _told(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, OSError):
        _LOG.error("%s: %s", context.get("message"), error.strerror)
    else:
        loop.default_exception_handler(context)
