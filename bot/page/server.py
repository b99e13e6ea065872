"""The page as a server: composed, launched, and announced."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from contextlib import ExitStack, nullcontext
from inspect import signature
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import gradio as gr
from fastapi.middleware import Middleware
from fastapi.routing import APIRoute
from gradio import http_server
from gradio.routes import ORJSONResponse

from bot.access.headers import ScriptsMarked
from bot.access.opening import file_that_leads_to
from bot.access.rules import AccessRules
from bot.errors import PortInUse
from bot.limits.rules import LimitRules
from bot.operation.confinement import warn_of_unconfined_readers
from bot.operation.logs import take_over_uvicorn
from bot.operation.signals import stop_signal
from bot.page.appearance import appearance
from bot.page.chat_page import chat
from bot.page.document_page import document
from bot.page.guarded_app import GuardedApp
from bot.page.handler_errors import checked, refuse_unknown_handlers, without_traceback
from bot.page.named_ask import add_named_ask
from bot.page.operation import PageOperation
from bot.page.overview_page import library
from bot.page.preview import with_own_preview
from bot.page.programs import LibraryInTurn, Programs, ProgramsAnswered, api_of
from bot.page.routes import mounted, own_app
from bot.page.routes.delivery import Delivered
from bot.page.routes.documents import DocumentChanges
from bot.page.routes.foreign_files import ForeignFilesRefused, texts_alone
from bot.page.routes.unused import UnusedRefused
from bot.page.search import AT_ONCE
from bot.page.share_button import sharing
from corpus.messages import Message
from corpus.processes.environment import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gradio.block_function import BlockFunction
    from gradio.routes import App
    from gradio.state_holder import SessionState

    from bot.api.tools import ToolsApp
    from bot.operation.signals import StopSignal
    from bot.service.library_editor import LibraryEditor
    from bot.service.library_service import LibraryService
    from bot.service.uploads import UploadRules

_WAITING = 512
"""Events that gradio lets wait, among them those that nobody waits for; `bot.limits` says how many questions may."""
_LOOK_SECONDS = 0.01
"""How often gradio looks whether something is asked: its own thousand times a second keep an idle machine awake."""
_READ_BY_GRADIO = {
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",  # no statistics over all events after each answer, for nobody
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",  # no account of who asked when
    "HF_HUB_DISABLE_TELEMETRY": "1",  # which gradio sets for the whole process
}
"""What gradio reads, and writes, in the environment while a page is built."""
_SETTINGS: dict[str, Any] = {
    "share": False,
    "ssr_mode": False,
    "pwa": False,
    "mcp_server": False,
    "show_error": False,
    "run_history": False,
    "_frontend": False,  # gradio would end the page again where its first answer takes longer than 3 seconds
    "num_workers": 0,  # each would serve files on a port of its own, which nobody guards
    "max_file_size": 1,  # byte: files come through a route of the page's own, never through gradio's
    "enable_monitoring": False,
    "footer_links": [],
    "max_threads": 96,  # so many events are worked at, among them all questions that wait for their turn
}
"""What `Page.launch` tells gradio unless it is told otherwise, whatever the environment says to gradio."""


class Page(gr.Blocks):
    """The blocks, and whom the routes ask: the service and, where documents come and go in the page, the editor.

    Whoever launches it, `besa serve`, `gradio app.py` or `app.demo.launch()`, gets the same page.
    """

    def __init__(
        self,
        service: LibraryService,
        editor: LibraryEditor | None = None,
        host: str | None = None,
        port: int | None = None,
        access: AccessRules | None = None,
        programs: Programs | None = None,
        limits: LimitRules | None = None,
    ) -> None:
        """`host` and `port` are where it is served unless `launch` is told; without them, gradio decides.

        `access` says who may come in, by default: this machine to read, the link with the token to edit. `programs`
        says what programs may ask, by default: nothing but the questions that `gradio_client` finds. `limits` say how
        much one visitor may take of the server.
        """
        super().__init__(title="Besa", analytics_enabled=False, fill_width=True)
        self.service = service
        self.behind = ExitStack()
        """What is closed when the page is served no more, by `serve`; whoever launches it otherwise may do it."""
        self.editor: LibraryEditor | None = None  # nobody changes a library before `launch` knows who reaches the page
        self.changes = changes = DocumentChanges(lambda: self.editor)
        self.own_app = own_app(service, changes)
        self.programs = programs or Programs()
        self.api = api_of(service, changes) if self.programs.api else None
        self.access = access or AccessRules()
        self.operation = PageOperation(self, service, self.access, limits or LimitRules(), self._upload_rules)
        self._may_edit = editor
        self._is_starting = False
        self._waits = False
        self.bound = host or http_server.LOCALHOST_NAME
        """The address that it is served on."""
        self._address = {"server_name": host, "server_port": port}
        # gradio checks which files it hands out only after a launch, so a page that is mounted would hand out any
        self.has_launched = True

    def launch(self, *args: Any, **settings: Any) -> tuple[App, str, str]:
        """Serve the page as `gr.Blocks.launch` does, with Besa's looks, routes and settings where none are given.

        Who may come in is checked before anything else. Of a page that is shared through gradio's own server, nobody
        changes the library. In the thread that gradio reloads in, all three that are returned are None: the page is
        served already.
        """
        given = dict(signature(gr.Blocks.launch).bind(self, *args, **settings).arguments)
        del given["self"]
        address = {name: value for name, value in self._address.items() if given.get(name) is None}
        sessions = {"state_session_capacity": self.operation.rules.sessions.all}
        settings = {**appearance(), **_SETTINGS, **sessions, **given, **address}
        self.editor = None if settings["share"] else self._may_edit
        self.bound = bound = settings["server_name"] or http_server.LOCALHOST_NAME
        tools = self.programs.tools and self.programs.tools(LibraryInTurn(self.service))
        settings["_app"] = self._guarded(bound, settings.pop("app_kwargs", None) or {}, tools)
        if tools:
            settings["app_kwargs"] = {"lifespan": lambda _: tools.running()}
        settings["root_path"] = self.access.root_path or settings.get("root_path")
        self._is_starting, self._waits = True, False
        try:
            # uvicorn would believe what any program of this machine writes
            with environment(FORWARDED_ALLOW_IPS=""), self.operation.limiting():
                served = super().launch(**settings)
        finally:
            self._is_starting = False
        if served[0] is not None and not settings.get("quiet"):
            print(f"* To add and remove documents:  {self.link}", flush=True)
        if self._waits:
            self.block_thread()
        return served

    def block_thread(self, stop: StopSignal | None = None) -> None:
        """Wait until this process is told to stop, or the page is closed; then end what is under way, and stop.

        Where gradio asks for it in `launch`, that comes after all else is done there.
        """
        if self._is_starting:
            self._waits = True
            return
        with nullcontext(stop) if stop is not None else stop_signal() as told:
            told.wait(lambda: self.is_running)
            self.stop()

    def stop(self) -> None:
        """Serve no more, once what is being answered is, within the limit."""
        if not self.is_running:
            return
        self.operation.drain()
        self.server_app.stop_event.set()  # ends the streams that each open page keeps; `close` may mean another app
        self.close(verbose=False)

    @property
    def link(self) -> str:
        """Address of the page with the token that lets in whoever opens it; once it is served."""
        return f"{self.local_url}?token={quote(self.access.secret)}"

    def _upload_rules(self) -> UploadRules | None:
        return self.editor.rules if self.editor is not None else None

    def _guarded(self, bound: str, settings: Mapping[str, Any], tools: ToolsApp | None) -> GuardedApp:
        routes = {route.path.split("/")[1] for route in self.own_app.routes if isinstance(route, APIRoute)}
        return GuardedApp(
            lambda app: self.operation.around(app, bound, routes),
            self.operation.rules.sessions,
            **{
                "default_response_class": ORJSONResponse,
                **settings,
                "routes": [*self.operation.routes(), mounted(), *settings.get("routes", ())],
                "middleware": [
                    Middleware(ProgramsAnswered, tools=tools),
                    Middleware(Delivered),
                    Middleware(ScriptsMarked, frame_ancestors=self.access.frame_ancestors, rewrite=with_own_preview),
                    Middleware(ForeignFilesRefused),
                    Middleware(UnusedRefused),
                    *settings.get("middleware", ()),
                ],
            },
        )

    async def preprocess_data(
        self, block_fn: BlockFunction, inputs: list[Any], state: SessionState | None, explicit_call: bool = False
    ) -> list[Any]:
        """Hand a handler what gradio makes of a visitor's texts, as `gr.Blocks.preprocess_data` does."""
        texts = texts_alone(checked(inputs, block_fn))
        made: list[Any] = await super().preprocess_data(block_fn, texts, state, explicit_call)
        return made

    async def process_api(self, *args: Any, **settings: Any) -> dict[str, Any]:
        """Have a handler answer, as `gr.Blocks.process_api` does; what goes wrong is told in the log alone."""
        with without_traceback():
            answered: dict[str, Any] = await super().process_api(*args, **settings)
        return answered


