from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.page.own_files import KEPT, add_own_files, links
from bot.page.routes.delivery import Delivered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

LONG = {"words": "a word " * 500}


def streamed(request: Request) -> StreamingResponse:
    def parts() -> Iterator[str]:
        yield '{"a": "'
        yield "a word " * 500 + '"}'

    return StreamingResponse(parts(), media_type="application/json")


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/whole", lambda _: JSONResponse(LONG)),
        Route("/short", lambda _: JSONResponse({"a": 1})),
        Route("/streamed", streamed),
        Route("/picture", lambda _: Response(b"\x89PNG" * 1000, media_type="image/png")),
        Route("/assets/Index-XJ9wGPKP.js", lambda _: PlainTextResponse("", media_type="text/javascript")),
        Route("/assets/gradio.js", lambda _: PlainTextResponse("", media_type="text/javascript")),
        Route("/assets/gone-XJ9wGPKP.js", lambda _: PlainTextResponse("", 404)),
    ]
    return TestClient(Delivered(Starlette(routes=routes)))


def test_what_comes_whole_is_compressed_for_whom_it_may_be(client: TestClient) -> None:
    answer = client.get("/whole", headers={"accept-encoding": "gzip"})
    assert answer.json() == LONG
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < 200
    plain = client.get("/whole", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == LONG


@pytest.mark.parametrize("path", ["/short", "/streamed", "/picture"])
def test_the_rest_is_passed_on_as_it_is(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.content
    assert "content-encoding" not in answer.headers


def test_files_whose_names_have_a_hash_are_kept_and_no_others(client: TestClient) -> None:
    assert client.get("/assets/Index-XJ9wGPKP.js").headers["cache-control"] == KEPT
    assert "cache-control" not in client.get("/assets/gradio.js").headers
    assert "cache-control" not in client.get("/assets/gone-XJ9wGPKP.js").headers


def test_the_page_names_its_own_files_and_a_browser_may_keep_them() -> None:
    app = FastAPI()
    add_own_files(app)
    client = TestClient(app)
    names = re.findall(r'(?:href|src)="besa(/[^"]+)"', links())
    assert len(names) == 2
    for name in names:
        assert client.get(name).headers["cache-control"] == KEPT
        old = re.sub(r"-\w+\.", "-old.", name)
        assert client.get(old).headers["cache-control"] == "no-cache"
        assert client.get(old).text == client.get(name).text != ""
