from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from corpus.errors import LibraryDamaged, LibraryNotWritable
from corpus.store.database import DATABASE, Store
from corpus.store.library import Library
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_opening_a_folder_that_is_not_there_makes_an_empty_library(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "deep" / "library")
    assert library.documents() == []
    assert (tmp_path / "deep" / "library" / DATABASE).exists()


def test_a_library_that_was_cut_off_while_being_made_is_made_again(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"")
    assert Library.open(tmp_path).documents() == []


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database at all, but somebody's notes" * 100)
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(LibraryDamaged, match="besa doctor"):
        Library.open(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == before


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / DATABASE)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(LibraryDamaged, match="not a Besa library"):
        Library.open(tmp_path)


def test_a_library_that_cannot_be_written_to_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library.open(tmp_path).close()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    library = Library.open(tmp_path)
    assert library.documents() == []
    with pytest.raises(LibraryNotWritable, match="permissions"):
        library.remove(["000000000000"])


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryNotWritable):
        Library.open(tmp_path / "file" / "library")


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    rows = [("half", "done"), ("half", "twice")]
    with pytest.raises(sqlite3.IntegrityError), store.writing() as connection:
        connection.executemany("INSERT INTO settings VALUES (?, ?)", rows)
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM settings WHERE name = 'half'").fetchone() == (0,)


def test_damage_that_is_no_utf_8_is_told_as_damage(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with pytest.raises(LibraryDamaged, match="damaged"), store.reading() as connection:
        connection.execute("SELECT CAST(x'ff61' AS TEXT)").fetchone()


KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.folders.importer import add_files
from corpus.store.library import Library
from corpus.readers.sandbox.reader import Reader

library = Library.open(Path(sys.argv[1]))
files = sorted(Path(sys.argv[2]).iterdir())
for outcome in add_files(library, files, Reader()):
    print(outcome.document, flush=True)
"""


def test_what_was_reported_as_added_survives_kill_9(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(400):
        (files / f"{number:03}.txt").write_text(f"Keeper number {number} lit the lamp. " * 20)
    running = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "library"), str(files)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert running.stdout is not None
    reported = [running.stdout.readline().strip() for _ in range(12)]
    running.kill()
    reported += running.stdout.read().split()
    running.wait()
    library = Library.open(tmp_path / "library")
    stored = {record.id: record for record in library.documents()}
    assert len(reported) < 400
    assert all(reported)
    assert set(reported) <= stored.keys()
    for id in reported:
        assert library.passages.of(id)
