"""What a visitor copies: places of documents, quoted with their citations in a style of references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from bot.answering.citing import cite_unprinted
from bot.formats.quotations import QuotedPlace, quote_in_style
from bot.formats.reference_styles import ReferenceStyle  # noqa: TC001  fastapi reads the annotations
from bot.page.handlers import language_of
from bot.wording.markup import without_surrogates
from corpus.documents import Span

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.service.library_service import LibraryService

_PLACE = re.compile(r"([0-9a-f]{12})-([0-9]{1,12})-([0-9]{1,12})")
_MOST = 50
_LONGEST = 20_000
"""Characters of one quotation."""
Places = Annotated[str, Query(max_length=60 * _MOST)]


def add_quotation_route(app: FastAPI, service: LibraryService) -> None:
    """Add the route that quotes places of documents in a style: what stands there now, whatever a page shows."""

    def quotation(request: Request, style: ReferenceStyle, quoted: Places) -> Response:
        """Return the quotations with their references as text and as HTML; 404 if one of the places is not there."""
        found = [_at(service, number, place) for number, place in enumerate(quoted.split("_")[:_MOST], 1)]
        places = [each for each in found if each is not None]
        if len(places) < len(found):
            return Response(status_code=404)
        styled = quote_in_style(places, style, language_of(request))
        return JSONResponse({"text": without_surrogates(styled.plain), "html": without_surrogates(styled.html)})

    app.add_api_route("/quotation", quotation, methods=["GET"])


def _at(service: LibraryService, number: int, place: str) -> QuotedPlace | None:
    named = _PLACE.fullmatch(place)
    document = service.document(named[1]) if named else None
    if named is None or document is None:
        return None
    start, end = int(named[2]), int(named[3])
    if not start < end <= len(document.text) or end - start > _LONGEST:
        return None
    span = Span(start, end)
    return QuotedPlace(cite_unprinted(number, document, span, start), span)
