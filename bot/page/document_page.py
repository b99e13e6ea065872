"""The page of one document, opened at a cited place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from bot.page.handlers import handler, language_of, masthead, said
from bot.page.views.document import Opening, document_html, missing_html

if TYPE_CHECKING:
    from bot.service.library_service import LibraryService

_BACK = masthead("<p>" + said("a", "back", ' id="back" href="./"') + "</p>")


def document(page: gr.Blocks, service: LibraryService) -> None:
    """Add the page that shows a document at the place that its address names."""
    gr.HTML(_BACK, elem_id="top", apply_default_css=False)
    view = gr.HTML(elem_id="reader", apply_default_css=False)

    def show(request: gr.Request) -> str:
        labels = language_of(request)
        opening = Opening.asked(request.query_params)
        found = service.document(opening.document) if opening is not None else None
        return document_html(found, opening, labels) if found and opening else missing_html(labels)

    page.load(show, None, view, **handler("show_document"))
