"""Downloads of the page: a file is made of the visitor's own conversation and saved by the visitor's own browser.

Nothing is written on the server and no address leads to the file, so that there is nothing for anybody else to fetch.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date

import gradio as gr

from bot.page.handlers import handler, language_of
from bot.page.views.conversation import Conversation
from bot.page.views.download_menu import DownloadRequest
from bot.page.views.downloads import download

_WISH = "() => [window.besa ? window.besa.wish : '', null]"
_SAVE = "(file) => { window.besa?.save(file); return ''; }"


def downloads(conversation: gr.State) -> None:
    """Add the hidden components behind the download menus beside the sources."""
    wish = gr.Textbox(visible="hidden", elem_id="wish", label="wish")
    file = gr.Textbox(visible="hidden", elem_id="file", label="file to save")
    button = gr.Button(visible="hidden", elem_id="download")

    def make(written: object, before: Conversation | None, request: gr.Request) -> str:
        asked = DownloadRequest.read(written)
        now = replace(before or Conversation(), labels=language_of(request))
        made = download(now, asked, date.today().isoformat()) if asked is not None else None
        return json.dumps(asdict(made)) if made is not None else ""

    made = button.click(make, [wish, conversation], file, js=_WISH, **handler("download"))
    made.then(None, file, file, js=_SAVE, api_visibility="private")
