"""Programs that are run for a confined process: which, for how long, and what they may do themselves."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.processes.lockdown import landlock, programs, seccomp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux")
_ROOT = Path(__file__).parents[3]
_CONFINED = """
import json, sys
from functools import partial
from corpus.processes.lockdown import confinement, programs
folder, *scripts = sys.argv[1:]
programs.start_runner(["/bin/sh"], partial(confinement.confine_programs, folder, ["/bin/sh"]))
confinement.confine_reader(folder)
print(json.dumps([programs.run(["/bin/sh", "-c", each], b"given", 20, folder).output.decode() for each in scripts]))
"""
"""A confined process that has the shell run scripts, and prints what they print."""


def printed_by(folder: Path, *scripts: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _CONFINED, str(folder), *scripts], cwd=_ROOT, capture_output=True, check=True
    )
    found: list[str] = json.loads(done.stdout)
    return found


def test_a_confined_process_has_a_program_run_in_its_folder_with_what_it_gives_it(tmp_path: Path) -> None:
    said, made = printed_by(tmp_path, "cat; echo; pwd; echo $HOME", "echo made > here && cat here; true & wait")
    assert said.split() == ["given", str(tmp_path), str(tmp_path)]
    assert made == "made\n"


@pytest.mark.skipif(not landlock.version(), reason="this system has no Landlock")
def test_a_program_reads_and_writes_no_file_of_the_person_and_runs_none_that_it_made(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("a secret")
    (tmp_path / "own").mkdir()
    scripts = (
        "cat ../letter.txt || echo refused",
        "(echo more >> ../letter.txt) || echo refused",
        "rm ../letter.txt || echo refused",
        "cp /bin/true made; ./made || echo refused",
        f"kill -0 {os.getpid()} || echo refused" if landlock.version() >= 6 else "echo refused",
    )
    assert printed_by(tmp_path / "own", *scripts) == ["refused\n"] * len(scripts)
    assert (tmp_path / "letter.txt").read_text() == "a secret"


@pytest.mark.skipif(not seccomp.is_available(), reason="this system has no libseccomp")
def test_a_program_has_no_network_no_namespace_and_no_other_group(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "socket"))
        local.listen()
        reach = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)"
        talk = "import socket; socket.socket(socket.AF_UNIX).connect('socket')"
        leave = "import os; os.setsid()"
        scripts = [f'{sys.executable} -c "{each}" 2>/dev/null || echo refused' for each in (reach, talk, leave)]
        found = printed_by(tmp_path, *scripts, "unshare --user true 2>/dev/null || echo refused")
    assert found == ["refused\n"] * 4


def test_what_a_program_leaves_running_ends_with_it(tmp_path: Path) -> None:
    (started,) = printed_by(tmp_path, "sleep 600 >/dev/null & echo $!")
    assert not Path(f"/proc/{started.strip()}").exists()


def test_only_the_programs_that_were_named_are_run(tmp_path: Path) -> None:
    script = _CONFINED.replace('run(["/bin/sh"', 'run(["/bin/bash"')
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path), ":"], cwd=_ROOT, capture_output=True)
    assert b"OSError: this program may not be run" in done.stderr


def test_a_program_has_so_much_time_and_no_more() -> None:
    assert programs.run(["/bin/sh", "-c", "exec sleep 600"], b"", 0.1, patience=1).status is None
    assert programs.run(["/bin/sh", "-c", "exit 3"], b"", 20).status == 3
    with pytest.raises(OSError, match="No such file"):
        programs.run(["/nowhere/at-all"], b"", 1)
