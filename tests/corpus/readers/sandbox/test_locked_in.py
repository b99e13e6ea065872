"""A reader that a file has taken over: it gets no network, no file, no secret and no other process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpus.processes.lockdown import landlock, seccomp
from corpus.readers.ocr import tesseract
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this system has no Landlock")
needs_seccomp = pytest.mark.skipif(not seccomp.is_available(), reason="this system has no libseccomp")
SECRET = "a secret of the person"
_TAKEN_OVER = """
import json, os, pathlib, resource, signal, socket, subprocess, sys, threading
from corpus.documents import Content, Metadata, Part, Span
from corpus.readers.sandbox import worker
from corpus.processes.lockdown import programs
from corpus.readers.ocr import tesseract

def read(data, *rest):
    found = {}
    for name, attempt in json.loads(data[len(b"%PDF-"):]).items():
        try:
            found[name] = repr(eval(attempt))
        except BaseException as error:
            found[name] = type(error).__name__
    text = json.dumps(found)
    yield Part(Content(text, Metadata("report"), "text/plain", Span(0, len(text))))

worker.read = read
worker.main(int(sys.argv[1]), float(sys.argv[2]))
"""
"""A reading process that does what the file says, in Python, and reports what came of each attempt."""


@pytest.fixture(scope="module")
def attempted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., dict[str, str]]]:
    """Have attempts made by a reading process: by name, what came of each, or the error."""
    start, folder = subprocess.Popen, tmp_path_factory.mktemp("hostile")

    def start_hostile(command: list[str], **how: Any) -> Any:
        hostile = [command[0], "-c", _TAKEN_OVER, *command[3:]] if command[1] == "-m" else command
        return start(hostile, **how)

    with pytest.MonkeyPatch.context() as patch, Reader() as reader:
        patch.setattr(subprocess, "Popen", start_hostile)
        patch.setenv("BESA_TEST_SECRET", SECRET)

        def attempt(**attempts: str) -> dict[str, str]:
            path = folder / "hostile.pdf"
            path.write_bytes(b"%PDF-" + json.dumps(attempts).encode())
            (part,) = reader.parse(reader.load(path))
            found: dict[str, str] = json.loads(part.content.text)
            return found

        yield attempt


def test_it_has_none_of_the_environment_but_what_programs_need(attempted: Callable[..., dict[str, str]]) -> None:
    found = attempted(environment="sorted(os.environ)", named="os.environ.get('BESA_TEST_SECRET')")
    assert found["named"] == "None"
    assert SECRET not in found["environment"]
    assert "'PATH'" in found["environment"]


@needs_seccomp
def test_it_opens_no_socket_of_any_kind(attempted: Callable[..., dict[str, str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = attempted(
            tcp=f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)",
            udp="socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
            six="socket.socket(socket.AF_INET6)",
            local="socket.socket(socket.AF_UNIX)",
            name="socket.getaddrinfo('example.org', 80)",
        )
    assert set(found.values()) <= {"PermissionError", "gaierror"}, found


@needs_landlock
def test_it_reads_and_writes_no_file_of_the_person(attempted: Callable[..., dict[str, str]], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(SECRET)
    named = {"letter": repr(str(tmp_path / "letter.txt")), "new": repr(str(tmp_path / "new.txt"))}
    found = attempted(
        reads=f"open({named['letter']}).read()",
        lists=f"os.listdir({str(tmp_path)!r})",
        overwrites=f"open({named['letter']}, 'w')",
        appends=f"open({named['letter']}, 'a')",
        makes=f"open({named['new']}, 'w')",
        deletes=f"os.unlink({named['letter']})",
        moves=f"os.rename({named['letter']}, {named['new']})",
        links=f"os.link({named['letter']}, 'here')",
        home="os.listdir(" + repr(str(Path.home())) + ")",
        other_process=f"open('/proc/{os.getpid()}/environ').read()",
    )
    assert set(found.values()) <= {"PermissionError"}, found
    assert (tmp_path / "letter.txt").read_text() == SECRET
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@needs_seccomp
def test_it_changes_nothing_about_a_file_that_it_may_not_open(
    attempted: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text(SECRET)
    letter, before = repr(str(tmp_path / "letter.txt")), (tmp_path / "letter.txt").stat()
    found = attempted(
        mode=f"os.chmod({letter}, 0o777)",
        owner=f"os.chown({letter}, 1, 1)",
        times=f"os.utime({letter}, (0, 0))",
        shorter=f"os.truncate({letter}, 0)",
        attribute=f"os.setxattr({letter}, 'user.a', b'')",
    )
    assert set(found.values()) == {"PermissionError"}, found
    assert (tmp_path / "letter.txt").stat() == before


@needs_seccomp
def test_it_starts_no_process_and_no_program(attempted: Callable[..., dict[str, str]]) -> None:
    found = attempted(
        forks="[os.fork() for _ in range(1000)]",
        spawns="os.posix_spawn('/bin/true', ['true'], {})",
        runs="subprocess.run(['true'])",
        becomes="os.execv('/bin/true', ['true'])",
        by_runner="programs.run(['/bin/true'], b'', 5)",
    )
    assert set(found.values()) <= {"PermissionError", "OSError"}, found


@needs_seccomp
def test_it_does_nothing_to_other_processes(attempted: Callable[..., dict[str, str]]) -> None:
    found = attempted(
        one=f"os.kill({os.getpid()}, signal.SIGTERM)",
        every="os.kill(-1, signal.SIGTERM)",
        leaves="os.setsid()",
        more_memory="resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))",
        namespace="__import__('ctypes').CDLL(None, use_errno=True).unshare(0x10000000)",
    )
    assert found.pop("namespace") == "-1"
    assert set(found.values()) <= {"PermissionError", "ValueError"}, found


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits on Windows")
def test_it_writes_into_its_own_folder_and_no_huge_file(attempted: Callable[..., dict[str, str]]) -> None:
    found = attempted(
        little="pathlib.Path(os.environ['TMPDIR'], 'a').write_bytes(b'a')",
        huge="os.ftruncate(os.open(os.environ['TMPDIR'] + '/b', os.O_CREAT | os.O_RDWR), 2**40)",
        memory="bytearray(2**50)",
    )
    assert found == {"little": "1", "huge": "OSError", "memory": "MemoryError"}


@pytest.mark.skipif(not tesseract.is_installed(), reason="Tesseract is not installed")
def test_tesseract_can_be_run_for_it(attempted: Callable[..., dict[str, str]]) -> None:
    found = attempted(languages="tesseract.installed_languages()", path="tesseract.program()")
    assert found == {"languages": repr(tesseract.installed_languages()), "path": repr(tesseract.program())}


def test_threads_are_no_processes(attempted: Callable[..., dict[str, str]]) -> None:
    assert attempted(thread="threading.Thread(target=int).start()") == {"thread": "None"}
