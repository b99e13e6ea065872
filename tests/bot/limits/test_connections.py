"""Connections by hand: half a head, a slow body, and more of them than there may be."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from bot.limits.rules import LimitRules, Share
from bot.page import build_page
from tests.support.browser import FakeLibraryService

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RULES = LimitRules(
    connections=Share(12, 8, 8), header_seconds=2.0, body_seconds=1.0, body_bytes_per_second=500, stalled_seconds=2.0
)
PATIENCE = 30.0
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    page = build_page(FakeLibraryService(), limits=RULES)
    _, address, _ = page.launch(prevent_thread_lock=True, quiet=True)
    yield address.rstrip("/")
    page.close(verbose=False)


@contextmanager
def connected(address: str, sent: bytes) -> Iterator[socket.socket]:
    to = urlsplit(address)
    with socket.create_connection((to.hostname or "", to.port or 80), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        yield connection


def rest(connection: socket.socket) -> bytes:
    """What comes until the other end closes, which it must."""
    said = b""
    try:
        while data := connection.recv(2**16):
            said += data
    except ConnectionResetError:
        pass
    return said


def test_half_a_head_is_not_waited_for(address: str) -> None:
    with connected(address, HALF) as connection:
        assert rest(connection) == b""


def test_a_body_that_trickles_is_given_up_with_a_reason(address: str) -> None:
    head = b"POST /gradio_api/call/submit HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    with connected(address, head + b"Content-Length: 1000\r\n\r\n{") as connection:
        assert rest(connection).startswith(b"HTTP/1.1 408 ")


def test_who_holds_connections_open_makes_room_for_who_asks(address: str) -> None:
    with ExitStack() as opened:
        for _ in range(2 * RULES.connections.all):
            opened.enter_context(connected(address, HALF))
        for _ in range(5):
            assert httpx.get(f"{address}/health/live", timeout=PATIENCE).status_code == 200


def test_connections_that_ask_are_turned_away_where_there_is_no_room(address: str) -> None:
    asking = b"GET /gradio_api/heartbeat/one HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as opened:
        streams = [opened.enter_context(connected(address, asking)) for _ in range(RULES.connections.address)]
        for each in streams:
            assert each.recv(15) == b"HTTP/1.1 200 OK"
        with connected(address, b"") as one_more:
            said = rest(one_more)
        assert said.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: " in said


def test_many_connections_at_once_are_no_flood_in_the_log(address: str, caplog: pytest.LogCaptureFixture) -> None:
    async def open_one() -> None:
        to = urlsplit(address)
        reader, writer = await asyncio.open_connection(to.hostname, to.port)
        writer.write(HALF)
        await reader.read()
        writer.close()

    async def open_many() -> None:
        await asyncio.wait_for(asyncio.gather(*(open_one() for _ in range(100)), return_exceptions=True), PATIENCE)

    asyncio.run(open_many())
    assert httpx.get(f"{address}/health/ready", timeout=PATIENCE).json() == {"status": "ready"}
    assert len(caplog.text) < 2_000
