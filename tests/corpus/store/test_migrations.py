from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.errors import LibraryDamaged, LibraryNotWritable, LibraryOutdated, LibraryTooNew
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store import migrations
from corpus.store.catalogue.schema import CATALOGUE
from corpus.store.database import CORPUS, DATABASE, Store
from corpus.store.library import Library
from corpus.store.migrations import FILE_VERSION, Schema
from corpus.store.word_index import WordIndex
from tests.support.old_libraries import DOCUMENTS, rows, structure, unpack
from tests.support.old_libraries import VERSIONS as KEPT
from tests.support.paths import ROOT

LAST_WITHOUT_NOTES = 2
VERSIONS = [version for version in KEPT if version < CORPUS.version]
"""A later one has the tables of documents as they are now, and only those of vectors as they were."""
every_version = pytest.mark.parametrize("version", VERSIONS)


def test_there_is_a_library_of_each_earlier_version() -> None:
    assert list(range(1, CORPUS.version)) == VERSIONS


@every_version
def test_a_library_of_an_earlier_version_opens_with_all_that_it_held(version: int, tmp_path: Path) -> None:
    library = Library.open(unpack(version, tmp_path))
    held = {Path(record.path).relative_to(DOCUMENTS).as_posix(): record.id for record in library.documents()}
    assert {"bees.txt", "lighthouse.md", "pages.pdf"} <= held.keys()
    lighthouse = library.document(held["lighthouse.md"])
    assert (lighthouse.metadata.author, lighthouse.metadata.date) == ("Ana Leka", "2021-03-04")
    assert [heading.text for heading in lighthouse.content.headings] == ["Its light"]
    (passage,) = library.passages.of(lighthouse.id)
    assert [each.of(lighthouse.text) for each in passage.passage.sentences] == [
        "The lighthouse of Skagen was lit in 1858.",
        "Its tower is forty-six metres tall.",
    ]
    pages = library.document(held["pages.pdf"])
    assert [(each.page, each.label, each.span.of(pages.text)) for each in pages.content.places] == [
        (1, "page 1", "Whales sing under the ice."),
        (2, "page 2", "Owls hunt by night in the forest."),
    ]
    index = WordIndex(library.store)
    statistics = index.statistics(["owl", "queen"])
    assert index.search([["owl"]], statistics, 9) == [library.passages.of(pages.id)[0].id]
    lengths = [len(each.terms.split()) for id in held.values() for each in library.passages.of(id)]
    assert statistics.passages == len(lengths)
    assert statistics.mean_length == sum(lengths) / statistics.passages


@every_version
def test_a_migrated_library_has_the_tables_of_a_new_one_and_is_sound(version: int, tmp_path: Path) -> None:
    Store.open(tmp_path / "new").close()
    folder = unpack(version, tmp_path / "old")
    Store.open(folder).close()
    new, old = structure(tmp_path / "new"), structure(folder)
    assert {name: old.get(name) for name in new if name != "virtual"} == {n: new[n] for n in new if n != "virtual"}
    assert old["virtual"] == new["virtual"]
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
    assert rows(folder, "PRAGMA foreign_key_check") == []
    assert rows(folder, "SELECT version FROM schemas WHERE name = 'corpus'") == [(CORPUS.version,)]


@every_version
def test_the_number_of_a_passage_is_not_given_again_after_a_migration(version: int, tmp_path: Path) -> None:
    folder = unpack(version, tmp_path)
    (last,) = rows(folder, "SELECT seq FROM sqlite_sequence WHERE name = 'passages'")[0]
    library = Library.open(folder)
    library.remove([record.id for record in library.documents()])
    (tmp_path / "ants.txt").write_text("Ants dig.")
    with Reader() as reader:
        (added,) = add_files(library, [tmp_path / "ants.txt"], reader)
    assert [each.id for each in library.passages.of(str(added.document))] == [last + 1]


