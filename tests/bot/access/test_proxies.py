"""Behind nginx, HAProxy and Caddy, as docs/serving.md configures them: a sub-path, TLS, uploads, streams."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.access.rules import AccessRules
from bot.page import Page, build_page, launch
from bot.service.uploads import UploadRules
from tests.support.browser import FakeLibraryService
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PATIENCE = 30.0
NAME = "docs.example.org"
BEHIND = AccessRules(
    allowed_hosts=(NAME,), trusted_proxies=(ip_network("127.0.0.1/32"),), root_path="/besa", fixed_token="t" * 32
)


class Keeper:
    """An editor that takes nothing; its rules say why."""

    may_remove = False
    rules = UploadRules()


@contextmanager
def page_behind(rules: AccessRules) -> Iterator[tuple[Page, int]]:
    editor: Any = Keeper()
    page = build_page(FakeLibraryService(), editor=editor, access=rules)
    launch(page, "127.0.0.1", None)
    yield page, int(page.server_port)
    page.close(verbose=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def documented(language: str) -> str:
    """The configuration in docs/serving.md that is written in this language."""
    found = re.search(rf"```{language}\n(.*?)```", (ROOT / "docs" / "serving.md").read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    until = time.monotonic() + PATIENCE
    try:
        while True:
            assert process.poll() is None, process.stdout and process.stdout.read()
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def nginx(folder: Path, server: str, port: int) -> Iterator[None]:
    config = folder / "nginx.conf"
    temporary = "".join(
        f"{each}_temp_path {folder / each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # so that it can write below the folder of the test
    config.write_text(
        f"daemon off; pid {folder}/pid; {user}\nevents {{}}\nhttp {{ access_log off; {temporary}\n{server}\n}}"
    )
    with running([_program("nginx"), "-e", str(folder / "error.log"), "-c", str(config)], port):
        yield


@contextmanager
def haproxy(folder: Path, config: str, port: int) -> Iterator[None]:
    file = folder / "haproxy.cfg"
    file.write_text(config)
    with running([_program("haproxy"), "-db", "-f", str(file)], port):
        yield


@contextmanager
def caddy(folder: Path, site: str, port: int) -> Iterator[None]:
    file = folder / "Caddyfile"
    file.write_text(f"{{\n admin off\n auto_https off\n default_bind 127.0.0.1\n}}\n{site}")
    own = {name: str(folder / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    command = [_program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]
    with running(["env", *(f"{name}={value}" for name, value in own.items()), *command], port):
        yield


PROXIES = {"nginx": ("nginx", nginx), "haproxy": ("haproxy", haproxy), "caddy": ("caddyfile", caddy)}
"""The language of its configuration in the page, and what runs it."""


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: apt-get install nginx-light haproxy caddy)")
    return found


def certificate(folder: Path) -> Path:
    """A certificate with its key, in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, made, both = folder / "docs.key", folder / "docs.crt", folder / "docs.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    both.write_text(made.read_text() + key.read_text())
    return both


@contextmanager
def through(kind: str, folder: Path, inside: int) -> Iterator[httpx.Client]:
    """A visitor of the proxy, by its public name and TLS."""
    port, pem = free_port(), certificate(folder)
    language, started = PROXIES[kind]
    text = documented(language)
    text = text.replace("127.0.0.1:7860", f"127.0.0.1:{inside}")
    text = text.replace("/etc/ssl/docs.pem", str(pem)).replace("/etc/ssl/docs.key", str(pem))
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("bind :443", f"bind 127.0.0.1:{port}")
    text = text.replace(f"{NAME} {{", f"{NAME}:{port} {{")
    trusting = ssl.create_default_context(cafile=str(pem))
    headers = {"host": NAME}
    with (
        started(folder, text, port),
        httpx.Client(
            base_url=f"https://127.0.0.1:{port}",
            verify=trusting,
            headers=headers,
            timeout=PATIENCE,
            event_hooks={"request": [_by_name]},
        ) as client,
    ):
        yield client


