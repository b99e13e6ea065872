"""What a page answers to programs, beside what it shows: the HTTP API, and tools for language models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.api.app import PATHS, api_app
from bot.limits.takers import taker_of
from bot.page.routes import BehindLogin
from bot.page.search import Search, find_in_turn
from bot.page.sessions import taker_now
from bot.service.served_library import ServedLibrary

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.answers import Answer
    from bot.api.description import DescribedApp
    from bot.api.tools import ToolsApp
    from bot.page.routes.documents import DocumentChanges
    from bot.service.library_service import LibraryService

TOOLS = re.compile(r"/mcp/?")


@dataclass(frozen=True, slots=True)
class Programs:
    """What programs are answered: the API or not, and the tools of a library, where there are any."""

    api: bool = False
    tools: Callable[[ServedLibrary], ToolsApp] | None = None


class ProgramsAnswered:
    """ASGI middleware that answers programs at their addresses, and passes every other request on."""

    def __init__(self, app: ASGIApp, tools: ToolsApp | None) -> None:
        self._app = app
        self._api = BehindLogin(lambda page: page.api)
        self._tools = BehindLogin(lambda _: tools.app) if tools is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        await self._answering(scope)(scope, receive, send)

    def _answering(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http":
            return self._app
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        page: Any = scope["app"].get_blocks()
        if page.api is not None and PATHS.fullmatch(path):
            return self._api
        return self._tools if self._tools is not None and TOOLS.fullmatch(path) else self._app


class LibraryInTurn(ServedLibrary):
    """The library for tools: each question waits for its turn among the page's own, in the thread that asks it."""

    def ask(self, question: str, **settings: Any) -> Answer:
        """Answer a question as `ServedLibrary.ask` does."""
        return find_in_turn(lambda: super(LibraryInTurn, self).ask(question, **settings), taker_now().key)


def api_of(service: LibraryService, changes: DocumentChanges) -> DescribedApp:
    """Return the API of a page, whose questions wait for their turn among the page's own."""

    async def when_it_is_its_turn(search: Callable[[], Answer], asked_by: Request) -> Answer:
        answer = await Search().find(search, taker_of(asked_by.scope).key)
        assert answer is not None, "nobody gave it up"
        return answer

    return api_app(ServedLibrary(service), changes, when_it_is_its_turn)
