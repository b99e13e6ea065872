from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from typing import TYPE_CHECKING

import pytest

from corpus.errors import FetchError
from corpus.web import fetcher as fetcher_module
from corpus.web.connection import Network
from corpus.web.fetched_page import Versions
from corpus.web.fetcher import Fetcher
from tests.support.web_host import Reply, WebHost, fetcher, web_host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "<title>Bees</title><p>The queen lays 2,000 eggs a day.</p>"


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebHost]:
    monkeypatch.setattr(fetcher_module, "getproxies", dict)
    with web_host() as served:
        yield served


def test_a_page_comes_with_what_tells_its_version_and_nothing_of_the_person_is_sent(host: WebHost) -> None:
    address = host.html("/bees?q=1", PAGE, ETag='"1"', Last_Modified="Fri, 27 Nov 2026 10:00:00 GMT", Set_Cookie="a=b")
    page = fetcher().fetch(address + "#top")
    assert page is not None
    assert (page.url, page.media_type, page.charset) == (address, "text/html", "utf-8")
    assert page.data.decode() == "<!doctype html>" + PAGE
    assert page.versions == Versions('"1"', "Fri, 27 Nov 2026 10:00:00 GMT")
    assert host.paths() == ["/robots.txt", "/bees?q=1"]
    sent = host.asked[1][1]
    assert set(sent) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert sent["user-agent"].startswith("Besa")
    assert sent["host"] == f"127.0.0.1:{host.port}"


def test_what_is_known_is_told_and_a_page_that_is_the_same_does_not_come_again(host: WebHost) -> None:
    host.pages["/a"] = lambda sent: Reply(status=304) if sent.get("if-none-match") == '"1"' else Reply(b"new")
    assert fetcher().fetch(host.url("/a"), Versions('"1"')) is None
    page = fetcher().fetch(host.url("/a"), Versions('"2"'))
    assert page is not None
    assert page.data == b"new"
    host.pages["/b"] = Reply(status=304)
    with pytest.raises(FetchError, match="304"):
        fetcher().fetch(host.url("/b"))


def test_the_address_check_is_on_unless_a_test_takes_it_off(host: WebHost) -> None:
    for address in (host.url("/a"), f"http://localhost:{host.port}/a", f"http://2130706433:{host.port}/a"):
        with pytest.raises(FetchError, match=r"not public|no host"):
            Fetcher().fetch(address)
    assert host.asked == []


def test_a_redirect_to_an_address_that_is_not_permitted_is_not_followed(host: WebHost) -> None:
    host.pages["/a"] = Reply(status=302, headers={"Location": f"http://inner.example:{host.port}/secret"})
    found = {"127.0.0.1": ["127.0.0.1"], "inner.example": ["10.0.0.1", "::1"]}
    network = Network(permits=lambda each: each == "127.0.0.1", resolve=lambda name, _port: found[name])
    with pytest.raises(FetchError, match=r"inner\.example is on this machine"):
        fetcher(network=network).fetch(host.url("/a"))
    assert "/secret" not in host.paths()


def test_a_name_is_looked_up_once_for_each_request_and_what_was_checked_is_connected_to(host: WebHost) -> None:
    """A host that changes its mind between the check and the connection gains nothing."""
    host.html("/a", PAGE)
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
    network = Network(permits=lambda each: each == "127.0.0.1", resolve=lambda _name, _port: next(answers))
    page = fetcher(network=network).fetch(f"http://rebinding.example:{host.port}/a")
    assert page is not None
    assert host.asked[1][1]["host"] == f"rebinding.example:{host.port}"
    assert next(answers) == ["10.0.0.1"]  # robots.txt and the page: one look-up each


def test_redirects_are_followed_five_times_and_the_last_address_is_told(host: WebHost) -> None:
    for number in range(7):
        host.pages[f"/{number}"] = Reply(status=301, headers={"Location": f"/{number + 1}"})
    with pytest.raises(FetchError, match="without an end"):
        fetcher().fetch(host.url("/0"))
    host.html("/5", PAGE)
    page = fetcher().fetch(host.url("/0"))
    assert page is not None
    assert page.url == host.url("/5")
    assert host.paths().count("/robots.txt") == 2  # once for each time that something was asked for


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/a", "http://u:p@127.0.0.1/", "http://a:22/"]
)
def test_a_redirect_to_what_is_no_page_is_refused(host: WebHost, location: str) -> None:
    host.pages["/a"] = Reply(status=307, headers={"Location": location})
    with pytest.raises(FetchError):
        fetcher().fetch(host.url("/a"))


def test_robots_txt_is_kept_to_at_each_address(host: WebHost) -> None:
    host.pages["/robots.txt"] = Reply(b"User-agent: Besa\nDisallow: /no\n")
    host.html("/no/page", PAGE)
    host.pages["/yes"] = Reply(status=302, headers={"Location": "/no/page"})
    for path in ("/no/page", "/yes"):
        with pytest.raises(FetchError, match=r"robots\.txt .* asks programs not to"):
            fetcher().fetch(host.url(path))
    assert "/no/page" not in host.paths()


