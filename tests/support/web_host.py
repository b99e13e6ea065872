"""A host of web pages on the loopback, which notes what it is asked, and what a test lets Besa fetch from it."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from corpus.web.connection import Network
from corpus.web.fetcher import Fetcher

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Reply:
    """What a path answers. `raw` is sent byte for byte in place of it all; the connection stays open `until` then."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    until: threading.Event | None = None


@dataclass
class WebHost:
    """The host: `pages` by path, and `asked`, the requests as (path, headers)."""

    port: int
    pages: dict[str, Reply | Callable[[dict[str, str]], Reply]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def html(self, path: str, body: str, **headers: str) -> str:
        """Serve a page at a path, and return its address."""
        named = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
        self.pages[path] = Reply(f"<!doctype html>{body}".encode(), headers=named)
        return self.url(path)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def web_host(secure: ssl.SSLContext | None = None) -> Iterator[WebHost]:
    """Serve pages on a free port of the loopback until the end of the block, over TLS where `secure` has a key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            host.asked.append((self.path, sent))
            reply = host.pages.get(self.path, Reply(status=404))
            reply = reply(sent) if callable(reply) else reply
            if reply.raw is not None:
                self.wfile.write(reply.raw)
                if reply.until is not None:
                    reply.until.wait(20)
                return
            self.send_response(reply.status)
            for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has had enough
                self.wfile.write(reply.body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if secure is not None:
        server.socket = secure.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    host = WebHost(server.server_port, {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetcher(max_bytes: int = 2**20, seconds: float = 10.0, network: Network | None = None) -> Fetcher:
    """Return a fetcher that may connect to the loopback, as no option of Besa's allows."""
    return Fetcher(max_bytes, seconds, network or Network(permits=lambda address: address == "127.0.0.1"))
