"""Every request passes the guard first, whichever route it is for."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.testclient import TestClient

from bot.access.guard import Guard
from bot.access.rules import AccessRules
from bot.access.users import UsersFile
from bot.access.visitors import Role, visitor_of
from bot.page import build_page
from tests.support.browser import FakeLibraryService

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "a lot of bees"
PROXY = "10.0.0.1"
EVIL = (
    {"host": "evil.example"},
    {"origin": "http://localhost:9999"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
)


TALK = "ws://127.0.0.1:7860/talk"


def app() -> FastAPI:
    made = FastAPI()

    @made.api_route("/who", methods=["GET", "POST"])
    def who(request: Request) -> dict[str, Any]:
        visitor = visitor_of(request)
        assert visitor is not None
        return {"name": visitor.name, "role": visitor.role, "url": str(request.url), "edits": visitor.may_edit}

    @made.websocket("/talk")
    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(str(visitor_of(socket)))
        await socket.close()

    return made


def visitor(rules: AccessRules, bound: str = "127.0.0.1", peer: str = "203.0.113.7", **settings: Any) -> TestClient:
    host = "127.0.0.1:7860" if bound == "127.0.0.1" else "docs.example"
    guarded = Guard(app(), rules, bound, ["documents"])
    return TestClient(guarded, f"http://{host}", client=(peer, 4711), follow_redirects=False, **settings)


@pytest.fixture
def users(tmp_path: Path) -> AccessRules:
    file = UsersFile(tmp_path / "users.json")
    file.add("ina", Role.EDIT, password=PASSWORD)
    file.add("ben", Role.READ, password=PASSWORD)
    file.add("program", Role.READ, key="k" * 43)
    return AccessRules(folder=tmp_path)


def sign_in(client: TestClient, name: str = "ina", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/besa/login", data={"name": name, "password": password, **more})


def test_on_this_machine_everyone_reads_and_the_link_edits() -> None:
    rules = AccessRules()
    client = visitor(rules)
    assert client.get("/who").json()["role"] == "read"
    led = client.get(f"/who?x=1&token={rules.secret}&y=2")
    assert (led.status_code, led.headers["location"]) == (303, "/who?x=1&y=2")
    assert client.get("/who").json()["edits"]
    assert client.get("/besa/logout").headers["location"] == "/besa/login"
    assert not client.get("/who").json()["edits"]


@pytest.mark.parametrize("headers", EVIL)
@pytest.mark.parametrize("path", ["/who", "/besa/login", "/health", "/gradio_api/startup-events", "/nothing"])
def test_no_other_page_and_no_other_name_reads_anything(headers: dict[str, str], path: str) -> None:
    client = visitor(AccessRules())
    refused = client.get(path, headers=headers)
    assert refused.status_code == 403
    assert not [each for each in refused.headers if each.startswith("access-control-")]
    preflight = {"access-control-request-method": "POST", **headers}
    assert client.options(path, headers=preflight).status_code == 403


@pytest.mark.parametrize("headers", EVIL)
def test_no_other_page_opens_a_websocket(headers: dict[str, str]) -> None:
    client = visitor(AccessRules())
    with client.websocket_connect(TALK) as socket:
        assert "read" in socket.receive_text()
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(TALK, headers=headers):
        pass
    with pytest.raises(WebSocketDisconnect), visitor(AccessRules(), "0.0.0.0").websocket_connect(TALK):
        pass


@pytest.mark.parametrize(
    "written",
    [
        {"x-forwarded-for": "127.0.0.1"},
        {"x-forwarded-host": "127.0.0.1:7860"},
        {"forwarded": "for=127.0.0.1"},
        {"x-real-ip": "127.0.0.1"},
        {"via": "1.1 nginx"},
        {"origin": "http://127.0.0.1:7860"},
        {"x-remote-user": "ina"},
    ],
)
def test_nothing_that_a_client_writes_makes_it_one_of_this_machine(written: dict[str, str], users: AccessRules) -> None:
    """F3: nginx by default passes on a Host of this machine, and whatever else the client wrote."""
    local = visitor(AccessRules())
    asked = local.post("/who", headers=written)
    assert asked.status_code == 401 or asked.json()["edits"] is False
    for bound in ("0.0.0.0", "192.168.1.5"):
        assert visitor(users, bound).post("/who", headers={"host": "127.0.0.1:7860", **written}).status_code in {
            401,
            403,
        }


def test_beyond_this_machine_one_signs_in_and_has_the_role_of_the_file(users: AccessRules) -> None:
    client = visitor(users, "0.0.0.0")
    assert client.get("/who").status_code == 401
    asked = client.get("/who?a=b", headers={"accept": "text/html"})
    assert asked.headers["location"] == "/besa/login?next=%2Fwho%3Fa%3Db"
    page = client.get(asked.headers["location"])
    assert page.status_code == 200
    assert 'value="/who?a=b"' in page.text
    assert "script-src 'none'" in page.headers["content-security-policy"]
    led = sign_in(client, next="/who?a=b")
    assert (led.status_code, led.headers["location"]) == (303, "/who?a=b")
    assert "HttpOnly; SameSite=Lax" in led.headers["set-cookie"]
    assert "Secure" not in led.headers["set-cookie"]
    assert client.get("/who").json()["name"] == "ina"
    UsersFile(users.folder / "users.json" if users.folder else None).remove("ina")
    assert client.get("/who").status_code == 401
    reader = visitor(users, "0.0.0.0")
    sign_in(reader, "ben")
    assert reader.get("/who").json() == {
        "name": "ben",
        "role": "read",
        "url": "http://docs.example/who",
        "edits": False,
    }


@pytest.mark.parametrize(
    "next_",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nset-cookie: a=b", ""],
)
def test_signing_in_leads_to_no_other_site(users: AccessRules, next_: str) -> None:
    assert sign_in(visitor(users, "0.0.0.0"), next=next_).headers["location"] == "/"


def test_wrong_passwords_are_slowed_down(users: AccessRules) -> None:
    client = visitor(users, "0.0.0.0")
    answers = [sign_in(client, name, "wrong").status_code for name in ("ina", "nobody", "ina", "ina", "ina", "ina")]
    assert answers == [403] * 5 + [429]
    waiting = sign_in(client)
    assert waiting.status_code == 429
    time.sleep(int(waiting.headers["retry-after"]))
    assert sign_in(client).status_code == 303


def test_programs_show_a_key(users: AccessRules) -> None:
    client = visitor(users, "0.0.0.0")
    for key, role in (("k" * 43, "read"), (users.secret, "edit")):
        assert client.post("/who", headers={"authorization": f"Bearer {key}"}).json()["role"] == role
    assert client.get("/who", headers={"authorization": "Bearer nothing"}).status_code == 401
    assert client.get("/who", headers={"authorization": "Basic aW5hOmJlZXM="}).status_code == 401


def test_a_right_key_is_not_slowed_down_by_wrong_ones_but_the_token_is(users: AccessRules) -> None:
    client = visitor(users, "0.0.0.0")
    for number in range(6):
        assert client.get("/who", headers={"authorization": f"Bearer wrong {number}"}).status_code == 401
    assert client.get("/who", headers={"authorization": f"Bearer {'k' * 43}"}).json()["role"] == "read"
    assert client.get("/who", headers={"authorization": f"Bearer {users.secret}"}).status_code == 401


def test_a_change_that_only_a_cookie_stands_for_names_the_page_it_comes_from(users: AccessRules) -> None:
    client = visitor(users, "0.0.0.0")
    sign_in(client)
    assert client.post("/who").status_code == 403
    assert client.post("/who", headers={"origin": "http://docs.example"}).status_code == 200
    assert client.post("/who", headers={"origin": "http://evil.example"}).status_code == 403


def test_a_trusted_proxy_names_the_visitor_and_says_how_the_page_was_asked_for(users: AccessRules) -> None:
    rules = replace(users, trusted_proxies=(ip_network(f"{PROXY}/32"),), auth_header="X-Remote-User", root_path="/docs")
    told = {"x-remote-user": "ina", "x-forwarded-proto": "https", "x-forwarded-host": "public.example"}
    behind, beside = visitor(rules, peer=PROXY), visitor(rules)
    for path in ("/who", "/docs/who"):  # whether the proxy takes the root path away or not
        assert behind.get(path, headers=told).json()["url"] == "https://public.example/docs/who"
    assert behind.get("/who", headers=told).json()["role"] == "edit"
    assert behind.get("/who", headers={**told, "x-remote-user": "somebody"}).json()["role"] == "read"
    assert behind.get("/who").status_code == 401
    assert beside.get("/who", headers={**told, "host": "127.0.0.1"}).status_code == 401
    signed_in = behind.get(f"/docs/who?token={rules.secret}", headers={**told, "x-remote-user": ""})
    assert signed_in.headers["location"] == "/docs/who"
    assert "Path=/docs;" in signed_in.headers["set-cookie"]
    assert signed_in.headers["set-cookie"].endswith("; Secure")


def test_an_origin_that_is_listed_may_ask_by_its_scripts() -> None:
    client = visitor(AccessRules(allowed_origins=("https://app.example",)))
    origin = {"origin": "https://app.example"}
    preflight = {**origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    allowed = client.options("/who", headers=preflight)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == "https://app.example"
    answer = client.get("/who", headers=origin)
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-credentials" not in answer.headers


def test_users_that_cannot_be_read_let_nobody_in(users: AccessRules) -> None:
    assert users.folder is not None
    client = visitor(users, "0.0.0.0")
    sign_in(client)
    (users.folder / "users.json").write_text("{")
    assert client.get("/who").status_code == 503


@contextmanager
def served(rules: AccessRules, **settings: Any) -> Iterator[str]:
    page = build_page(FakeLibraryService(), access=rules)
    _, address, _ = page.launch(prevent_thread_lock=True, quiet=True, **settings)
    yield address.rstrip("/")
    page.close(verbose=False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_gradios_own_routes_are_guarded_and_secured_too() -> None:
    paths = (
        "/",
        "/config",
        "/besa/documents",
        "/theme.css",
        "/gradio_api/info",
        "/gradio_api/heartbeat/a",
        "/favicon.ico",
    )
    with served(AccessRules()) as address, httpx.Client(base_url=address, timeout=30) as client:
        for headers in EVIL:
            assert [client.get(path, headers=headers).status_code for path in paths] == [403] * len(paths)
            asked = client.post("/gradio_api/call/submit", json={"data": ["", None, ""]}, headers=headers)
            assert asked.status_code == 403
        page = client.get("/", headers={"x-forwarded-host": "evil.example"})
        assert page.status_code == 401, "what says that it came through a proxy is not of this machine"
        answer = client.get("/", headers={"origin": address})
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        scripts = answer.headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
        assert "unsafe-inline" not in scripts
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert not [each for each in answer.headers if each.startswith("access-control-")]
