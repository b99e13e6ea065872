"""`besa serve` as a process, and visitors who ask as the page does: through gradio's queue, one session each."""

from __future__ import annotations

import json
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Self

import httpx

from benchmarks.errors import MeasurementFailed
from benchmarks.processes import ROOT, besa, environment
from bot.wording.labels import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

TOKEN = "a token for what is measured"  # noqa: S105
"""What lets in whoever adds and removes documents."""
_PATIENCE = 300.0
"""Seconds: for a page to come up, for an answer."""
_LAST_WORDS = 2_000
_ANSWERS = (f"[{ENGLISH.link}](", ENGLISH.not_found)
"""One of them stands in every reply but one that something went wrong."""


@dataclass(frozen=True, slots=True)
class Served:
    """A page that is being served: from `begun`, a reading of the clock, it took `seconds` until it came.

    What its process says goes to `messages`.
    """

    address: str
    process: int
    begun: float
    seconds: float
    messages: IO[str]


@contextmanager
def serving(library: Path) -> Iterator[Served]:
    """The page over a library, until the block ends. Raises MeasurementFailed where it does not come up."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = besa("--library", str(library), "serve", "--no-browser", "--port", str(port))
    with TemporaryFile("w+") as messages:
        begun = time.perf_counter()
        variables = {**environment(), "BESA_TOKEN": TOKEN}
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=messages, stderr=messages)
        try:
            _wait(address, process, messages)
            yield Served(address, process.pid, begun, time.perf_counter() - begun, messages)
        finally:
            _end(process)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the page said, and after how long the whole of it had come."""

    seconds: float
    text: str


class Visitor:
    """One visitor's session; a context manager. Each question is asked as the page asks it."""

    def __init__(self, address: str, token: str | None = None, source: str | None = None) -> None:
        """`source` is the address that the visitor comes from, of those that this machine has."""
        shown = {"authorization": f"Bearer {token}"} if token else {}
        transport = httpx.HTTPTransport(local_address=source)
        self._http = httpx.Client(base_url=address, timeout=_PATIENCE, headers=shown, transport=transport)
        self._session = secrets.token_hex(8)
        config = self._http.get("/config").raise_for_status().json()
        self._prefix = config.get("api_prefix", "")
        self._handlers = {each["api_name"]: each["id"] for each in config["dependencies"] if each.get("api_name")}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def ask(self, question: str) -> Reply:
        """Raises MeasurementFailed for anything but an answer, or that there is none."""
        begun = time.perf_counter()
        output = self._outcome(self._join("submit", question, None, ""))
        taken = time.perf_counter() - begun
        bubbles = output["data"][0]
        if not isinstance(bubbles, list):
            raise MeasurementFailed(f"The page did not ask {question!r}")
        said = " ".join(part["text"] for bubble in bubbles[-1:] for part in bubble["content"])
        if not any(each in said for each in _ANSWERS):
            raise MeasurementFailed(f"The page gave no answer to {question!r}: {said[:_LAST_WORDS]}")
        return Reply(taken, said)

    def chat(self, question: str) -> str:
        """All that the chat says once a question is answered."""
        bubbles = self._outcome(self._join("submit", question, None, ""))["data"][0]
        return "\n".join(part["text"] for bubble in bubbles for part in bubble["content"])

    def ask_for_follow_ups(self) -> None:
        """As the page does after every answer; nobody waits for them."""
        self._join("follow_ups", None)

    def begin_anew(self) -> None:
        """A new conversation, as with the page's button."""
        self._outcome(self._join("new_conversation"))

    def add(self, name: str, text: str) -> str:
        """Hands a document in, as when it is dropped into the page; its id. Raises MeasurementFailed if it fails."""
        host = self._http.base_url.netloc.decode()
        headers = {"Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        got = self._http.post("/besa/documents", params={"name": name}, content=text.encode(), headers=headers)
        if got.is_error or got.json().get("status") not in ("added", "updated"):
            raise MeasurementFailed(f"The page did not take {name}: {got.status_code} {got.text[:_LAST_WORDS]}")
        return str(got.json()["document"])

    def remove(self, document: str) -> None:
        """Removes a document. Raises MeasurementFailed if it fails."""
        host = self._http.base_url.netloc.decode()
        headers = {"Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        got = self._http.delete(f"/besa/documents/{document}", headers=headers)
        if got.is_error:
            raise MeasurementFailed(f"The page did not remove {document}: {got.status_code} {got.text[:_LAST_WORDS]}")

    def _join(self, handler: str, *data: object) -> str:
        asked = {"data": data, "fn_index": self._handlers[handler], "session_hash": self._session, "event_data": None}
        got = self._http.post(f"{self._prefix}/queue/join", json=asked)
        if got.is_error:
            raise MeasurementFailed(f"The page refused {handler}: {got.status_code} {got.text[:_LAST_WORDS]}")
        return str(got.json()["event_id"])

    def _outcome(self, event: str) -> Any:
        with self._http.stream("GET", f"{self._prefix}/queue/data", params={"session_hash": self._session}) as lines:
            for line in lines.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("event_id") == event and message["msg"] == "process_completed":
                    if not message["success"]:
                        raise MeasurementFailed(f"The page failed: {line[:_LAST_WORDS]}")
                    return message["output"]
        raise MeasurementFailed("The page closed the connection before it answered.")


def source(number: int) -> str | None:
    """An address of this machine for a visitor with this number, from 0: on Linux, it has many of its own."""
    return f"127.0.0.{10 + number % 240}" if sys.platform == "linux" else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], messages: IO[str]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(address, timeout=_PATIENCE).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    messages.seek(0)
    raise MeasurementFailed(f"The page did not come up: {messages.read()[-_LAST_WORDS:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
