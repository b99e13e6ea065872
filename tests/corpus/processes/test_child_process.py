"""A child process: what it is sent and sends, and that nothing is left of it."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.processes.child_process import ChildProcess, ProcessDied, TimeLimit
from corpus.processes.frames import messages, receive, send
from corpus.processes.supervisor import Supervisor
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ECHO = "tests.support.echo_process"
PATIENCE = 60.0


@pytest.fixture
def child() -> Iterator[ChildProcess]:
    child = ChildProcess(ECHO)
    yield child
    child.end()


def comes_true(said: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not said() and time.monotonic() < until:
        time.sleep(0.02)
    return said()


def is_running(pid: int) -> bool:
    """Not one that has ended and that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_messages_come_back_in_order_whatever_is_in_them(child: ChildProcess) -> None:
    sent = [b"", b"bees", bytes(range(256)), b"\n" * 100_000]
    child.send(*sent)
    assert [child.receive() for _ in sent] == sent


def test_what_a_child_prints_is_no_message(capfd: pytest.CaptureFixture[str]) -> None:
    child = ChildProcess(ECHO)
    child.send(b"print", b"bees")
    assert [child.receive(), child.receive()] == [b"printed", b"bees"]
    child.send(b"end")
    with pytest.raises(ProcessDied):
        child.receive()
    child.end()
    assert "a line that is no message" in capfd.readouterr().err


def test_a_quiet_child_s_standard_error_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    child = ChildProcess(ECHO, quiet=True)
    child.send(b"print", b"end")
    assert child.receive() == b"printed"
    with pytest.raises(ProcessDied):
        child.receive()
    child.end()
    assert capfd.readouterr().err == ""


def test_a_child_that_ended_cannot_be_spoken_to(child: ChildProcess) -> None:
    child.send(b"end")
    with pytest.raises(ProcessDied):
        child.receive()
    assert child.died
    with pytest.raises(ProcessDied):
        child.send(b"are you there?")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not list processes")
@pytest.mark.parametrize("way", [ChildProcess.kill, ChildProcess.end])
@pytest.mark.parametrize("ended", [False, True])
def test_what_a_child_has_started_ends_with_it(
    child: ChildProcess, way: Callable[[ChildProcess], None], ended: bool
) -> None:
    child.send(b"start")
    grandchild = int(child.receive())
    assert is_running(grandchild)
    if ended:
        child.send(b"end")
        assert comes_true(lambda: not is_running(child.id))
    way(child)
    assert comes_true(lambda: not is_running(grandchild))
    assert comes_true(lambda: not is_running(child.id))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not list processes")
def test_a_child_that_is_busy_ends_with_the_process_that_started_it_and_so_does_what_it_has_started() -> None:
    program = (
        "from corpus.processes.child_process import ChildProcess\n"
        f"child = ChildProcess({ECHO!r})\n"
        "child.send(b'start', b'hang')\n"
        "print(child.id, int(child.receive()), flush=True)\n"
        "input()"
    )
    pipe = subprocess.PIPE
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, cwd=ROOT)
    assert parent.stdout is not None
    family = [int(each) for each in parent.stdout.readline().split()]
    assert len(family) == 2
    assert all(map(is_running, family))
    parent.kill()
    parent.communicate()
    assert comes_true(lambda: not any(map(is_running, family)))


def test_a_child_ends_twice_without_harm(child: ChildProcess) -> None:
    child.end()
    child.end()
    child.kill()
    with pytest.raises(ProcessDied):
        child.receive()


def test_a_message_that_is_said_to_be_longer_than_may_come_is_not_waited_for() -> None:
    child = ChildProcess(ECHO, most_bytes=100)
    child.send(b"b" * 100, b"b" * 101)
    assert child.receive() == b"b" * 100
    with pytest.raises(ProcessDied):
        child.receive()
    child.end()


@pytest.mark.parametrize("length", [2**60, 2**63, 2**64 - 1])
def test_a_message_of_no_possible_length_ends_the_talk_and_nothing_else(child: ChildProcess, length: int) -> None:
    child.send(b"announce %d" % length)
    with pytest.raises(ProcessDied):
        child.receive()


def test_half_a_message_is_none() -> None:
    stream = io.BytesIO()
    send(stream, b"bees")
    whole = stream.getvalue()
    assert list(messages(io.BytesIO(whole + whole[:-1]))) == [b"bees"]
    with pytest.raises(EOFError, match="3 of 4 bytes"):
        receive(io.BytesIO(whole[:-1]))


def test_a_supervisor_starts_one_child_and_another_once_that_has_died() -> None:
    supervisor = Supervisor(lambda: ChildProcess(ECHO))
    first = supervisor.child()
    assert supervisor.child() is first
    first.send(b"end")
    with pytest.raises(ProcessDied):
        first.receive()
    second = supervisor.child()
    second.send(b"bees")
    assert second.receive() == b"bees"
    supervisor.end()
    third = supervisor.child()
    assert len({first.id, second.id, third.id}) == 3
    assert not is_running(second.id)
    supervisor.close()
    assert not is_running(third.id)


def test_a_supervisor_that_was_closed_starts_none() -> None:
    started = []

    def start() -> ChildProcess:
        started.append(ChildProcess(ECHO))
        return started[-1]

    supervisor = Supervisor(start)
    supervisor.child()
    supervisor.close()
    with pytest.raises(ProcessDied):
        supervisor.child()
    assert len(started) == 1


def test_a_time_limit_counts_the_time_inside_and_not_between() -> None:
    exceeded: list[float] = []
    limit = TimeLimit(0.2, lambda: exceeded.append(time.monotonic()))
    for _ in range(3):
        with limit:
            pass
        time.sleep(0.15)
    assert not exceeded
    assert not limit.exceeded
    with limit:
        assert comes_true(lambda: bool(exceeded))
    assert limit.exceeded


def test_a_time_limit_that_is_extended_is_exceeded_later() -> None:
    limit = TimeLimit(0.0, lambda: None)
    limit.extend(PATIENCE)
    with limit:
        time.sleep(0.05)
    assert not limit.exceeded
