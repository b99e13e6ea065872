"""The reading process as its owner sees it: it is started, asked, timed and ended here."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, TooLarge
from corpus.messages import Message
from corpus.readers.sandbox import protocol
from corpus.readers.sandbox.frames import receive, require_pipe, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

CRASHED = Message(
    "the reader crashed on this file, so it is corrupt or malicious; open it in its program and save it again"
)
"""The reason given for a file that ended the process, or made it reply with something else."""
_ROOT = Path(__file__).resolve().parents[3]
_LAST = (protocol.End, protocol.ReadFailure, protocol.DrawnPage)
"""Replies that nothing follows."""


class ReadingProcess:
    """One reading process and the pipes to it. It reads one file after the other, under limits.

    Args:
        memory_bytes: Memory that it may use (on Linux).
        seconds: Time that it may take for a file, besides the time for recognising text in scanned pages.
    """

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(
            [sys.executable, "-m", "corpus.readers.sandbox.worker", str(memory_bytes), str(seconds)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, request: protocol.Request, data: bytes) -> Iterator[protocol.Reply]:
        """Yield the replies about one file, to the last.

        Raises:
            TooLarge: Waiting for them took more seconds in all than the file may take.
            DamagedFile: The process died, or replied with something else.
        """
        requests, replies = require_pipe(self._process.stdin), require_pipe(self._process.stdout)
        limit = _TimeLimit(self._seconds, self._process.kill)
        try:
            with limit:
                send(requests, protocol.encode(request))
                send(requests, data)
            reply: protocol.Reply | None = None
            while not isinstance(reply, _LAST):
                with limit:
                    reply = protocol.decode_reply(receive(replies))
                if not isinstance(reply, protocol.ScannedPages):
                    yield reply
                elif isinstance(request, protocol.ReadRequest):
                    limit.extend(min(reply.pages, request.pages) * request.ocr_seconds)
        except (EOFError, BrokenPipeError, ValueError) as error:
            if limit.exceeded:
                raise TooLarge(
                    Message(
                        "reading it took longer than {seconds} seconds; split it into smaller files",
                        seconds=f"{self._seconds:g}",
                    )
                ) from error
            raise DamagedFile(CRASHED) from error

    def end(self) -> None:
        """Kill the process, wait for its end and close the pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                require_pipe(pipe).close()
            except BrokenPipeError:
                continue


def is_last(reply: protocol.Reply) -> bool:
    """Return True for a reply that nothing follows."""
    return isinstance(reply, _LAST)


class _TimeLimit:
    """A limit on the seconds spent in all its `with` blocks together; calls `on_exceeded` when they are used up."""

    def __init__(self, seconds: float, on_exceeded: Callable[[], None]) -> None:
        self._left = seconds
        self._on_exceeded = on_exceeded
        self.exceeded = False

    def __enter__(self) -> None:
        self._started = time.monotonic()
        self._timer = threading.Timer(max(0.0, self._left), self._exceed)
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._left -= time.monotonic() - self._started

    def extend(self, seconds: float) -> None:
        """Allow so many seconds more."""
        self._left += seconds

    def _exceed(self) -> None:
        self.exceeded = True
        self._on_exceeded()