def build_page(
    service: LibraryService,
    examples: Sequence[str] = (),
    editor: LibraryEditor | None = None,
    host: str | None = None,
    port: int | None = None,
    access: AccessRules | None = None,
    programs: Programs | None = None,
    limits: LimitRules | None = None,
) -> Page:
    """Build the chat, the documents and the overview of a library.

    Before the first question, the library's examples are offered or, where there are none, these `examples`.
    Visitors who may, by `access`, add and remove documents where there is an `editor`. `host` and `port` are where the
    page is served unless it is launched elsewhere. `programs` says what programs may ask beside it.
    """
    service.examples()
    with environment(**_READ_BY_GRADIO):
        page = Page(service, editor, host, port, access, programs, limits)
        with page:
            conversation = chat(page, service, tuple(examples), page.changes.rules_for)
            sharing(service, conversation, page.access, lambda: page.bound)
            add_named_ask(service)
        with page.route("Document", "document", show_in_navbar=False):
            document(page, service)
        with page.route("Library", "library", show_in_navbar=False):
            library(page, service)
        page.queue(max_size=_WAITING, api_open=False, default_concurrency_limit=AT_ONCE)
        page._queue.sleep_when_free = _LOOK_SECONDS
        refuse_unknown_handlers(page)
    return page


def launch(page: Page, host: str, port: int | None) -> str:
    """Serve the page in the background and return its address. No port: a free one. Raises PortInUse."""
    try:
        _, address, _ = page.launch(server_name=host, server_port=port, prevent_thread_lock=True, quiet=True)
    except OSError as error:
        raise PortInUse(_port_in_use(host, port)) from error
    return address


def _port_in_use(host: str, port: int | None) -> Message:
    if port is None:
        return Message("Cannot serve on any port from 7860 on of {host}: choose another one with --port.", host=host)
    return Message("Cannot serve on port {port} of {host}: choose another one with --port.", port=port, host=host)


def has_browser() -> bool:
    """Return True if a browser can be opened here: there is a screen, or one is named."""
    return sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))


def serve(page: Page, host: str, port: int | None, open_browser: bool, announce: Callable[[str], None] = print) -> None:
    """Serve the page until it is told to stop, and close what is behind it; `announce` is told the link to it.

    What is being answered then is answered, within the limit. Raises PortInUse.
    """
    with page.behind, ExitStack() as opened, stop_signal() as stop:
        launch(page, host, port)
        take_over_uvicorn()
        announce(page.link)
        threading.Thread(target=warn_of_unconfined_readers, daemon=True).start()
        if open_browser:
            page_to_open = opened.enter_context(file_that_leads_to(page.link))
            threading.Thread(target=webbrowser.open, args=(page_to_open,), daemon=True).start()
        page.block_thread(stop)
