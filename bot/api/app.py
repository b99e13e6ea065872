"""The API put together: its routes, its description, and what becomes of errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi import Request, Response  # noqa: TC002  fastapi reads the annotations of the routes

from bot.api.chat import ChatEndpoint
from bot.api.description import DescribedApp, schemas_of
from bot.api.docs_page import docs_page
from bot.api.documents import DocumentEndpoint
from bot.api.exchange import refused
from bot.api.questions import QuestionEndpoint
from bot.errors import RequestRefused
from corpus.errors import BesaError
from corpus.messages import Message

if TYPE_CHECKING:
    from bot.api.searching import Searching
    from bot.page.routes.documents import DocumentChanges
    from bot.service.served_library import ServedLibrary

PATHS = re.compile(r"/(?:(?:api|v1)(?:/.*)?|docs|openapi\.json)", re.DOTALL)
"""What it answers, below the root path of the page."""
_NOTHING_HERE = Message("There is nothing at this address. See /docs for what there is.")
_OTHER_METHOD = Message("This address takes another method. See /docs for which.")


def api_app(library: ServedLibrary, changes: DocumentChanges, search: Searching) -> DescribedApp:
    """Return the app that answers programs."""
    endpoints = (QuestionEndpoint(library, search), DocumentEndpoint(library, changes), ChatEndpoint(library, search))
    app = DescribedApp([each for endpoint in endpoints for each in endpoint.operations()])

    def docs(request: Request) -> Response:
        """Describe all of this for people."""
        return docs_page(request, app.operations, schemas_of(app.operations))

    async def told(request: Request, error: Exception) -> Response:
        return refused(error, request)

    async def unknown(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 404)
        answer = refused(RequestRefused(_OTHER_METHOD if status == 405 else _NOTHING_HERE, status), request)
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    app.add_api_route("/docs", docs, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(BesaError, told)
    app.add_exception_handler(Exception, told)
    for status in (404, 405):
        app.add_exception_handler(status, unknown)
    return app
