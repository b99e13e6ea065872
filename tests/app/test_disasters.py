"""Full disks, folders that cannot be written to, damaged files, and several processes at once."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.errors import BotError
from corpus.errors import CorpusError, LibraryError
from corpus.store.database import DATABASE
from corpus.store.library import Library
from embeddings.errors import EmbeddingError
from tests.support.fakes import FakeEncoder
from tests.support.killing import assert_sound
from tests.support.paths import ROOT
from tests.support.shelves import Shelf

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "Which lamp did keeper 7 light?"
ADDING = """
import sys
from pathlib import Path
from corpus.folders.importer import add_files
from corpus.store.library import Library
from corpus.errors import LibraryError
from corpus.folders.discovery import find_files
from corpus.readers.sandbox.reader import Reader
from embeddings.store.schema import EMBEDDINGS

try:
    with Reader() as reader:
        library = Library.open(Path(sys.argv[1]), EMBEDDINGS)
        for outcome in add_files(library, find_files([Path(sys.argv[2])]), reader):
            print(outcome.status, outcome.document, flush=True)
except LibraryError as error:
    print("refused", error)
"""
ASKING = """
import sys
from pathlib import Path
from tests.support.fakes import FakeEncoder
from tests.support.shelves import Shelf
from corpus.store.library import Library

library = Library.open(Path(sys.argv[1]))
print(library.store.read_only, len(library.documents()))
print(Shelf(library, FakeEncoder(), Path()).ask("Which lamp did keeper 7 light?").citations[0].excerpt)
"""


def write_files(folder: Path, count: int, first: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        text = f"Keeper {number} lit lamp{number}q in the evening. " * 20
        (folder / f"{number}.txt").write_text(text)
    return folder


def run(code: str, *arguments: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def in_a_namespace(script: str, *arguments: Path) -> list[str]:
    """Runs a shell script that may mount; skips where that is not allowed."""
    tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True) if shutil.which("unshare") else None
    if tried is None or tried.returncode:
        pytest.skip("only root may mount a file system for this")
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", script, "sh", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHON": sys.executable, "ADDING": ADDING, "ASKING": ASKING},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_full_disk_keeps_what_was_reported_and_says_so(tmp_path: Path) -> None:
    files = write_files(tmp_path / "files", 600)
    (tmp_path / "small").mkdir()
    script = """
        mount -t tmpfs -o size=1m tmpfs "$1/small"
        "$PYTHON" -c "$ADDING" "$1/small/library" "$1/files"
        cp -r "$1/small/library" "$1/kept"
    """
    *reported, last = in_a_namespace(script, tmp_path)
    assert last.startswith("refused")
    assert "Make room" in last
    library = Library.open(tmp_path / "kept")
    assert_sound(library)
    assert 0 < len(reported) < 600
    assert {line.split()[1] for line in reported} <= {record.id for record in library.documents()}
    library.close()
    assert len(run(ADDING, tmp_path / "kept", files)) == 600


def test_a_library_on_a_read_only_disk_answers_and_refuses_to_change(tmp_path: Path) -> None:
    files = write_files(tmp_path / "files", 10)
    run(ADDING, tmp_path / "library", files)
    write_files(files, 1, first=99)
    script = """
        mount --bind "$1/library" "$1/library"
        mount -o remount,ro,bind "$1/library"
        "$PYTHON" -c "$ASKING" "$1/library"
        "$PYTHON" -c "$ADDING" "$1/library" "$1/files"
    """
    lines = in_a_namespace(script, tmp_path)
    assert lines[0] == "True 10"
    assert "lamp7q" in lines[1]
    assert "cannot be written to" in lines[-1]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 40 documents with its index."""
    home = tmp_path_factory.mktemp("embedded")
    library = Library.open(home / "library")
    shelf = Shelf(library, FakeEncoder(), home / "files")
    shelf.add(**{f"f{number}": f"Keeper {number} lit lamp{number}q in the evening." for number in range(40)})
    shelf.ask(QUESTION)
    library.close()
    return home / "library"


def answers_of(folder: Path) -> list[str]:
    library = Library.open(folder)
    try:
        shelf = Shelf(library, FakeEncoder(), folder)
        return [citation.excerpt for citation in shelf.ask(QUESTION).citations]
    finally:
        library.close()


def derived(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(DATABASE))


@pytest.mark.parametrize("harm", ["flip", "truncate", "empty", "remove"])
def test_harm_to_a_derived_file_changes_no_answer(embedded: Path, tmp_path: Path, harm: str) -> None:
    before = answers_of(embedded)
    chance = random.Random(7)
    assert len(derived(embedded)) >= 2
    for name in derived(embedded):
        for turn in range(12 if harm == "flip" else 2):
            copy = shutil.copytree(embedded, tmp_path / f"{name}-{turn}")
            data = (copy / name).read_bytes()
            at = chance.randrange(len(data))
            match harm:
                case "flip":
                    (copy / name).write_bytes(flipped(data, at))
                case "truncate":
                    (copy / name).write_bytes(data[:at])
                case "empty":
                    (copy / name).write_bytes(b"")
                case _:
                    (copy / name).unlink()
            assert answers_of(copy) == before, f"{name} harmed at byte {at}"


