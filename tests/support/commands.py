"""Commands of Besa as whole processes: started anew, or forked from one that has imported Besa (`command_server`)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Done = subprocess.CompletedProcess[str]
    Run = Callable[..., Done]
    """Arguments, the environment and standard input go in; where it forks, the path of standard output may, too."""

PATIENCE = 240.0
"""Seconds that a command may take on a busy machine."""


def started(arguments: tuple[str, ...], environment: Mapping[str, str], stdin: str = "") -> Done:
    """Start the installed command, as a person does."""
    return subprocess.run(
        [Path(sys.executable).with_name("besa"), *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        timeout=PATIENCE,
        env=environment,
    )


@contextmanager
def command_server(environment: Mapping[str, str]) -> Iterator[Run]:
    """Yield what runs a command as `started` does, at a fraction of the cost; the same where processes do not fork."""
    if sys.platform != "linux":
        yield started
        return
    here, there = socket.socketpair()
    with here, TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.support.command_server", str(there.fileno())]
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL
        )
        there.close()
        here.settimeout(PATIENCE)
        try:
            yield _Client(here, Path(folder)).run
        finally:
            here.shutdown(socket.SHUT_RDWR)
            server.wait(PATIENCE)


class _Client:
    def __init__(self, server: socket.socket, folder: Path) -> None:
        self._server = server
        self._answers = server.makefile("rb")
        self._streams = [folder / name for name in ("stdin", "stdout", "stderr")]

    def run(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], stdin: str = "", stdout: str | None = None
    ) -> Done:
        for path, text in zip(self._streams, (stdin, "", ""), strict=True):
            path.write_text(text, "utf-8")
        given, printed, said = map(os.fspath, self._streams)
        request = {
            "arguments": arguments,
            "environment": dict(environment),
            "folder": os.fspath(Path.cwd()),
            "streams": [given, stdout or printed, said],
        }
        self._server.sendall(json.dumps(request).encode() + b"\n")
        answer = self._answers.readline()
        assert answer, "the server of commands has ended"
        output, errors = (path.read_text("utf-8") for path in self._streams[1:])
        return subprocess.CompletedProcess(list(arguments), int(answer), output, errors)
