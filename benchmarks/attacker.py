"""What one client does who wants to stop all others, as a process of its own: `python -m benchmarks.attacker`."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.serving import TOKEN, source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

ADDRESS = 200
"""Number of the address that it all comes from."""
_AT_ONCE = 16


class Attacker:
    """Connects by hand, for no client library does any of this."""

    def __init__(self, address: str, seconds: float) -> None:
        self._host = urlsplit(address).hostname or ""
        self._port = urlsplit(address).port or 80
        self._until = time.monotonic() + seconds
        self._handler = 0

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self._until

    async def half_open(self, connections: int = 1_100) -> None:
        """Connections with half of a head, each again as soon as it is ended."""
        await asyncio.gather(*(self._again(self._half) for _ in range(connections)))

    async def trickling_uploads(self, uploads: int = 20) -> None:
        """Documents of which a byte comes each second, each again as soon as it is ended."""
        await asyncio.gather(*(self._again(self._trickle) for _ in range(uploads)))

    async def queued_questions(self, questions: int = 10_000) -> None:
        """Questions as fast as they are taken, nobody waits for their answers."""
        await self._many(questions, lambda number: self._join("submit", f"Who are number {number}?", None, ""))

    async def sessions(self, sessions: int = 1_100) -> None:
        """Conversations that begin and are left."""
        await self._many(sessions, lambda _: self._join("new_conversation"))

    async def large_json(self, times: int = 4, size: int = 200 * 2**20) -> None:
        """200 MB of JSON, half of the times without saying before how much it is."""
        for number in range(times):
            await self._post("/gradio_api/call/submit", _chunks(b'{"data": ["', size), None if number % 2 else size)

    async def long_question(self, times: int = 10, size: int = 10 * 2**20) -> None:
        """A question of 10 MB."""
        for _ in range(times):
            await self._post("/gradio_api/call/submit", _chunks(b'{"data": ["', size), size)

    async def malformed(self, times: int = 2_000) -> None:
        """Calls that make no sense, to routes that once wrote a traceback for each."""
        calls = [
            ("POST", "/gradio_api/call/submit", {"data": []}),
            ("POST", "/gradio_api/call/v2/ask", {"data": 1}),
            ("GET", "/pwa_icon/192", None),
            ("POST", "/gradio_api/queue/join", {"data": [{}], "fn_index": 9999, "session_hash": "a"}),
        ]
        await self._many(times, lambda number: self._request(*calls[number % len(calls)]))

    async def _many(self, times: int, act: Callable[[int], Awaitable[object]]) -> None:
        left = iter(range(times))

        async def worker() -> None:
            for number in left:
                with suppress(OSError, asyncio.IncompleteReadError):
                    await act(number)

        await asyncio.gather(*(worker() for _ in range(_AT_ONCE)))

    async def _again(self, act: Callable[[], Awaitable[None]]) -> None:
        while self.goes_on:
            with suppress(OSError, asyncio.IncompleteReadError):
                await act()
            await asyncio.sleep(0.5)

    async def _half(self) -> None:
        reader, writer = await self._connect()
        writer.write(f"GET / HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nX-Half: ".encode())
        await self._closed(reader)
        writer.close()

    async def _trickle(self) -> None:
        reader, writer = await self._connect()
        writer.write(self._head("POST", "/besa/documents?name=slow.txt", 1_000_000))
        ended = asyncio.ensure_future(self._closed(reader))
        while self.goes_on and not ended.done():
            writer.write(b"x")
            await asyncio.wait({ended}, timeout=1.0)
        ended.cancel()
        writer.close()

    async def _closed(self, reader: asyncio.StreamReader) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(), max(0.0, self._until - time.monotonic()))

    async def _join(self, handler: str, *data: object) -> None:
        body = {"data": data, "fn_index": await self._index(handler), "session_hash": secrets.token_hex(8)}
        await self._request("POST", "/gradio_api/queue/join", body)

    async def _index(self, handler: str) -> int:
        if not self._handler:
            config = await self._request("GET", "/config", None)
            listed = json.loads(config.partition(b"\r\n\r\n")[2])["dependencies"]
            self._handler = next(each["id"] for each in listed if each.get("api_name") == handler)
        return self._handler

    async def _request(self, method: str, path: str, body: object) -> bytes:
        data = b"" if body is None else json.dumps(body).encode()
        reader, writer = await self._connect()
        writer.write(self._head(method, path, len(data), close=True) + data)
        answer = await reader.read()
        writer.close()
        return answer

    async def _post(self, path: str, chunks: AsyncIterator[bytes], size: int | None) -> None:
        with suppress(OSError):
            _, writer = await self._connect()
            writer.write(self._head("POST", path, size))
            async for chunk in chunks:
                writer.write(chunk if size else b"%x\r\n%b\r\n" % (len(chunk), chunk))
                await writer.drain()
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        mine = source(ADDRESS)
        return await asyncio.open_connection(self._host, self._port, local_addr=(mine, 0) if mine else None)

    def _head(self, method: str, path: str, size: int | None, *, close: bool = False) -> bytes:
        length = "Transfer-Encoding: chunked" if size is None else f"Content-Length: {size}"
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._host}:{self._port}",
            f"Origin: http://{self._host}:{self._port}",
            f"Authorization: Bearer {TOKEN}",
            "Content-Type: application/json",
            length,
            *(["Connection: close"] if close else []),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _chunks(begin: bytes, size: int) -> AsyncIterator[bytes]:
    yield begin
    left = size - len(begin)
    while left > 0:
        yield b"x" * min(left, 2**16)
        left -= 2**16


ATTACKS = ("half_open", "trickling_uploads", "queued_questions", "large_json", "sessions", "long_question", "malformed")


def main(name: str, address: str, seconds: float) -> None:
    """The process gives way to the server, as one on another machine would."""
    if name not in ATTACKS:
        raise SystemExit(f"no such attack: {name}")
    os.nice(19)
    attack: Any = getattr(Attacker(address, seconds), name)
    with suppress(TimeoutError):
        asyncio.run(asyncio.wait_for(attack(), seconds))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