def test_a_copy_that_version_1_held_twice_becomes_one_when_it_is_added_again(tmp_path: Path) -> None:
    library = Library.open(unpack(1, tmp_path))
    twice = [record for record in library.documents() if record.path.endswith("bees.txt")]
    assert len(twice) == 2
    fingerprint = twice[0].sha256
    (first,) = library.files.with_fingerprint(fingerprint)
    second = next(record.path for record in twice if record.path != first.path)
    library.files.attach(second, fingerprint, "")
    (record,) = [record for record in library.documents() if record.path.endswith("bees.txt")]
    assert (record.path, record.others) == (first.path, (second,))


@every_version
def test_opening_again_changes_nothing(version: int, tmp_path: Path) -> None:
    Library.open(unpack(version, tmp_path)).close()
    before = (tmp_path / DATABASE).read_bytes()
    Library.open(tmp_path).close()
    assert (tmp_path / DATABASE).read_bytes() == before


@every_version
def test_besa_of_earlier_versions_is_told_that_the_library_is_newer(version: int, tmp_path: Path) -> None:
    Library.open(unpack(version, tmp_path)).close()
    assert rows(tmp_path, "PRAGMA user_version") == [(FILE_VERSION,)]
    assert LAST_WITHOUT_NOTES < FILE_VERSION  # Besa 0.1 reads that number, a later one what the schemas note
    assert rows(tmp_path, "SELECT version FROM schemas WHERE name = 'corpus'")[0][0] > max(VERSIONS)


