"""A page that another process serves, started as a person would and asked as the page asks."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import httpx

from benchmarks.serving import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

PATIENCE = 240.0
"""Seconds: the sample library may have to be made first, on a busy machine."""
TOKEN = "a token for the tests"
"""What lets in whoever has it; `own_environment` says it to what is started."""
RAID = "Who raided Ashraf-3?"
"""A question that the sample library answers."""
_SHOWN = {"authorization": f"Bearer {TOKEN}"}


@dataclass
class Served:
    """The page at an address, and what its process has said; all of it once the process has ended."""

    address: str
    said: str = ""
    hear: Callable[[], str] = str

    def answer(self, question: str = RAID) -> str:
        with Visitor(self.address, TOKEN) as visitor:
            return visitor.ask(question).text

    def page(self) -> str:
        return httpx.get(self.address, timeout=60, headers=_SHOWN).raise_for_status().text

    def documents(self) -> dict[str, Any]:
        listed: dict[str, Any] = httpx.get(f"{self.address}/besa/documents", headers=_SHOWN).raise_for_status().json()
        return listed

    def add(self, name: str, text: str) -> httpx.Response:
        """Hands a document in, as when whoever has the link drops it into the page."""
        headers = {"origin": self.address, "sec-fetch-site": "same-origin", "authorization": f"Bearer {TOKEN}"}
        address = f"{self.address}/besa/documents"
        return httpx.post(address, params={"name": name}, content=text.encode(), headers=headers, timeout=60)


@contextmanager
def served(
    command: Sequence[str | Path], address: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[Served]:
    """The page, once it comes; then Ctrl+C, which must end the process in good order."""
    page = Served(address)
    with TemporaryFile("w+") as output:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            env={**environment, "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

        def said() -> str:
            output.seek(0)
            return output.read()

        try:
            _wait(address, process)
            page.hear = said
            yield page
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)
        except BaseException as error:
            error.add_note(said())
            raise
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            page.said = said()
    assert process.returncode in (0, 130), page.said


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "it ended before a page came"
        try:
            httpx.get(address, timeout=60, headers=_SHOWN).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no page came to {address}")


def wait_until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Return once it holds. Raises AssertionError if that takes too long."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def own_environment(home: Path, **more: str) -> dict[str, str]:
    """A person's environment with a home of their own; what was exported for the run is there."""
    left_out = re.compile(r"BESA_|GRADIO_|PYTHON|VIRTUAL_ENV")
    return {
        **{name: value for name, value in os.environ.items() if not left_out.match(name)},
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")),  # noqa: PTH111
        "XDG_CONFIG_HOME": os.environ.get("XDG_CONFIG_HOME", os.path.expanduser("~/.config")),  # noqa: PTH111
        "HF_HUB_OFFLINE": "1",
        "NO_COLOR": "1",
        "BESA_TOKEN": TOKEN,
        **more,
    }
