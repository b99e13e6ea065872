"""What the page's script asks the server for beside gradio's own traffic. Anyone can; nothing here changes anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from bot.page.handlers import language_of
from bot.page.preview import PICTURE
from bot.page.views.document import Opening, document_html, missing_html
from bot.wording.markup import without_surrogates
from corpus.documents import DOCUMENT_ID

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.service.library_service import LibraryService

_PREVIEW = Path(__file__).parents[1] / "assets" / "preview.png"
POINTED = 220
"""Characters of a passage that are shown beside its point on the map."""
Number = Annotated[int, Query(ge=0, lt=2**63)]
AROUND = 1_000
"""So many characters before and after an excerpt are shown at most, whole sentences where there is room."""


def add_reading_routes(app: FastAPI, service: LibraryService) -> None:
    """Add the routes that read from documents: one at a place, what is around an excerpt, pictures of pages."""

    def around(document: str, start: int, end: int) -> dict[str, str]:
        """Return what stands before and after `[start, end)` of a document; nothing if there is no such place."""
        found = service.document(document)
        if found is None or not 0 <= start < end <= len(found.text):
            return {"before": "", "after": ""}
        first = max(found.content.body.start, start - AROUND) if start >= found.content.body.start else start
        return {"before": _from_a_start(found.text[first:start]), "after": _to_an_end(found.text[end : end + AROUND])}

    def source(request: Request) -> dict[str, str]:
        """Return a document at the place that the parameters name, as HTML without a page around it."""
        labels, opening = language_of(request), Opening.asked(request.query_params)
        found = service.document(opening.document) if opening is not None else None
        return {"html": document_html(found, opening, labels) if found and opening else missing_html(labels)}

    def passage(id: Number) -> Response:
        """Say which passage a point of the map is; 404 for one that is gone."""
        found = service.passage(id)
        document = service.document(found.document) if found is not None else None
        if found is None or document is None:
            return Response(status_code=404)
        span, names = found.passage.span, service.beside_titles([document.id])
        about = (document.metadata.publisher, document.metadata.date, names.get(document.id))
        return JSONResponse(
            {
                "document": document.id,
                "title": without_surrogates(document.metadata.title),
                "about": without_surrogates(" · ".join(filter(None, about))),
                "words": without_surrogates(" ".join(span.of(document.text)[:POINTED].split())),
                "start": span.start,
                "end": span.end,
            }
        )

    def passages(document: str) -> list[int]:
        """Return the numbers of a document's passages; none for one that is not there."""
        return list(service.passages_of(document)) if DOCUMENT_ID.fullmatch(document) else []

    def page_image(request: Request) -> Response:
        """Draw a page of a PDF as PNG, marked at the cited places."""
        return _page_image(service, request)

    def preview() -> Response:
        """Return the picture that is shown beside a link to the page."""
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(_PREVIEW.read_bytes(), media_type="image/png", headers=headers)

    app.add_api_route(PICTURE, preview, methods=["GET"])
    app.add_api_route("/around", around, methods=["GET"])
    app.add_api_route("/source", source, methods=["GET"])
    app.add_api_route("/passage", passage, methods=["GET"])
    app.add_api_route("/passages", passages, methods=["GET"])
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
