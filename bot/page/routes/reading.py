"""What the page's script asks the server for beside gradio's own traffic. Anyone can; nothing here changes anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request, Response

from bot.page.preview import PICTURE
from bot.page.views.document import Opening

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.service.library_service import LibraryService

_PREVIEW = Path(__file__).parents[1] / "assets" / "preview.png"
AROUND = 1_000
"""So many characters before and after an excerpt are shown at most, whole sentences where there is room."""


def add_reading_routes(app: FastAPI, service: LibraryService) -> None:
    """Add the routes that read from documents: their text around a place, and pictures of their pages."""

    def around(document: str, start: int, end: int) -> dict[str, str]:
        """Return what stands before and after `[start, end)` of a document; nothing if there is no such place."""
        found = service.document(document)
        if found is None or not 0 <= start < end <= len(found.text):
            return {"before": "", "after": ""}
        first = max(found.content.body.start, start - AROUND) if start >= found.content.body.start else start
        return {"before": _from_a_start(found.text[first:start]), "after": _to_an_end(found.text[end : end + AROUND])}

    def page_image(request: Request) -> Response:
        """Draw a page of a PDF as PNG, marked at the cited places."""
        return _page_image(service, request)

    def preview() -> Response:
        """Return the picture that is shown beside a link to the page."""
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(_PREVIEW.read_bytes(), media_type="image/png", headers=headers)

    app.add_api_route(PICTURE, preview, methods=["GET"])
    app.add_api_route("/around", around, methods=["GET"])
    app.add_api_route("/page-image", page_image, methods=["GET"])


def _from_a_start(text: str) -> str:
    """Without the words of the sentence that is cut at the beginning, if others remain."""
    if len(text) < AROUND:
        return text
    starts = [at for mark in ("\n", ". ") if (at := text.find(mark)) != -1]
    return text[min(starts) + 1 :] if starts else text


def _to_an_end(text: str) -> str:
    if len(text) < AROUND:
        return text
    return text[: max(text.rfind("\n"), text.rfind(". ") + 1, 0)] or text


def _page_image(service: LibraryService, request: Request) -> Response:
    asked = request.query_params
    opening = Opening.asked({**asked, "id": asked.get("document", ""), "part": asked.get("page", "")})
    if opening is None or opening.part is None:
        return Response(status_code=404)
    marks = (*((opening.mark,) if opening.mark else ()), *opening.others)
    image = service.page_image(opening.document, opening.part, marks)
    if image is None:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    headers = {"ETag": f'"{image.tag}"', "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(image.data, media_type="image/png", headers=headers)
