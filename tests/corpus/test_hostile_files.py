"""A folder of files that mean harm: each is told what becomes of it, soon, and the good ones go in."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ReadError
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from tests.support.hostile import EITHER, GOES_IN, SECRET, Hostile
from tests.support.hostile_packages import packages
from tests.support.hostile_pdfs import pdfs
from tests.support.hostile_texts import texts
from tests.support.paths import ROOT

MIB = 2**20
PARENTS_MEMORY = 1200 * MIB
GOOD = "The ferry to Skagen leaves at seven."
ADDING = """
import json, resource, sys
from dataclasses import asdict
from pathlib import Path
from corpus.folders.importer import add_files
from corpus.store.library import Library
from corpus.folders.discovery import find_files
from corpus.readers.sandbox.reader import Limits, Reader

library, folder, parents, file_bytes, memory, seconds = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(parents), int(parents)))
with Reader(Limits(int(file_bytes), int(memory), float(seconds))) as reader:
    for outcome in add_files(Library.open(Path(library)), find_files([Path(folder)]), reader):
        print(json.dumps(asdict(outcome)), flush=True)
"""
ODD_NAMES = (
    "two\nlines.txt",
    "\"quoted\" 'name'.txt",
    "\u202etxt.exe\u202c.txt",
    "-rf.txt",
    "$(touch besa-was-here).txt",
    "`touch besa-was-here`.txt",
    "<img src=x onerror=alert(1)>.txt",
    "[bold]red[-].txt",
    "%s%n{0}.txt",
    "\x1b[31mred.txt",
    "CON.txt",
    "ä" * 125 + ".txt",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Hostile]:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(SECRET)
    return {each.name: each for each in (*texts(secret.as_uri()), *pdfs(), *packages(secret.as_uri()))}


@pytest.fixture(scope="module")
def folder(hostile: dict[str, Hostile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("folder")
    for kind in ("certain", "either"):
        (folder / kind).mkdir()
    for name, each in hostile.items():
        (folder / ("either" if each.reason == EITHER else "certain") / name).write_bytes(each.data)
    (folder / "certain" / "zz-good.txt").write_text(GOOD)
    return folder


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    """Those that may go in or fail have little time, so that they take little."""
    certain = added(folder / "certain", folder, seconds=60)
    return certain | added(folder / "either", folder, seconds=1)


def test_there_are_more_than_a_hundred_hostile_files(hostile: dict[str, Hostile]) -> None:
    assert len(hostile) > 100


def test_every_hostile_file_gets_its_line_and_the_good_one_goes_in(
    outcomes: dict[str, dict[str, Any]], hostile: dict[str, Hostile]
) -> None:
    assert outcomes.keys() == {*hostile, "zz-good.txt"}
    assert outcomes["zz-good.txt"]["status"] == "added"
    wrong = []
    for name, each in hostile.items():
        outcome = outcomes[name]
        if each.reason is GOES_IN:
            as_expected = outcome["status"] == "added"
        elif outcome["status"] == "added":
            as_expected = each.reason == EITHER
        else:
            as_expected = bool(re.search(each.reason, outcome["reason"]))
        if not as_expected:
            wrong.append((name, outcome["status"], outcome["reason"]))
    assert not wrong


def test_every_reason_is_one_line_that_says_what_to_do(outcomes: dict[str, dict[str, Any]]) -> None:
    reasons = [row["reason"] for row in outcomes.values() if row["status"] == "failed"]
    assert len(reasons) > 20
    for reason in reasons:
        assert len(reason.splitlines()) == 1
        assert len(reason) < 300
        assert "Error" not in reason
        assert re.search(r"[;:,] (?:\w+ ){1,}", reason)


def test_nothing_of_another_file_or_of_an_entity_comes_in(outcomes: dict[str, dict[str, Any]], folder: Path) -> None:
    assert outcomes
    library = Library.open(folder / "library")
    for record in library.documents():
        text = library.document(record.id).text
        assert SECRET not in text
        assert "root:" not in text
        assert "haha" not in text
    library.close()
    assert not Path("/tmp/besa-was-here").exists()
    assert not Path("/etc/besa-was-here").exists()


def test_what_is_no_file_fails_and_the_file_beside_it_goes_in(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a-pipe.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "b-socket.txt"))
    (tmp_path / "c-device.txt").symlink_to("/dev/zero")
    (tmp_path / "d-circle.txt").symlink_to(tmp_path / "d-circle.txt")
    (tmp_path / "e-nothing.txt").symlink_to(tmp_path / "nowhere.txt")
    with (tmp_path / "f-two-gigabytes.txt").open("wb") as file:
        file.truncate(2 * 2**30)
    (tmp_path / "g-folder.pdf").mkdir()
    (tmp_path / "g-folder.pdf" / "inside.txt").write_text(GOOD)
    (tmp_path / "h-loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "i-good.txt").write_text(GOOD + " And at nine.")
    rows = added(tmp_path, tmp_path)
    assert {name: row["status"] for name, row in rows.items()} == {
        **dict.fromkeys(("a-pipe.txt", "b-socket.txt", "c-device.txt", "d-circle.txt", "e-nothing.txt"), "failed"),
        "f-two-gigabytes.txt": "failed",
        "inside.txt": "added",
        "i-good.txt": "added",
    }
    assert "larger than" in rows["f-two-gigabytes.txt"]["reason"]
    assert "pipe or device" in rows["a-pipe.txt"]["reason"]


def test_a_very_deep_folder_is_no_obstacle(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    (tmp_path / "good.txt").write_text(GOOD)
    try:
        assert added(tmp_path, tmp_path)["good.txt"]["status"] == "added"
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # pytest's own way of removing it would fail


def test_odd_names_are_only_names(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number, name in enumerate(ODD_NAMES):
        (files / name).write_text(f"{GOOD} Ferry {number}.")
    rows = added(files, tmp_path)
    assert {name: row["status"] for name, row in rows.items()} == dict.fromkeys(ODD_NAMES, "added")


def test_a_name_that_is_no_text_fails_with_its_reason_on_the_command_line_too(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    strange = os.fsencode(files) + b"/caf\xe9.txt"
    try:
        os.close(os.open(strange, os.O_CREAT | os.O_WRONLY))
    except OSError:
        pytest.skip("this file system has no such names")
    for flags in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "app.py", "add", "--library", tmp_path / "library", *flags, files],
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "HF_HUB_OFFLINE": "1"},
        )
        assert b"Traceback" not in done.stderr
        assert done.returncode == 1
        assert b"not valid UTF-8" in done.stdout + done.stderr


def test_the_limits_are_options_of_add(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text("lamp " * 300_000)
    done = subprocess.run(
        [sys.executable, "app.py", "add", "--library", tmp_path / "library", "--max-file-size", "1", tmp_path],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 1
    assert "larger than 1 MiB" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_written_to_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_text(GOOD)
    true_open, turns = os.open, iter(range(99))

    def open_and_write(name: Any, *rest: Any, **more: Any) -> int:
        if name == path and (turn := next(turns)) < busy:
            path.write_text(f"{GOOD} {'x' * (turn + 1)}")
        return true_open(name, *rest, **more)

    monkeypatch.setattr(os, "open", open_and_write)
    with Reader() as reader:
        busy = 2
        assert reader.load(path).data == f"{GOOD} xx".encode()
        busy, turns = 99, iter(range(99))
        with pytest.raises(ReadError, match="nobody is writing"):
            reader.load(path)


def test_a_file_that_goes_away_before_it_is_read_fails_alone(tmp_path: Path) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in files:
        path.write_text(f"{GOOD} {path.name}")
    library = Library.open(tmp_path / "library")
    with Reader() as reader:
        adding = add_files(library, files, reader)
        assert next(adding).status == "added"
        files[1].unlink()
        gone = next(adding)
    library.close()
    assert gone.status == "failed"
    assert "the file is gone" in str(gone.reason)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit of this kind")
def test_a_reading_process_whose_owner_was_killed_does_not_go_on_for_ever(tmp_path: Path) -> None:
    slow = next(each for each in pdfs() if each.name == "form-in-itself.pdf")
    (tmp_path / "slow.pdf").write_bytes(slow.data)
    code = (
        "import sys; from pathlib import Path; from corpus.readers.sandbox.reader import *\n"
        "reader = Reader(Limits(seconds=4)); file = reader.load(Path(sys.argv[1]))\n"
        "print('go', flush=True); list(reader.parse(file))"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "slow.pdf"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    owner.stdout.readline()
    children = Path(f"/proc/{owner.pid}/task/{owner.pid}/children")
    if not children.exists():
        owner.kill()
        pytest.skip("this system does not list child processes")
    until = time.monotonic() + 120
    while not (workers := children.read_text().split()) and time.monotonic() < until:
        time.sleep(0.05)
    (worker,) = workers
    time.sleep(1)
    owner.kill()
    owner.wait()
    while Path("/proc", worker, "cmdline").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert time.monotonic() < until


def added(folder: Path, home: Path, seconds: float = 20) -> dict[str, dict[str, Any]]:
    """Adds a folder in a process of its own and returns the lines by file name."""
    limits = map(str, (PARENTS_MEMORY, 24 * MIB, 1024 * MIB, seconds))
    done = subprocess.run(
        [sys.executable, "-c", ADDING, home / "library", folder, *limits],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=280,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(row["path"]).name: row for row in rows}
