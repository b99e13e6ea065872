"""The page is the same whoever launches it: looks, routes, limits, and what it hands out."""

from __future__ import annotations

import inspect
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from gradio.utils import SpacesReloader

from bot.access.rules import AccessRules
from bot.page import Page, build_page
from bot.service.uploads import UploadRules
from tests.support.browser import FakeLibraryService

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:SSR mode")

PASSWORDS = {"path": "/etc/passwd", "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}
OTHER_LOOPBACK = "127.0.0.2"
"""An address of this machine that says nothing of where its visitors are."""


class Keeper:
    """An editor that takes nothing; its rules say why."""

    def __init__(self, rules: UploadRules) -> None:
        self.rules = rules
        self.may_remove = False


@contextmanager
def launched(page: Page, *arguments: Any, by_link: bool = True, **settings: Any) -> Iterator[httpx.Client]:
    """A visitor of the page who came by the link in the terminal, or by its address alone."""
    _, address, _ = page.launch(*arguments, prevent_thread_lock=True, quiet=True, **settings)
    headers = {"origin": address.rstrip("/")}
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
            if by_link:
                assert client.get(page.link).status_code == 303
            yield client
    finally:
        page.close(verbose=False)


def kept_page(**where: Any) -> Page:
    editor: Any = Keeper(UploadRules())
    return build_page(FakeLibraryService(), editor=editor, **where)


def may_add(client: httpx.Client) -> bool:
    """Whether a change is refused for what it is rather than for who asks; the page must say the same."""
    refused = client.post("/besa/documents", params={"name": "program.exe"}, content=b"")
    assert refused.status_code == 403
    allowed = "kind of file" in refused.json()["reason"]
    assert (client.get("/besa/documents").json()["uploads"] is not None) == allowed
    return allowed


def test_whoever_launches_the_page_gets_its_looks_its_routes_and_its_limits() -> None:
    with launched(build_page(FakeLibraryService())) as client:
        shown = client.get("/").text
        config = client.get("/config").json()
        assert "--on-marker" in shown
        assert "besaPage" in config["js"]
        assert "window.besa = {" in client.get(re.findall(r"besa/page-\w+.js", shown)[0]).text
        assert 'name="referrer"' in config["head"]
        assert config["footer_links"] == []
        assert client.get("/besa/documents").json()["all"] == 3
        assert set(client.get("/gradio_api/info").json()["named_endpoints"]) == {"/ask"}
        assert client.get("/api/v1/sources").status_code == client.get("/v1/models").status_code == 404
        assert client.post("/mcp").status_code in {404, 405}
        files = {"files": ("a.txt", b"more than a byte")}
        assert client.post("/gradio_api/upload", files=files).status_code == 413


def test_launch_takes_every_argument_that_gradio_s_takes_and_what_is_given_counts() -> None:
    page = build_page(FakeLibraryService())
    with launched(page, False, False, None, False, 7, footer_links=["api"], head="<meta name='mine'>") as client:
        assert page.max_threads == 7
        assert client.get("/config").json()["head"] == "<meta name='mine'>"
        assert client.get("/config").json()["footer_links"] == ["api"]
    with pytest.raises(TypeError, match="no_such_setting"):
        page.launch(no_such_setting=True)


def test_routes_of_the_caller_s_own_stand_where_they_are_given() -> None:
    mine = APIRoute("/mine", lambda: "here")
    settings: dict[str, Any] = {"app_kwargs": {"docs_url": "/docs", "routes": [mine]}}
    with launched(build_page(FakeLibraryService()), **settings) as client:
        assert client.get("/docs").status_code == 200
        assert client.get("/mine").json() == "here"
        assert client.get("/besa/documents").status_code == 200


@pytest.mark.parametrize("by_link", [True, False])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_documents_come_through_the_page_from_whoever_has_the_link(name: str, by_link: bool) -> None:
    with launched(kept_page(), by_link=by_link, server_name=name) as client:
        assert client.get("/").status_code == 200
        assert may_add(client) is by_link


def test_beyond_this_machine_nothing_is_told_to_whoever_has_no_link() -> None:
    with launched(kept_page(), by_link=False, server_name=OTHER_LOOPBACK) as client:
        assert client.get("/besa/documents").status_code == 401
        asked = client.get("/library?text=a", headers={"accept": "text/html"})
        assert (asked.status_code, asked.headers["location"]) == (303, "/besa/login?next=%2Flibrary%3Ftext%3Da")
    with launched(kept_page(), server_name=OTHER_LOOPBACK) as client:
        assert may_add(client)


@pytest.mark.parametrize("uploads", [True, False])
def test_without_a_login_everyone_reads_and_edits_only_where_whoever_serves_says_so(uploads: bool) -> None:
    rules = AccessRules(login=False, allow_uploads=uploads)
    with launched(kept_page(access=rules), by_link=False, server_name=OTHER_LOOPBACK) as client:
        assert client.get("/besa/documents").status_code == 200
        assert may_add(client) is uploads


def test_a_name_of_this_machine_does_not_open_a_page_that_is_served_to_others() -> None:
    with launched(kept_page(), by_link=False, server_name=OTHER_LOOPBACK) as client:
        port = client.base_url.port
        forged = {"host": f"127.0.0.1:{port}", "origin": f"http://127.0.0.1:{port}"}
        answer = client.post("/besa/documents", params={"name": "a.txt"}, content=b"a", headers=forged)
        assert answer.status_code == 401
        assert client.get("/besa/documents", headers=forged).status_code == 401


def test_nobody_changes_the_library_of_a_page_that_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    page = kept_page()
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(gr.Blocks, "launch", _noting(gr.Blocks.launch, asked))
    page.launch(share=True)
    shared = page.editor
    page.launch()
    assert [shared is None, page.editor is None] == [True, False]
    assert [each["share"] for each in asked] == [True, False]


def _noting(launch: Any, asked: list[dict[str, Any]]) -> Any:
    def noted(self: gr.Blocks, **settings: Any) -> tuple[None, None, None]:
        asked.append(settings)
        return None, None, None

    noted.__signature__ = inspect.signature(launch)  # type: ignore[attr-defined]
    return noted


def test_the_environment_does_not_open_what_besa_keeps_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_SSR_MODE", "GRADIO_RUN_HISTORY"):
        monkeypatch.setenv(name, "True")
    page = build_page(FakeLibraryService())
    with launched(page) as client:
        assert page.share is False
        assert page.mcp_server is False
        assert page.ssr_mode is False
        assert client.get("/gradio_api/runs").status_code == 404


def test_a_page_is_served_where_it_was_built_for_unless_it_is_launched_elsewhere() -> None:
    with launched(kept_page(host=OTHER_LOOPBACK)) as client:
        assert client.base_url.host == OTHER_LOOPBACK
    with launched(kept_page(host=OTHER_LOOPBACK), server_name="127.0.0.1") as client:
        assert client.base_url.host == "127.0.0.1"
        assert may_add(client)


def test_a_login_guards_the_page_s_own_routes_too() -> None:
    with launched(build_page(FakeLibraryService()), auth=("ina", "hive")) as client:
        assert client.get("/besa/documents").status_code == 401
        assert client.get("/besa/around", params={"document": "0" * 12, "start": 0, "end": 9}).status_code == 401
        assert client.get("/besa/page-image").status_code == 401
        assert client.get("/besa/source").status_code == 401
        assert client.post("/login", data={"username": "ina", "password": "wrong"}).status_code == 400
        client.post("/login", data={"username": "ina", "password": "hive"}).raise_for_status()
        assert client.get("/besa/documents").status_code == 200


def test_a_login_of_the_caller_s_own_guards_them_too() -> None:
    async def who(request: Request) -> str | None:
        return request.headers.get("x-user")

    with launched(build_page(FakeLibraryService()), auth_dependency=who) as client:
        assert client.get("/besa/documents").status_code == 401
        assert client.get("/besa/documents", headers={"x-user": "ina"}).status_code == 200


def _attack(post: Any, get: Any, prefix: str, handlers: list[str]) -> list[str]:
    """What each handler says to a made-up file of somebody else's."""
    said = []
    for handler in handlers:
        for data in ((PASSWORDS,), (PASSWORDS, [PASSWORDS]), ([{"role": "user", "content": PASSWORDS}], PASSWORDS)):
            event = post(f"{prefix}/gradio_api/call/{handler}", json={"data": data}).json()["event_id"]
            said.append(get(f"{prefix}/gradio_api/call/{handler}/{event}").text)
    return said


def _handlers(page: Page) -> list[str]:
    return [each["api_name"] for each in page.config["dependencies"]]


def test_a_page_that_is_launched_reads_no_file_for_a_stranger() -> None:
    page = build_page(FakeLibraryService())
    with launched(page) as client:
        said = _attack(client.post, client.get, "", _handlers(page))
        assert client.get("/gradio_api/file=/etc/passwd").status_code == 403
    assert len(said) >= 15
    assert not any("root:" in each or "file=" in each for each in said)


def test_a_page_that_is_mounted_in_another_app_reads_no_file_for_a_stranger() -> None:
    page = build_page(FakeLibraryService())
    handlers = _handlers(page)
    with TestClient(gr.mount_gradio_app(FastAPI(), page, path="/chat")) as client:
        said = _attack(client.post, client.get, "/chat", handlers)
        assert client.get("/chat/gradio_api/file=/etc/passwd").status_code in (403, 404)
    assert len(said) >= 15
    assert not any("root:" in each or "file=" in each for each in said)


def test_after_a_reload_the_routes_ask_the_new_page_and_no_file_is_read() -> None:
    class Emptied(FakeLibraryService):
        def documents(self) -> list[Any]:
            return []

    def reload() -> None:
        """As gradio does it, in a thread of its own."""
        module = ModuleType("changed")
        vars(module)["demo"] = old
        reloader: Any = SpacesReloader(old.app, [], module, threading.Event(), "demo")
        reloader.prerun()
        editor: Any = Keeper(UploadRules())
        new = vars(module)["demo"] = build_page(Emptied(), editor=editor)
        assert not any(new.launch())
        assert reloader.postrun()

    old = build_page(FakeLibraryService())
    with launched(old) as client, ThreadPoolExecutor(1) as apart:
        assert client.get("/besa/documents").json()["all"] == 3
        assert not may_add(client)
        apart.submit(reload).result()
        assert client.get("/besa/documents").json()["all"] == 0
        assert may_add(client)
        assert "--on-marker" in client.get("/").text
        said = _attack(client.post, client.get, "", _handlers(old))
        assert not any("root:" in each or "file=" in each for each in said)
