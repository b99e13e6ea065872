"""gradio's routes that this page does not need: closed, since some write a traceback for each who asks."""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING

from fastapi.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOG = logging.getLogger(__name__)
_UNUSED = re.compile(
    r"(?:/gradio_api)?/(?:pwa_icon|monitoring|runs|run-history|deep_link|vibe-\w+|undo-vibe-edit|process_recording"
    r"|upload_progress|stream|component_server|custom_component|profiling)(?:[/?].*)?"
)
_RELOADING = re.compile(r"(?:/gradio_api)?/dev/reload/?")
"""A stream without an end that looks for changes twenty times a second; only gradio's reload mode listens to it."""
_BY_NAME = "/gradio_api/call/v2/"
"""Takes values by the names of parameters, and fails where these are no parameters."""


class UnusedRefused:
    """ASGI middleware that answers 404 for routes that are not needed, and 400 for calls by wrong names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._reloads = "GRADIO_WATCH_DIRS" in os.environ

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] == "http" and self._is_unused(path):
            await JSONResponse({"detail": "Not Found"}, 404)(scope, receive, send)
        elif scope["type"] == "http" and path.startswith(_BY_NAME):
            await self._call(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_unused(self, path: str) -> bool:
        return bool(_UNUSED.fullmatch(path) or (_RELOADING.fullmatch(path) and not self._reloads))

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except (LookupError, TypeError, ValueError) as error:
            _LOG.info("a call by name was refused: %s", type(error).__name__)
            await JSONResponse({"detail": "There is no such call."}, 400)(scope, receive, send)
