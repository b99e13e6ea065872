"""What one address, and one visitor, may take: decided in one place, said in words."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from bot.access.guard import Guard
from bot.access.root_path import RootPath
from bot.access.rules import AccessRules
from bot.limits import refusals
from bot.limits.bodies import FORM_BYTES, BodyLimit
from bot.limits.rates import RateLimit
from bot.limits.requests import Admission, RequestLimits
from bot.limits.routes import Purpose, purpose_of
from bot.limits.rules import LimitRules, Rate, Share
from bot.limits.shares import Shares
from bot.limits.takers import Taker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

ASK = "/gradio_api/call/submit"
FILE_BYTES = 3 * 2**20
HOST = "http://127.0.0.1:7860"


def app() -> FastAPI:
    made = FastAPI()

    @made.post(ASK)
    @made.post("/api/v1/ask")
    @made.post("/besa/documents")
    async def length(request: Request) -> int:
        return len(await request.body())

    @made.get("/page")
    def page() -> str:
        return "here"

    return made


def limited(rules: LimitRules, admission: Admission | None = None, root: str = "") -> ASGIApp:
    """The app with its limits as the page puts them together."""
    access, path = AccessRules(root_path=root), RootPath(root)
    behind = RequestLimits(app(), admission or Admission(rules), path)
    return BodyLimit(Guard(behind, access, "127.0.0.1"), path, rules.body_bytes, lambda: FILE_BYTES)


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 2**16 + 1):
        yield b"x" * 2**16


@pytest.mark.parametrize("root", ["", "/docs"])
@pytest.mark.parametrize("path", [ASK, "/api/v1/ask", "/nothing", "/besa/login"])
@pytest.mark.parametrize("said", [True, False], ids=["its length is said", "it comes in chunks"])
def test_no_route_takes_more_than_the_limit(monkeypatch: pytest.MonkeyPatch, root: str, path: str, said: bool) -> None:
    monkeypatch.setattr(refusals, "LINGER_SECONDS", 0.1)  # this client sends nothing on once it is refused
    size = LimitRules().body_bytes + 1
    client = TestClient(limited(LimitRules(), root=root), HOST)
    content: Any = b"x" * size if said else chunks(size)
    answer = client.post(root + path, content=content, headers={"accept-language": "sq"})
    if path in {"/nothing", "/besa/login"} and not said:  # they read nothing, or stop before
        assert answer.status_code in {403, 404, 413}
        return
    assert answer.status_code == 413
    assert answer.json()["reason"].startswith("Kjo është tepër njëherësh: këtu merren së shumti 1")


def test_a_document_may_be_as_large_as_its_rules_say() -> None:
    client = TestClient(limited(LimitRules()), HOST)
    assert client.post("/besa/documents", content=b"x" * FILE_BYTES).json() == FILE_BYTES
    assert client.post("/besa/documents", content=b"x" * (FILE_BYTES + FORM_BYTES + 1)).status_code == 413


def test_an_address_that_asks_too_often_is_told_when_to_come_again_and_no_other_is() -> None:
    rules = LimitRules(question_rate=Rate(0.01, 3))
    served = limited(rules)
    one, other = (TestClient(served, HOST, client=(address, 1)) for address in ("10.0.0.1", "10.0.0.2"))
    answers = [one.post(ASK, content=b"{}") for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 100
    assert "wait" in answers[-1].json()["detail"]
    assert one.get("/page").status_code == 200
    assert other.post(ASK, content=b"{}").status_code == 200


def test_the_questions_of_an_address_have_a_share_and_all_together_an_end() -> None:
    rules = LimitRules(questions=Share(4, 2, 1))
    waiting: list[Taker] = []
    admission = Admission(rules, lambda: waiting)
    one, other, ina = Taker("1"), Taker("2"), Taker("2", "ina")
    assert admission.refusal(Purpose.QUESTION, one) is None
    waiting += [one, one]
    refused = admission.refusal(Purpose.QUESTION, one)
    assert refused is not None
    assert (refused.kind, refused.status) == ("share", 429)
    assert admission.refusal(Purpose.QUESTION, ina) is None
    waiting.append(ina)
    assert admission.refusal(Purpose.QUESTION, ina) is not None, "a visitor has a share of the address's"
    assert admission.refusal(Purpose.QUESTION, other) is None
    waiting.append(other)
    full = admission.refusal(Purpose.QUESTION, Taker("3"))
    assert full is not None
    assert (full.kind, full.status) == ("busy", 503)
    assert admission.refusal(Purpose.OTHER, one) is None
    assert admission.under_way == 4


def test_nothing_new_is_begun_while_the_server_stops() -> None:
    admission = Admission(LimitRules())
    admission.is_stopping = True
    client = TestClient(limited(LimitRules(), admission), HOST)
    refused = client.post(ASK, content=b"{}")
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert client.get("/page").status_code == 200


def test_what_is_held_is_given_back_whatever_happens() -> None:
    shares, seen = Shares(Share(2, 1, 1)), list[bool]()

    def hold_and_fail() -> None:
        with shares.held(Taker("1")):
            seen.extend([shares.has_room(Taker("1")), shares.has_room(Taker("2"))])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hold_and_fail()
    assert seen == [False, True]
    assert shares.has_room(Taker("1"))
    assert len(shares) == 0


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    limit = RateLimit(Rate(2.0, 4), lambda: now[0])
    assert [limit.seconds_to_wait("a") for _ in range(5)] == [0, 0, 0, 0, 0.5]
    now[0] = 1.0
    assert [limit.seconds_to_wait("a") for _ in range(3)] == [0, 0, 0.5]


@pytest.mark.parametrize(
    ("method", "path", "purpose"),
    [
        ("POST", "/gradio_api/queue/join", Purpose.QUESTION),
        ("POST", "/gradio_api/call/v2/ask", Purpose.QUESTION),
        ("POST", "/api/v1/ask", Purpose.QUESTION),
        ("POST", "/v1/chat/completions", Purpose.QUESTION),
        ("POST", "/mcp", Purpose.QUESTION),
        ("POST", "/besa/documents", Purpose.UPLOAD),
        ("POST", "/api/v1/documents", Purpose.UPLOAD),
        ("GET", "/api/v1/documents", Purpose.READING),
        ("GET", "/besa/page-image", Purpose.READING),
        ("GET", "/gradio_api/queue/data", Purpose.OTHER),
        ("POST", "/besa/login", Purpose.OTHER),
        ("GET", "/health", Purpose.OTHER),
    ],
)
def test_each_route_has_a_purpose(method: str, path: str, purpose: Purpose) -> None:
    assert purpose_of(method, path) is purpose


def test_an_uploads_share_holds_while_the_uploads_last() -> None:
    rules = LimitRules(uploads=Share(20, 2, 2))
    admission, may_end = Admission(rules), asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await may_end.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    behind = RequestLimits(slow, admission, RootPath(""))

    async def upload(statuses: Counter[int]) -> None:
        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses[message["status"]] += 1

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "POST", "path": "/besa/documents", "headers": [], "client": ("10.0.0.1", 1)}
        await behind(scope, receive, send)

    async def many() -> Counter[int]:
        statuses: Counter[int] = Counter()
        uploads = [asyncio.create_task(upload(statuses)) for _ in range(20)]
        while statuses[429] < 18:
            await asyncio.sleep(0)
        may_end.set()
        await asyncio.gather(*uploads)
        return statuses

    assert asyncio.run(many()) == {429: 18, 200: 2}
