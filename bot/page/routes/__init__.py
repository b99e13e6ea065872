"""What the page answers beside gradio's own routes, below /besa."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import Mount

from bot.api.exchange import refused
from bot.page.own_files import add_own_files
from bot.page.routes.collections import add_collection_routes
from bot.page.routes.documents import add_document_routes
from bot.page.routes.kept import add_kept_routes
from bot.page.routes.quotations import add_quotation_route
from bot.page.routes.reading import add_reading_routes
from bot.page.routes.shared import add_shared_routes
from corpus.errors import LibraryUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from gradio.routes import App
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.page.routes.documents import DocumentChanges
    from bot.service.library_service import LibraryService


def own_app(service: LibraryService, changes: DocumentChanges) -> FastAPI:
    """Return what answers for a page."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_own_files(app)
    add_reading_routes(app, service)
    add_quotation_route(app, service)
    add_shared_routes(app, service)
    add_document_routes(app, service, changes)
    add_collection_routes(app, changes)
    add_kept_routes(app, service)
    app.add_exception_handler(LibraryUnreachable, _away)
    return app


async def _away(request: Request, error: Exception) -> Response:
    """Say that the server which holds the documents does not answer, and when to ask again."""
    return refused(error, request)


def mounted() -> Mount:
    """Return the route by which a gradio app asks the page that it shows.

    In gradio's reload mode that is another page, of other code, after each change.
    """
    return Mount("/besa", app=BehindLogin(lambda page: page.own_app))


class BehindLogin:
    """ASGI app that asks an app of the page which is shown, where the visitor may see that page."""

    def __init__(self, chosen: Callable[[Any], ASGIApp]) -> None:
        """`chosen` returns an app of a `bot.page.Page`: no other is launched with such a route."""
        self._chosen = chosen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the chosen app does, or with 401."""
        gradio_app: App = scope["app"]
        if scope["type"] == "http" and not await _is_signed_in(gradio_app, Request(scope, receive)):
            await JSONResponse({"detail": "Not authenticated"}, 401)(scope, receive, send)
        else:
            await self._chosen(gradio_app.get_blocks())(scope, receive, send)


async def _is_signed_in(app: App, request: Request) -> bool:
    """Return True if the visitor may see the page, which may have a login; decide as gradio does."""
    if app.auth_dependency is not None:
        user = app.auth_dependency(request)
        return (await user if isawaitable(user) else user) is not None
    accounts: object = app.auth
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    return accounts is None or any(request.cookies.get(name) in app.tokens for name in names)