@pytest.mark.parametrize(("status", "may"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_host_without_robots_txt_allows_all_and_one_that_fails_nothing(host: WebHost, status: int, may: bool) -> None:
    host.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /", status)
    address = host.html("/a", PAGE)
    if may:
        assert fetcher().fetch(address) is not None
    else:
        with pytest.raises(FetchError, match="cannot be told"):
            fetcher().fetch(address)


@pytest.mark.parametrize(
    ("status", "said"), [(401, "anybody"), (403, "anybody"), (404, "no such"), (500, "later"), (206, "later")]
)
def test_what_is_no_page_is_said(host: WebHost, status: int, said: str) -> None:
    host.pages["/a"] = Reply(b"<p>Sorry", status)
    with pytest.raises(FetchError, match=said):
        fetcher().fetch(host.url("/a"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_that_is_too_large_is_refused_and_one_that_just_fits_is_not(host: WebHost, packed: bool) -> None:
    for size in (1000, 1001):
        body = b"a" * size
        headers = {"Content-Encoding": "gzip"} if packed else {}
        host.pages[f"/{size}"] = Reply(gzip.compress(body, mtime=0) if packed else body, headers=headers)
    page = fetcher(max_bytes=1000).fetch(host.url("/1000"))
    assert page is not None
    assert page.data == b"a" * 1000
    with pytest.raises(FetchError, match="larger"):
        fetcher(max_bytes=1000).fetch(host.url("/1001"))


def test_a_bomb_is_not_unpacked(host: WebHost) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(512)) + packer.flush()
    members = gzip.compress(b"", mtime=0) * 100_000
    host.pages["/zeros"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    host.pages["/members"] = Reply(members, headers={"Content-Encoding": "gzip"})
    for path in ("/zeros", "/members"):
        with pytest.raises(FetchError, match="larger"):
            fetcher(max_bytes=2**16).fetch(host.url(path))


def test_a_gzip_stream_of_several_members_is_whole(host: WebHost) -> None:
    body = gzip.compress(b"One. ", mtime=0) + gzip.compress(b"Two.", mtime=0)
    host.pages["/a"] = Reply(body, headers={"Content-Encoding": "x-gzip"})
    page = fetcher().fetch(host.url("/a"))
    assert page is not None
    assert page.data == b"One. Two."


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"whole" * 99, mtime=0)[:-9],
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed at all",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n",
        b"<html>no header</html>",
        b"",
    ],
)
def test_what_comes_broken_is_no_page(host: WebHost, raw: bytes) -> None:
    host.pages["/a"] = Reply(raw=raw)
    with pytest.raises(FetchError):
        fetcher().fetch(host.url("/a"))


@pytest.mark.parametrize("path", ["/robots.txt", "/a"])
@pytest.mark.parametrize("raw", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\nhalf of it"])
def test_a_host_that_takes_forever_is_left_at_the_deadline(host: WebHost, path: str, raw: bytes) -> None:
    """Half a page, of which nobody says how long it is, is not taken for a whole one."""
    over = threading.Event()
    host.html("/a", PAGE)
    host.pages[path] = Reply(raw=raw, until=over)
    started = time.monotonic()
    with pytest.raises(FetchError, match="too long"):
        fetcher(seconds=0.4).fetch(host.url("/a"))
    taken = time.monotonic() - started
    over.set()
    assert taken < 10


def test_a_proxy_is_neither_used_nor_passed_by(host: WebHost, monkeypatch: pytest.MonkeyPatch) -> None:
    address = host.html("/a", PAGE)
    monkeypatch.setattr(fetcher_module, "getproxies", lambda: {"http": "http://proxy.example:3128"})
    monkeypatch.setattr(fetcher_module, "proxy_bypass", lambda _host: False)
    with pytest.raises(FetchError, match="HTTP_PROXY"):
        fetcher().fetch(address)
    assert host.asked == []
    monkeypatch.setattr(fetcher_module, "proxy_bypass", lambda name: name == "127.0.0.1")
    assert fetcher().fetch(address) is not None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The certificate and the key of host.example."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    made, key = (tmp_path_factory.mktemp("tls") / name for name in ("certificate", "key"))
    subject = ["-subj", "/CN=host.example", "-addext", "subjectAltName=DNS:host.example"]
    command: list[str | Path] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        key,
        "-out",
        made,
    ]
    subprocess.run([*command, *subject], check=True, capture_output=True)
    return made, key


def test_a_host_is_only_believed_with_a_certificate_for_its_name(certificate: tuple[Path, Path]) -> None:
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(*certificate)

    def network(trust: ssl.SSLContext) -> Network:
        return Network(permits=lambda _: True, resolve=lambda _name, _port: ["127.0.0.1"], trust=trust)

    known = network(ssl.create_default_context(cafile=str(certificate[0])))
    with web_host(secure) as host:
        host.html("/a", PAGE)
        page = fetcher(network=known).fetch(f"https://host.example:{host.port}/a")
        assert page is not None
        assert page.data.decode() == "<!doctype html>" + PAGE
        with pytest.raises(FetchError, match=r"does not prove that it is other\.example"):
            fetcher(network=known).fetch(f"https://other.example:{host.port}/a")
        with pytest.raises(FetchError, match=r"does not prove that it is host\.example"):
            fetcher(network=network(Network().trust)).fetch(f"https://host.example:{host.port}/a")
        host.pages["/down"] = Reply(status=302, headers={"Location": f"http://host.example:{host.port}/a"})
        with pytest.raises(FetchError, match="from https to"):
            fetcher(network=known).fetch(f"https://host.example:{host.port}/down")


def test_a_host_that_never_shakes_hands_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(FetchError, match="too long"):
            fetcher(seconds=0.4).fetch(f"https://127.0.0.1:{silent.getsockname()[1]}/a")
        assert time.monotonic() - started < 10
