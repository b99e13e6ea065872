"""Two workers over one library on a server, behind HAProxy as docs/scaling.md configures it; one is killed."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest

from benchmarks.errors import MeasurementFailed
from benchmarks.serving import Visitor
from bot.access.users import SharedUsers
from bot.access.visitors import Role
from bot.errors import AWAY_SECONDS, LibraryAway
from tests.support.commands import command_server
from tests.support.papers import draw, paper
from tests.support.paths import ROOT
from tests.support.postgres_server import new_server, open_here
from tests.support.served import PATIENCE, free_port, own_environment, wait_until
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.commands import Done
    from tests.support.postgres_server import TestServer

    Besa = Callable[..., Done]

pytestmark = [pytest.mark.encoder, pytest.mark.timeout(900)]

EGGS = "How many eggs does the queen lay a day?"
SKAGEN = "When was the lighthouse of Skagen lit?"
CLIENTS, QUESTIONS = 10, 2
AWAY = str(LibraryAway())


@dataclass
class Worker:
    """One `besa serve`, on a machine of its own as far as its files go."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path
    key: str = field(repr=False)

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=120, headers={"authorization": f"Bearer {self.key}"})

    def cited(self, question: str, status: str = "answered") -> list[str]:
        with self.http() as client:
            answer = client.post("/api/v1/ask", json={"question": question}).raise_for_status().json()
        return [each["path"] for each in answer["citations"]] if status in ("", answer["status"]) else []

    def link(self) -> str:
        """The link for whoever edits, as it was printed, without its address."""
        found = re.search(r"\?token=\S+", self.log.read_text())
        return found[0] if found else ""

    def add(self, name: str, content: bytes) -> str:
        with self.http() as client:
            done = client.post("/api/v1/documents", params={"name": name}, content=content)
        assert done.status_code == 201, done.text
        return str(done.json()["document"])


@contextmanager
def worker(name: str, folder: Path, location: str, key: str) -> Iterator[Worker]:
    port, log = free_port(), folder / f"{name}.log"
    environment = machine(folder / name, location)
    command = [sys.executable, "-m", "besa", "serve", "--no-browser", "--api", "--port", str(port)]
    command += ["--allowed-host", "docs.example.org", "--trusted-proxy", "127.0.0.1"]
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True)
    try:
        yield Worker(f"http://127.0.0.1:{port}", process, log, key)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    finally:
        process.kill()
        process.wait()


def machine(home: Path, location: str) -> dict[str, str]:
    environment = own_environment(home, BESA_LIBRARY=location, BESA_RERANKER="none", PYTHONUNBUFFERED="1")
    del environment["BESA_TOKEN"]
    return environment


@contextmanager
def balancer(program: str, folder: Path, workers: list[Worker]) -> Iterator[str]:
    """The configuration of docs/scaling.md, but for TLS and the addresses."""
    found = re.search(r"```haproxy\n(.*?)```", (ROOT / "docs" / "scaling.md").read_text("utf-8"), re.DOTALL)
    assert found
    port, text = free_port(), found[1]
    changes = {"bind :443 ssl crt /etc/ssl/docs.pem": f"bind 127.0.0.1:{port}", "Proto https": "Proto http"}
    addresses = ("10.0.0.11:7860", "10.0.0.12:7860")
    changes |= {before: each.address[7:] for before, each in zip(addresses, workers, strict=True)}
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    (folder / "haproxy.cfg").write_text(text)
    process = subprocess.Popen([program, "-db", "-f", folder / "haproxy.cfg"])
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _is_ready(address))
        yield address
    finally:
        process.kill()
        process.wait()


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", timeout=60).status_code == 200
    except httpx.TransportError:
        return False


def test_two_workers_behind_haproxy_share_all_and_what_is_killed_costs_a_reload(tmp_path: Path) -> None:
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if program is None:
        pytest.skip("haproxy is not installed (Debian: apt-get install haproxy)")
    server = new_server()
    location, one_machine = server.location(), machine(tmp_path / "one", "")
    one_machine["BESA_LIBRARY"] = location
    (tmp_path / "bees.txt").write_text(BEES)
    with command_server(one_machine) as run, ExitStack() as serving:
        besa: Besa = lambda *arguments: run(arguments, one_machine)  # noqa: E731
        assert besa("add", str(tmp_path / "bees.txt")).returncode == 0
        key = besa("users", "add", "ina", "--role", "edit", "--key").stdout.strip()
        keys = _of_users(location)
        workers = [serving.enter_context(worker(name, tmp_path, location, key)) for name in ("one", "two")]
        for each in workers:
            wait_until(lambda each=each: _is_ready(each.address), PATIENCE)  # type: ignore[misc]
        address = serving.enter_context(balancer(program, tmp_path, workers))
        _all_is_shared(*workers)
        _one_is_killed(address, keys, *workers)
        _the_server_is_away(server, address, key, besa)
    server.stop()


