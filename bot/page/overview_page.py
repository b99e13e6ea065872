"""The page of the library as a whole: its map, its timeline, its counts."""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003  gradio reads the annotations of the handlers
from typing import TYPE_CHECKING

import gradio as gr

from bot.page.handlers import handler, language_of, masthead, said
from bot.page.views.overview import FoundPlaces, overview_html
from bot.wording.markup import as_html
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from bot.service.library_service import LibraryService

_BACK = masthead("<p>" + said("a", "back", ' id="back" href="./"') + "</p>")
_PATIENCE = (0.2, 120.0)
"""Seconds that a visitor waits for the map: before the rest is shown, and after."""
_WATCHING = 8
"""So many visitors wait for a map at a time; nobody who asks a question waits for them."""


def library(page: gr.Blocks, service: LibraryService) -> None:
    """Add the page that shows the library as a whole: its map, its timeline and its documents."""
    gr.HTML(_BACK, elem_id="top", apply_default_css=False)
    view = gr.HTML(elem_id="overview", apply_default_css=False)

    def show(request: gr.Request) -> Iterator[str]:
        labels = language_of(request)
        found = FoundPlaces.asked(request.query_params.get("found"))
        try:
            collection = request.query_params.get("collection")
            survey = service.survey(collection)
            for seconds in _PATIENCE:
                drawn = service.map(found.places, seconds)
                if drawn is not None and collection is not None:
                    drawn = drawn.of_documents({each.id for each in survey.documents})
                yield overview_html(survey, drawn, found, labels, collection)
                if drawn is not None:
                    return
        except CorpusError as error:
            yield f'<article class="atlas"><p role="alert">{as_html(labels.translate(error.message))}</p></article>'

    page.load(show, None, view, **handler("show_library") | {"concurrency_id": "map", "concurrency_limit": _WATCHING})
