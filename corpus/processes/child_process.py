"""A child process that is spoken to over pipes: it is started, timed and ended here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from corpus.processes.frames import ANY_LENGTH, receive, send
from corpus.processes.memory_watch import TOO_MUCH_MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

_DYING_SECONDS = 5.0
"""Time in which a process that has closed its pipes ends, if it is about to."""
_ROOT = Path(__file__).resolve().parents[2]


class ProcessDied(Exception):
    """A child process that ended before it replied, or replied with what is no message."""


class ChildProcess:
    """One Python module that runs as a process of its own, and the pipes to it.

    It leads a group of its own: Ctrl+C in a terminal does not reach it, and what it starts ends with it. Where this
    process ends without ending it, its standard input does, and it ends by itself.

    Args:
        module: Name of the module; `python -m` runs it, whatever the working directory.
        arguments: Arguments of the module.
        most_bytes: Longest message that it may send.
        quiet: What it writes to standard error is thrown away, instead of going to this process's own.
        environment: Its environment, instead of this process's own.
    """

    def __init__(
        self,
        module: str,
        *arguments: object,
        most_bytes: int = ANY_LENGTH,
        quiet: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            start_new_session=True,
            env=environment,
        )
        self._most_bytes = most_bytes
        self._ending = threading.Lock()
        self.died = False
        """True once a message could not be sent or received: the process is of no more use, and is to be ended."""

    @property
    def id(self) -> int:
        """Process id."""
        return self._process.pid

    def send(self, *messages: bytes) -> None:
        """Send messages, one after the other. Raises ProcessDied."""
        with self._noting_death():
            for message in messages:
                send(_require(self._process.stdin), message)

    def receive(self) -> bytes:
        """Wait for the next message and return it. Raises ProcessDied."""
        with self._noting_death():
            return receive(_require(self._process.stdout), self._most_bytes)

    def used_up_its_time(self) -> bool:
        """Return True if the process was ended by the limit on processor time that it had set itself."""
        return sys.platform != "win32" and self._exit_status() == -signal.SIGPROF

    def used_up_its_memory(self) -> bool:
        """Return True if the process ended itself because it took up too much memory (`MemoryWatch`)."""
        return self._exit_status() == TOO_MUCH_MEMORY

    def _exit_status(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_DYING_SECONDS)
        return None

    def kill(self) -> None:
        """Kill the process and what it has started; who waits for a message gets ProcessDied."""
        with self._ending:
            self._kill_group()

    def end(self) -> None:
        """Kill the process and what it has started, wait for its end and close the pipes."""
        with self._ending:
            self._kill_group()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                _require(pipe).close()

    def _kill_group(self) -> None:
        if self._process.returncode is not None:  # waited for, so its number may be another's by now
            return
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(OSError):  # macOS refuses where all of the group have ended and none was waited for
                os.killpg(self._process.pid, signal.SIGKILL)

    @contextmanager
    def _noting_death(self) -> Iterator[None]:
        if self.died:
            raise ProcessDied
        try:
            yield
        except (EOFError, OSError, ValueError, MemoryError) as error:
            self.died = True
            raise ProcessDied from error


class TimeLimit:
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


def _require(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the process was started without its pipes")
    return pipe