def _of_users(location: str) -> list[str]:
    """Adds a user for each client, as on one more machine, and returns their keys: each has a share of the page."""
    library = open_here(location)
    assert library.server_files is not None
    users, keys = SharedUsers(library.server_files.kept), [f"the key of client {number}" for number in range(CLIENTS)]
    for number, key in enumerate(keys):
        users.add(f"client{number}", Role.READ, key=key)
    library.close()
    return keys


def _all_is_shared(one: Worker, two: Worker) -> None:
    assert one.cited(EGGS)[0] == two.cited(EGGS)[0] == "bees.txt"
    wait_until(lambda: bool(one.link() and two.link()))
    assert one.link() == two.link()
    with httpx.Client() as visitor:
        visitor.get(f"{one.address}/{one.link()}")
        listed = visitor.get(f"{two.address}/besa/documents").raise_for_status().json()
        assert listed["uploads"] is not None
    one.add("lighthouses.txt", LIGHTHOUSES.encode())
    assert two.cited(SKAGEN, "")[0] == "lighthouses.txt"  # by its words, with the very next question
    wait_until(lambda: two.cited(SKAGEN) != [])  # one of the two has given it its vectors
    pdf = paper()
    draw(pdf, 72, 100, ["The tower on Gull Rock was first lit in 1884."])
    document = one.add("rock.pdf", bytes(pdf.output()))
    with two.http() as client:
        drawn = client.get("/besa/page-image", params={"document": document, "page": 1}).raise_for_status()
        assert drawn.content.startswith(b"\x89PNG")
        assert client.delete(f"/api/v1/documents/{document}").raise_for_status().json()["deleted"] is True
    with one.http() as client:
        assert client.get("/besa/page-image", params={"document": document, "page": 1}).status_code == 404


def _one_is_killed(address: str, keys: list[str], one: Worker, two: Worker) -> None:
    """Ten ask, as in a browser, while documents come; nobody is told anything but to load the page again, once."""
    begun, kept, wrong = threading.Semaphore(0), list[str](), list[str]()
    reloads: list[list[str]] = [[] for _ in range(CLIENTS)]

    def ask(number: int) -> None:
        key = keys[number]
        visitor, left = Visitor(address, key), QUESTIONS
        begun.release()
        while left and not wrong:
            try:
                said = visitor.ask(EGGS).text
                if "two thousand" not in said:
                    wrong.append(said)
                left -= 1
            except (MeasurementFailed, httpx.HTTPError) as error:
                reloads[number].append(repr(error))
                try:
                    visitor = Visitor(address, key)
                except httpx.HTTPError as again:
                    wrong.append(repr(again))

    def add() -> None:
        with httpx.Client(base_url=address, timeout=120, headers={"authorization": f"Bearer {one.key}"}) as client:
            for number in range(6):
                try:
                    done = client.post(
                        "/api/v1/documents",
                        params={"name": f"n{number}.txt"},
                        content=f"Visitor {number} saw the museum.",
                    )
                except httpx.HTTPError:
                    continue
                if done.status_code == 201:
                    kept.append(f"n{number}.txt")

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    adding = threading.Thread(target=add)
    for each in (*asking, adding):
        each.start()
    for _ in range(CLIENTS):
        assert begun.acquire(timeout=120)
    one.process.kill()
    for each in (*asking, adding):
        each.join(PATIENCE)
        assert not each.is_alive(), (reloads, wrong, kept, two.log.read_text())
    assert not wrong
    assert max(map(len, reloads)) <= 1, reloads
    with two.http() as client:
        listed = client.get("/api/v1/sources").raise_for_status().json()["sources"]
    assert kept
    assert set(kept) <= {each["path"] for each in listed}


def _the_server_is_away(server: TestServer, address: str, key: str, besa: Besa) -> None:
    """A question says so, in the page, to a program and at the command line; and is answered when it is back."""
    asked = {"question": EGGS}
    with (
        Visitor(address, key) as visitor,
        httpx.Client(base_url=address, timeout=120, headers={"authorization": f"Bearer {key}"}) as program,
    ):
        visitor.ask(EGGS)
        server.kill()
        wait_until(lambda: program.get("/health/ready").status_code == 503)
        refused = program.post("/api/v1/ask", json=asked)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, str(AWAY_SECONDS))
        assert refused.json()["reason"] == AWAY
        for path in ("/besa/documents", "/api/v1/sources", "/besa/shared/" + "0" * 32):
            assert program.get(path).status_code == 503, path
        assert AWAY in visitor.chat(EGGS)
        told = besa("ask", EGGS)
        assert told.returncode == 1
        assert "cannot be reached" in told.stderr
        assert "try again" in told.stderr
        server.start()
        wait_until(lambda: program.post("/api/v1/ask", json=asked).status_code == 200)
        assert "two thousand" in visitor.ask(EGGS).text
