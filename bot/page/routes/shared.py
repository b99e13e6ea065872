"""The page of an answer that was shared: as it was, to be read only, by whoever may read this library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from bot.formats.html_report import report_html
from bot.page.handlers import language_of
from bot.page.views.shared import missing_page, shared_page
from bot.wording.labels import LANGUAGES

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.answers import Answer
    from bot.service.library_service import LibraryService
    from bot.service.shared_answers import SharedAnswer

SHARED = "/shared"
_NO_STORE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
_AS_A_FILE = {"Content-Disposition": 'attachment; filename="besa-answer.html"'}


def add_shared_routes(app: FastAPI, service: LibraryService) -> None:
    """Add the page of a shared answer, and the file that is made of it."""

    def page(name: str, request: Request) -> Response:
        """Return the answer as it was; 404 where there is none, or a document that it quotes is gone."""
        shared = _kept(service, name)
        if shared is None:
            return HTMLResponse(missing_page(str(request.base_url), language_of(request)), 404, _NO_STORE)
        changed = _changed(service, shared.answer)
        return HTMLResponse(shared_page(shared, changed, str(request.url), str(request.base_url)), 200, _NO_STORE)

    def file(name: str) -> Response:
        """Return the same answer as the file that can be verified, whose bytes nobody on the way may touch."""
        shared = _kept(service, name)
        if shared is None:
            return Response(status_code=404, headers=_NO_STORE)
        report = report_html([shared.answer], shared.made, LANGUAGES[shared.language])
        return Response(report, media_type="application/octet-stream", headers={**_NO_STORE, **_AS_A_FILE})

    app.add_api_route(f"{SHARED}/{{name}}", page, methods=["GET"])
    app.add_api_route(f"{SHARED}/{{name}}/file", file, methods=["GET"])


def _kept(service: LibraryService, name: str) -> SharedAnswer | None:
    kept = service.shared
    shared = kept.get(name) if kept is not None else None
    if shared is None or shared.language not in LANGUAGES:
        return None
    if any(service.document(each.document) is None for each in shared.answer.citations):
        return None
    return shared


def _changed(service: LibraryService, answer: Answer) -> int:
    """Count the documents that are quoted and are not what they were."""
    cited = {each.document: each.sha256 for each in answer.citations}
    now = {id: service.document(id) for id in cited}
    return sum(document is not None and document.sha256 != cited[id] for id, document in now.items())