@pytest.mark.parametrize(
    "newer",
    [f"PRAGMA user_version = {FILE_VERSION + 1}", "UPDATE schemas SET version = version + 1 WHERE name = 'corpus'"],
)
def test_a_library_of_a_newer_version_is_refused_and_left_alone(newer: str, tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / DATABASE)
    with connection:
        connection.execute(newer)
    connection.close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(LibraryTooNew, match="Update Besa"):
        Library.open(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == before


@every_version
def test_one_that_cannot_be_written_to_is_refused_with_the_next_step(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (unpack(version, tmp_path) / DATABASE).read_bytes()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(LibraryOutdated, match="permission to write to it, or copy it") as refused:
        Library.open(tmp_path)
    assert "again" not in str(refused.value)
    assert (tmp_path / DATABASE).read_bytes() == before


@pytest.mark.parametrize("turn", range(10))
@pytest.mark.parametrize("version", [*VERSIONS, CORPUS.version])
def test_all_that_open_it_at_once_have_it(version: int, turn: int, tmp_path: Path) -> None:
    if version in VERSIONS:
        unpack(version, tmp_path)
    start, opened = threading.Barrier(4), []

    def open_it() -> None:
        start.wait()
        opened.append(Library.open(tmp_path))

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({len(library.documents()) for library in opened}) == 1
    assert len(opened) == 4


def test_a_process_that_has_it_open_while_a_newer_besa_migrates_it_is_told(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    newer = sqlite3.connect(tmp_path / DATABASE)
    with newer:
        newer.execute("UPDATE schemas SET version = version + 1")
    with pytest.raises(LibraryTooNew, match="go on with the newer"), store.writing():
        pass
    assert store.generation() == 0
    with newer:
        newer.execute("ALTER TABLE settings RENAME TO facts")
    newer.close()
    with pytest.raises(LibraryTooNew, match="go on with the newer"):
        store.generation()


def schema_of(folder: Path, script: str) -> Schema:
    """Another package's tables, that script in its second version."""
    (folder / "migrations").mkdir(parents=True)
    (folder / "schema.sql").write_text("CREATE TABLE notes (text TEXT); CREATE TABLE marks (text TEXT);")
    (folder / "migrations" / "2.sql").write_text(script)
    return Schema("notes", 2, folder, ("notes", "marks"))


def test_each_package_has_tables_and_a_version_of_its_own(tmp_path: Path) -> None:
    notes = schema_of(tmp_path / "notes", "CREATE TABLE marks (text TEXT);")
    Store.open(tmp_path / "library").ensure(notes)
    noted = rows(tmp_path / "library", "SELECT * FROM schemas")
    assert noted == [("catalogue", CATALOGUE.version), ("corpus", CORPUS.version), ("notes", 2)]
    Store.open(tmp_path / "library").close()
    assert rows(tmp_path / "library", "SELECT text FROM marks") == []


def test_the_version_of_tables_that_were_made_before_versions_were_noted_is_told_by_them(tmp_path: Path) -> None:
    notes = schema_of(tmp_path / "notes", "CREATE TABLE marks (text TEXT); INSERT INTO marks SELECT text FROM notes;")
    folder = unpack(VERSIONS[-1], tmp_path / "library")
    connection = sqlite3.connect(folder / DATABASE)
    with connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.execute("INSERT INTO notes VALUES ('kept')")
    connection.close()
    Store.open(folder, notes).close()
    assert rows(folder, "SELECT text FROM marks") == [("kept",)]


def test_a_schema_cannot_be_made_in_a_library_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(tmp_path / "library").close()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises((LibraryNotWritable, LibraryOutdated)):
        Store.open(tmp_path / "library", schema_of(tmp_path / "notes", ""))


@every_version
def test_a_migration_that_fails_leaves_the_library_as_it_was(version: int, tmp_path: Path) -> None:
    folder = unpack(version, tmp_path / "library")
    before = rows(folder, "SELECT name, sql FROM sqlite_master")
    notes = schema_of(tmp_path / "notes", "")
    (notes.folder / "schema.sql").write_text("CREATE TABLE notes (text TEXT); SELECT * FROM nowhere;")
    with pytest.raises(LibraryDamaged, match="nowhere"):
        Store.open(folder, notes)
    assert rows(folder, "SELECT name, sql FROM sqlite_master") == before
    assert rows(folder, "PRAGMA user_version") == [(min(version, FILE_VERSION),)]
    assert Library.open(folder).documents()


def test_progress_is_heard_when_a_migration_takes_long_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, int]] = []
    Library.open(unpack(1, tmp_path / "quick"), progress=lambda *each: heard.append(each)).close()
    assert not heard
    monkeypatch.setattr(migrations, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(migrations, "_INSTRUCTIONS", 1)
    Library.open(unpack(1, tmp_path / "slow"), progress=lambda *each: heard.append(each)).close()
    assert heard == sorted(heard)
    assert len({total for _, total in heard}) == 1
    assert {done for done, _ in heard} >= {0, heard[-1][1] - 1}


ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;"
MIGRATES = """
import sys
from pathlib import Path
from corpus.store.database import Store
from corpus.store.migrations import Schema

library, notes = map(Path, sys.argv[1:])
Store.open(library, Schema("notes", 2, notes, ("notes", "marks")), progress=lambda *_: print("migrating", flush=True))
"""


@every_version
def test_a_process_that_is_killed_in_the_middle_leaves_the_library_as_it_was(version: int, tmp_path: Path) -> None:
    folder = unpack(version, tmp_path / "library")
    before = rows(folder, "SELECT name, sql FROM sqlite_master"), rows(folder, "SELECT * FROM passages")
    notes = schema_of(tmp_path / "notes", "")
    (notes.folder / "schema.sql").write_text(ENDLESS)
    running = subprocess.Popen(
        [sys.executable, "-c", MIGRATES, folder, notes.folder], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "migrating\n"  # the tables of corpus are made over, and nothing is committed
    running.kill()
    running.communicate()
    assert (rows(folder, "SELECT name, sql FROM sqlite_master"), rows(folder, "SELECT * FROM passages")) == before
    assert rows(folder, "PRAGMA user_version") == [(min(version, FILE_VERSION),)]
    assert len(Library.open(folder).documents()) >= 3
    assert rows(folder, "PRAGMA user_version") == [(FILE_VERSION,)]
