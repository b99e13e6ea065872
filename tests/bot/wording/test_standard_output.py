from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

if not Path("/dev/full").exists():
    pytest.skip("a full device is what Linux has", allow_module_level=True)

LENGTH = 300_000
WAYS = {
    "exactly": "output.print_exactly('x' * LENGTH)",
    "as JSON": "output.print_json({'text': 'x' * LENGTH})",
    "by rich": "output.results.print('x' * LENGTH, soft_wrap=True)",
    "little": "output.results.print('x')",
}
PROGRAM = """
import app
from bot.wording import output
LENGTH = {length}

@app.commands.command()
def prints() -> None:
    {statement}

app.main(["prints"])
"""


def run(way: str, unbuffered: str, stdout: int | None, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a command that prints, with a limit on the size of a file in bytes: it is a disk that is full there."""

    def prepare() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        if stdout is None:
            os.close(1)

    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(length=LENGTH, statement=WAYS[way])],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        preexec_fn=prepare,
        timeout=60,
    )


def assert_said(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1
    assert done.stderr.startswith("The output is not whole")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("way", WAYS)
def test_a_full_device_is_an_error(way: str, unbuffered: str) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    assert_said(run(way, unbuffered, full))
    os.close(full)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("way", ["exactly", "as JSON", "by rich"])
def test_a_write_that_is_cut_short_is_an_error(way: str, unbuffered: str, tmp_path: Path) -> None:
    with (tmp_path / "cut").open("wb") as file:
        assert_said(run(way, unbuffered, file.fileno(), limit=LENGTH // 2))
    assert (tmp_path / "cut").stat().st_size == LENGTH // 2


def test_a_closed_pipe_is_an_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    assert_said(run("exactly", "", writing))
    os.close(writing)


def test_a_closed_output_is_an_error() -> None:
    assert_said(run("little", "", None))


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_is_not_ready_at_once_gets_all(unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    reader = subprocess.Popen(["wc", "-c"], stdin=reading, stdout=subprocess.PIPE, text=True)
    os.close(reading)
    done = run("exactly", unbuffered, writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(reader.communicate(timeout=60)[0]) == LENGTH
