"""What the page answers beside gradio's own routes."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, HTTPException, Request

from bot.page.routes.documents import add_document_routes
from bot.page.routes.reading import add_reading_routes

if TYPE_CHECKING:
    from gradio.routes import App
    from starlette.routing import BaseRoute

    from bot.page.server import Page


def routes() -> list[BaseRoute]:
    """Return the routes, for a gradio app to begin with. Each asks the page that the app shows at that moment.

    In gradio's reload mode that is another page after each change of the code.
    """
    router = APIRouter(prefix="/besa", include_in_schema=False, dependencies=[Depends(_check_visitor)])
    add_reading_routes(router, lambda request: _page(request).librarian)
    add_document_routes(router, lambda request: _page(request).librarian, lambda request: _page(request).collector)
    return router.routes


def _page(request: Request) -> Page:
    page: Page = request.app.get_blocks()
    return page


async def _check_visitor(request: Request) -> None:
    """Raise HTTPException 401 where the page was launched with a login and the visitor has none, as gradio does."""
    app: App = request.app
    if app.auth_dependency is not None:
        user = app.auth_dependency(request)
        signed_in = (await user if isawaitable(user) else user) is not None
    else:
        accounts: object = app.auth
        names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
        signed_in = accounts is None or any(request.cookies.get(name) in app.tokens for name in names)
    if not signed_in:
        raise HTTPException(401, "Not authenticated")
