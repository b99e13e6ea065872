"""Keeps gradio from fetching files of other machines, which anybody could tell it to: the page takes in text alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

_FOREIGN = re.compile(r"/file[=/].*?://", re.DOTALL)
"""gradio gives out whatever lies at an address after `file=`, to anyone; an image in any web page would do."""


class ForeignFilesRefused:
    """ASGI middleware that answers requests for a file of another machine with 403."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a foreign file with 403, and pass every other on."""
        app = self._app
        if scope["type"] == "http" and _FOREIGN.search(scope["path"]):
            app = PlainTextResponse("This page has no files of other machines.", 403)
        await app(scope, receive, send)


def texts_alone(sent: Iterable[object]) -> list[str | int | None]:
    """Return what a visitor sent to a handler, with None for what is no text and no whole number.

    That is all that the page itself sends, and programs. Of anything else, gradio fetches the files that are named in
    it.
    """
    return [each if isinstance(each, str | int) else None for each in sent]
