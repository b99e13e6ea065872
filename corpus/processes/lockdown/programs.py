"""Programs of the system that a reader has run for it, as LibreOffice and Tesseract.

A confined reader can start none. Before it is confined it divides in two: the runner, which sees no file's bytes but
hands them on, may start the programs that are named beforehand, and no others; both are confined then.
"""

from __future__ import annotations

import math
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from corpus.processes.frames import messages, receive, send
from corpus.processes.lockdown.environment import small_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PATIENCE = 10
"""Seconds on the clock for each second of processor time: a busy machine is no reason to give up."""
_MORE_PROCESSES = 1024
"""Processes and threads that a person may have beyond those of now for a program to start another (not for root)."""
_SUBREAPER = 36  # of prctl
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
_ADDED = {"OMP_THREAD_LIMIT": "1", **dict.fromkeys(_PROXIES, "http://127.0.0.1:9")}
"""Programs work on one thread, so that as many can run as there are cores, and are told that there is no network."""


class Run(msgspec.Struct, frozen=True):
    """A program to be run; `data`, a frame of its own, goes to its standard input.

    It may take so many `seconds` of processor time, and by the clock as many as `patience` says.
    """

    command: tuple[str, ...]
    folder: str
    seconds: float
    patience: float


class Ran(msgspec.Struct, frozen=True):
    """What became of it: its exit status, or None where it took too long. What it printed is a frame of its own."""

    status: int | None
    error: str = ""


class Finished(msgspec.Struct, frozen=True):
    """A program that has ended: its exit status, None where it took too long, and what it printed."""

    status: int | None
    output: bytes


class _Runner:
    """The way to the process that runs programs; one thread at a time."""

    def __init__(self, requests: IO[bytes], replies: IO[bytes]) -> None:
        self._requests, self._replies = requests, replies
        self._lock = threading.Lock()

    def run(self, wanted: Run, data: bytes) -> Finished:
        try:
            with self._lock:
                send(self._requests, msgspec.msgpack.encode(wanted))
                send(self._requests, data)
                ran = msgspec.msgpack.decode(receive(self._replies), type=Ran)
                output = receive(self._replies)
        except EOFError as error:
            raise OSError("what runs programs has ended") from error
        if ran.error:
            raise OSError(ran.error)
        return Finished(ran.status, output)


_runner: _Runner | None = None


def run(command: Sequence[str], data: bytes, seconds: float, folder: str = "", patience: float = _PATIENCE) -> Finished:
    """Run a program to its end in a folder that is its home, with a small environment and without a shell.

    It may take `seconds` of processor time, and `patience` times as many by the clock. Raises OSError where it cannot
    be run.
    """
    wanted = Run(tuple(command), folder or tempfile.gettempdir(), seconds, patience * seconds)
    return _run(wanted, data) if _runner is None else _runner.run(wanted, data)


def start_runner(programs: Sequence[str], confine: Callable[[], None]) -> None:
    """Let `run` of this process, which must have one thread, run these programs alone, in another one.

    That one calls `confine`, and ends with this one, and with it what it has started.
    """
    global _runner
    requests_read, requests_write = os.pipe()
    replies_read, replies_write = os.pipe()
    if os.fork() == 0:
        os.close(requests_write)
        os.close(replies_read)
        _serve(requests_read, replies_write, programs, confine)
    os.close(requests_read)
    os.close(replies_write)
    _runner = _Runner(os.fdopen(requests_write, "wb"), os.fdopen(replies_read, "rb"))


def _serve(requests: int, replies: int, programs: Sequence[str], confine: Callable[[], None]) -> None:
    """Run what is asked for until nobody is left to ask; does not return."""
    try:
        _let_go_of_standard_streams()
        _adopt_orphans()
        _limit_processes()
        confine()
        threading.Thread(target=_end_after, args=(requests,), daemon=True).start()
        received = messages(os.fdopen(requests, "rb", closefd=False))
        with os.fdopen(replies, "wb") as stream:
            for request, data in zip(received, received, strict=False):
                ran, output = _tried(msgspec.msgpack.decode(request, type=Run), data, programs)
                send(stream, msgspec.msgpack.encode(ran))
                send(stream, output)
    finally:
        os._exit(0)


def _tried(wanted: Run, data: bytes, programs: Sequence[str]) -> tuple[Ran, bytes]:
    if not wanted.command or wanted.command[0] not in programs:
        return Ran(None, "this program may not be run"), b""
    try:
        finished = _run(wanted, data)
    except OSError as error:
        return Ran(None, error.strerror or str(error)), b""
    finally:
        _end_children()
    return Ran(finished.status), finished.output


def _run(wanted: Run, data: bytes) -> Finished:
    with subprocess.Popen(  # no shell; the arguments are ours
        wanted.command,
        cwd=wanted.folder,
        env={**small_environment(wanted.folder), **_ADDED},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        _limit_processor_time(running.pid, wanted.seconds)
        try:
            output, _ = running.communicate(data, timeout=wanted.patience)
        except subprocess.TimeoutExpired:
            running.kill()
            return Finished(None, b"")
    took_too_long = sys.platform != "win32" and running.returncode == -signal.SIGXCPU
    return Finished(None if took_too_long else running.returncode, output)


def _limit_processor_time(process: int, seconds: float) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(ProcessLookupError):  # it has failed already
            resource.prlimit(process, resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 1))


def _limit_processes() -> None:
    """Let the programs start no endless number of others, on systems that count them for each person."""
    if sys.platform == "linux":
        import resource

        own = sum(len(list(tasks.iterdir())) for tasks in Path("/proc").glob("[0-9]*/task") if _is_own(tasks))
        _, most = resource.getrlimit(resource.RLIMIT_NPROC)
        limit = own + _MORE_PROCESSES
        if most == resource.RLIM_INFINITY or limit < most:
            resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))


def _is_own(path: Path) -> bool:
    try:
        return path.stat().st_uid == os.getuid()
    except OSError:
        return False


def _let_go_of_standard_streams() -> None:
    """Hold no end of the pipes between the reader and who asked it, which would hide that one of them is gone."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)


def _adopt_orphans() -> None:
    """Be the parent of what the programs leave behind, so that it can be ended."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_SUBREAPER, *map(ctypes.c_ulong, (1, 0, 0, 0)))


def _end_children() -> None:
    """End all that is still running of what this process has started."""
    while children := _children():
        for each in children:
            with suppress(OSError):
                os.kill(each, signal.SIGKILL)
                os.waitpid(each, 0)


def _children() -> list[int]:
    listed = [path.read_text() for path in Path("/proc/self/task").glob("*/children")]
    return [int(each) for line in listed for each in line.split()]


def _end_after(requests: int) -> None:
    """End this process and what it has started once nobody is left to ask."""
    hung_up = select.poll()
    hung_up.register(requests, 0)
    hung_up.poll()
    os.killpg(os.getpgrp(), signal.SIGKILL)