def _by_name(request: httpx.Request) -> None:
    request.extensions["sni_hostname"] = NAME


@pytest.mark.parametrize("kind", PROXIES)
def test_a_page_behind_a_proxy_with_tls_below_a_path_lets_in_who_may_and_streams(kind: str, tmp_path: Path) -> None:
    with page_behind(BEHIND) as (_, inside), through(kind, tmp_path, inside) as client:
        assert client.get("/besa/config").status_code == 401
        page = client.get("/besa/", headers={"accept": "text/html"})
        assert page.headers["location"] == "/besa/besa/login?next=%2Fbesa%2F"
        led = client.get(f"/besa/?token={BEHIND.secret}")
        assert led.headers["location"] == "/besa/"
        assert led.headers["set-cookie"].endswith("HttpOnly; SameSite=Lax; Secure")
        client.headers["cookie"] = led.headers["set-cookie"].partition(";")[0]
        config = client.get("/besa/config").raise_for_status().json()
        assert config["root"] == f"https://{NAME}/besa"
        assert client.get("/besa/theme.css").status_code == 200
        own = {"origin": f"https://{NAME}"}
        elsewhere = {"host": f"{NAME}:8443", "origin": f"https://{NAME}:8443", "cookie": ""}  # the proxy's own port
        signed_in = client.post("/besa/besa/login", data={"name": "", "password": BEHIND.secret}, headers=elsewhere)
        assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/besa/")
        event = client.post("/besa/gradio_api/call/new_conversation", json={"data": []}, headers=own).json()["event_id"]
        with client.stream("GET", f"/besa/gradio_api/call/new_conversation/{event}") as stream:
            assert "event: complete" in "".join(stream.iter_text())
        added = client.post("/besa/besa/documents", params={"name": "a.exe"}, content=b"a" * 2_000_000, headers=own)
        assert "kind of file" in added.json()["reason"]
        refused = client.post("/besa/besa/documents", params={"name": "a.exe"}, headers={"origin": "https://a.example"})
        assert refused.status_code == 403
        forged = {"x-forwarded-host": "evil.example", "x-forwarded-for": "127.0.0.1", "forwarded": "host=evil.example"}
        assert client.get("/besa/config", headers=forged).json()["root"] == f"https://{NAME}/besa"


def test_nothing_is_added_or_read_through_nginx_as_it_is_by_default(tmp_path: Path) -> None:
    """F3: it writes a Host of this machine for every visitor, and nothing that says where the visitor is."""
    with page_behind(AccessRules()) as (_, inside):
        port = free_port()
        server = f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{inside}; }} }}"
        with nginx(tmp_path, server, port), httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            forged = {"host": NAME, "origin": f"http://127.0.0.1:{inside}"}
            for headers in (forged, {"host": NAME}, {**forged, "sec-fetch-site": "same-origin"}):
                added = client.post("/besa/documents", params={"name": "a.txt"}, content=b"a", headers=headers)
                assert added.status_code in {401, 403}
                assert client.delete("/besa/documents/0123456789ab", headers=headers).status_code in {401, 403}
                assert client.get("/besa/documents", headers=headers).status_code == 401


def test_nothing_is_added_through_a_proxy_that_cannot_be_told_from_a_browser(tmp_path: Path) -> None:
    with page_behind(AccessRules()) as (_, inside):
        port = free_port()
        server = (
            f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{inside}; "
            "proxy_http_version 1.1; } }"
        )
        with nginx(tmp_path, server, port), httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            forged = {"host": NAME, "origin": f"http://127.0.0.1:{inside}"}
            added = client.post("/besa/documents", params={"name": "a.txt"}, content=b"a", headers=forged)
            assert added.status_code == 403
            assert client.delete("/besa/documents/0123456789ab", headers=forged).status_code == 403
            assert client.get("/besa/documents").json()["uploads"] is None