def test_a_flipped_byte_in_the_library_is_noticed_or_does_no_harm_and_never_a_crash(
    embedded: Path, tmp_path: Path
) -> None:
    chance = random.Random(11)
    whole = (embedded / DATABASE).read_bytes()
    noticed = 0
    for turn in range(60):
        copy = shutil.copytree(embedded, tmp_path / str(turn))
        at = chance.randrange(len(whole)) if turn else 0
        (copy / DATABASE).write_bytes(flipped(whole, at))
        noticed += 1
        with suppress(CorpusError, EmbeddingError, BotError):
            answers_of(copy)
            read_all(copy)
            noticed -= 1
        shutil.rmtree(copy)
    assert noticed


def test_a_truncated_library_is_noticed(embedded: Path, tmp_path: Path) -> None:
    whole = (embedded / DATABASE).read_bytes()
    for part in (100, 5_000, len(whole) // 2, len(whole) - 4096):
        copy = shutil.copytree(embedded, tmp_path / str(part))
        (copy / DATABASE).write_bytes(whole[:part])
        with pytest.raises(LibraryError, match="besa doctor"):
            read_all(copy)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def read_all(folder: Path) -> None:
    library = Library.open(folder)
    try:
        for record in library.documents():
            library.document(record.id)
            library.passages.of(record.id)
    finally:
        library.close()


def test_processes_that_add_at_once_lose_nothing_and_add_nothing_twice(tmp_path: Path) -> None:
    same = write_files(tmp_path / "same", 40)
    folders = [same, same, write_files(tmp_path / "other", 40, first=40)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ADDING, tmp_path / "library", folder], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for folder in folders
    ]
    reported = [each.communicate(timeout=120)[0].splitlines() for each in running]
    assert [len(lines) for lines in reported] == [40, 40, 40]
    assert {line.split()[0] for lines in reported for line in lines} <= {"added", "unchanged", "updated"}
    library = Library.open(tmp_path / "library")
    assert_sound(library)
    assert len({record.path for record in library.documents()}) == len(library.documents()) == 80
    assert {line.split()[1] for lines in reported for line in lines} == {record.id for record in library.documents()}
    library.close()


def test_a_library_answers_while_another_process_adds(tmp_path: Path) -> None:
    run(ADDING, tmp_path / "library", write_files(tmp_path / "first", 10))
    library = Library.open(tmp_path / "library")
    shelf = Shelf(library, FakeEncoder(), tmp_path)
    adding = subprocess.Popen(
        [sys.executable, "-c", ADDING, tmp_path / "library", write_files(tmp_path / "second", 80, first=10)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert adding.stdout is not None
    asked = 0
    for line in adding.stdout:
        if asked % 8 == 0:
            word = library.document(line.split()[1]).text.split()[3]
            assert word in shelf.ask(f"Who lit {word}?").citations[0].excerpt, "what was reported is not found"
            assert "lamp7q" in shelf.ask(QUESTION).citations[0].excerpt
        asked += 1
    assert adding.wait() == 0
    assert asked == 80
    library.close()


@pytest.mark.encoder
def test_kills_of_the_real_command_lose_nothing(tmp_path: Path) -> None:
    files = write_files(tmp_path / "files", 60)
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"}
    command = [sys.executable, "app.py", "add", "--json", "--library", str(tmp_path / "library"), str(files)]
    reported: set[str] = set()
    for until in (1, 20, 45, 60):
        adding = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        assert adding.stdout is not None
        for _ in range(until):
            reported.add(json.loads(adding.stdout.readline())["document"])
        adding.kill()
        late = [line for line in adding.stdout.read().splitlines() if line.endswith("}")]
        reported |= {json.loads(line)["document"] for line in late}
        adding.wait()
        library = Library.open(tmp_path / "library")
        assert_sound(library)
        assert reported <= {record.id for record in library.documents()}
        library.close()
    assert subprocess.run(command, cwd=ROOT, capture_output=True, env=environment).returncode == 0
    library = Library.open(tmp_path / "library")
    assert reported == {record.id for record in library.documents()}
    with sqlite3.connect(tmp_path / "library" / DATABASE) as connection:
        vectors = connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
    assert vectors == library.passages.count()
    library.close()


def test_the_doctor_looks_at_a_library_on_a_read_only_disk_and_mends_nothing(embedded: Path, tmp_path: Path) -> None:
    script = """
        mount --bind "$1" "$1"
        mount -o remount,ro,bind "$1"
        "$PYTHON" -c 'from app import main; main()' --library "$1/library" doctor 2>&1
    """
    shutil.copytree(embedded, tmp_path / "library")
    lines = in_a_namespace(script, tmp_path)
    assert "cannot be written to: it is looked at, and nothing is mended" in lines[0]
    assert any(line.startswith("well     documents: 40 documents") for line in lines)
    assert any(line.startswith("noticed  word index: not compared") for line in lines)
    assert lines[-1] == "All is well."
