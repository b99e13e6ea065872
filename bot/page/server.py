"""The page as a server: composed, launched, and announced."""

from __future__ import annotations

import json
import os
import sys
import threading
import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from bot.errors import PortInUse
from bot.page.chat_page import chat
from bot.page.document_page import document
from bot.page.overview_page import library
from bot.page.routes.documents import add_document_routes
from bot.page.routes.reading import add_routes
from bot.page.search import AT_ONCE
from bot.wording.labels import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.service.library_editor import LibraryEditor
    from bot.service.library_service import LibraryService

_ASSETS = Path(__file__).with_name("assets")
_SCRIPTS = ("labels", "memory", "evidence", "asking", "printed", "download", "map", "choice", "documents", "page")
_STYLES = ("style", "asking", "document", "download", "map", "documents")
_WAITING = 64
_SESSIONS = 1_000


class Page(gr.Blocks):
    """The blocks, and the librarian whom the routes ask too."""

    def __init__(self, librarian: LibraryService, collector: LibraryEditor | None) -> None:
        super().__init__(title="Besa", analytics_enabled=False, fill_width=True)
        self.librarian = librarian
        self.collector = collector


def build_page(librarian: LibraryService, examples: Sequence[str] = (), collector: LibraryEditor | None = None) -> Page:
    """Build the chat, the documents and the overview of a library.

    Before the first question, the librarian's examples are offered or, where there are none, these `examples`.
    Visitors may add and remove documents where there is a `collector`.
    """
    _spare()
    librarian.examples()
    page = Page(librarian, collector)
    with page:
        chat(page, librarian, tuple(examples))
    with page.route("Document", "document", show_in_navbar=False):
        document(page, librarian)
    with page.route("Library", "library", show_in_navbar=False):
        library(page, librarian)
    page.queue(max_size=_WAITING, api_open=False, default_concurrency_limit=AT_ONCE)
    return page


def _spare() -> None:
    """Leaves out what gradio does with each answer for nobody: statistics over all events, a search for Matplotlib."""
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]  # as Python marks what cannot be imported


def launch(page: Page, host: str, port: int | None) -> str:
    """Serves the page in the background and returns its address. No port: a free one. Raises PortInUse."""
    try:
        app, address, _ = page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            show_error=False,
            run_history=False,
            max_file_size=1,  # byte: files come through a route of the page's own, never through gradio's
            enable_monitoring=False,
            footer_links=[],
            state_session_capacity=_SESSIONS,
            theme=_theme(),
            css_paths=[_ASSETS / f"{name}.css" for name in _STYLES],
            js=_script(),
            head='<meta name="referrer" content="same-origin">',
            favicon_path=_ASSETS / "favicon.svg",
        )
    except OSError as error:
        where = f"port {port}" if port is not None else "any port from 7860 on"
        raise PortInUse(f"Cannot serve on {where} of {host}: choose another one with --port.") from error
    add_routes(app, page.librarian)
    add_document_routes(app, page.librarian, page.collector)
    return address


def serve(page: Page, host: str, port: int | None, open_browser: bool, announce: Callable[[str], None] = print) -> None:
    """Serves the page until it is interrupted; `announce` is told the address. Raises PortInUse."""
    address = launch(page, host, port)
    announce(address)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    page.block_thread()


def _script() -> str:
    """Join the scripts into one function, in which they share `besa`."""
    labels = json.dumps({code: asdict(labels) for code, labels in LANGUAGES.items()})
    parts = [(_ASSETS / f"{name}.js").read_text("utf-8") for name in _SCRIPTS]
    return "\n".join(["() => {", f"const besa = window.besa = {{ languages: {labels} }};", *parts, "}"])


def _theme() -> gr.themes.Base:
    sans = (
        "-apple-system",
        "BlinkMacSystemFont",
        "Segoe UI",
        "Roboto",
        "Noto Sans",
        "Liberation Sans",
        "Arial",
    )
    return gr.themes.Base(font=[*sans, "sans-serif"], font_mono=["ui-monospace", "monospace"])
