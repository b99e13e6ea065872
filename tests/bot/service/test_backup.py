"""A library goes into one file and comes back from it; what is no whole backup changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
import pytest

from bot.errors import CannotDo
from bot.service.backup import MANIFEST, back_up
from bot.service.doctor import Doctor
from bot.service.folder_beside import folder_beside
from bot.service.restore import restore
from bot.wording.reporter import LOG
from corpus.errors import LibraryError, LibraryTooNew
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store.database import DATABASE
from corpus.store.library import Library
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.service.model_loader import ModelLoader

QUESTION = "How many eggs does the queen lay a day?"


class _Models:
    """What loads the encoder of these tests."""

    def encoder(self, name: str | None) -> FakeEncoder:
        return FakeEncoder()


def statuses(folder: Path) -> set[str]:
    return {each.status for each in Doctor(folder, cast("ModelLoader", _Models()), LOG, mends=False).examine()}


def uploads_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-uploads")


def paths_of(folder: Path) -> list[str]:
    with closing(Library.open(folder)) as library:
        return library.files.paths()


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files but SQLite's log, which is empty or gone, as SQLite likes."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))]
    return {str(path): path.read_bytes() for path in found}


@pytest.fixture
def folder(shelf: Shelf) -> Path:
    """A library of a document among a person's files, and one that came through the page."""
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    uploads = uploads_of(folder)
    uploads.mkdir()
    (uploads / "lighthouses.txt").write_text(LIGHTHOUSES)
    (uploads / ".part-0123").write_text("on its way")
    with Reader() as reader:
        assert [each.status for each in add_files(shelf.library, [uploads / "lighthouses.txt"], reader)] == ["added"]
    shelf.embed()
    shelf.ask(QUESTION)
    shelf.library.close()
    return folder


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    """A backup of that library."""
    file = tmp_path / "library.besa"
    back_up(folder, file, "1.0", LOG)
    return file


def test_a_library_comes_back_elsewhere_with_its_uploads(folder: Path, file: Path, tmp_path: Path) -> None:
    there = tmp_path / "other" / "place"
    manifest = restore(file, there, LOG)
    shutil.rmtree(folder)
    shutil.rmtree(uploads_of(folder))
    assert (manifest.documents, [each.name for each in manifest.members]) == (
        2,
        [DATABASE, "uploads/lighthouses.txt"],
    )
    assert (uploads_of(there) / "lighthouses.txt").read_text() == LIGHTHOUSES
    assert str(uploads_of(there) / "lighthouses.txt") in paths_of(there)
    assert statuses(there) == {"well"}
    with closing(Library.open(there)) as library:
        assert Shelf(library, FakeEncoder(), there).ask(QUESTION).found
    assert sorted(each.name for each in there.parent.iterdir()) == ["place", "place-uploads"]


def test_nobody_else_may_read_a_backup_and_nothing_is_left_beside_it(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list(file.parent.glob(f".{file.name}-*"))


def test_what_a_killed_backup_left_is_deleted_by_the_next_and_nothing_of_one_that_is_under_way(
    folder: Path, tmp_path: Path
) -> None:
    target, mine = tmp_path / "next.besa-backup", tmp_path / ".next.besa-backup-of a person"
    killed = tmp_path / ".next.besa-backup-killed"
    for each in (mine, killed):
        each.mkdir()
        (each / "backup").write_bytes(b"half")
    (killed / "under-way").touch()
    with folder_beside(target) as under_way:
        back_up(folder, target, "1.0", LOG)
        assert under_way.is_dir()
    assert not under_way.exists()
    assert not killed.exists()
    assert mine.is_dir()
    assert target.is_file()


def test_a_backup_is_of_one_moment_while_another_thread_writes(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(bees=BEES)
    folder, file, done, added = shelf.library.store.folder, tmp_path / "b.zip", threading.Event(), list[str]()

    def write() -> None:
        while not done.is_set():
            name = f"note{len(added)}"
            shelf.add_unembedded(**{name: f"{LIGHTHOUSES} Note {len(added)}."})
            added.append(name)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            before = len(added)
            deadline = time.monotonic() + 60
            while len(added) == before and time.monotonic() < deadline:
                time.sleep(0.01)
            manifest = back_up(folder, file, "1.0", LOG, force=True)
            there = tmp_path / f"copy{number}"
            restore(file, there, LOG)
            assert len(paths_of(there)) == manifest.documents > before
            assert statuses(there) == {"well"}
    finally:
        done.set()
        writer.join()


def test_a_file_that_is_there_is_replaced_only_by_force(folder: Path, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(CannotDo, match="--force"):
        back_up(folder, file, "1.0", LOG)
    assert file.read_text() == "mine"
    back_up(folder, file, "1.0", LOG, force=True)
    assert MANIFEST in ZipFile(file).namelist()


def test_a_disk_that_is_full_leaves_no_half_backup(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.service.backup.copy_hashed", full)
    before = set(tmp_path.iterdir())
    with pytest.raises(CannotDo, match="No space left"):
        back_up(folder, tmp_path / "b.zip", "1.0", LOG)
    assert set(tmp_path.iterdir()) == before


def rewritten(
    file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], compression: int = 0, **manifest: object
) -> None:
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    described = msgspec.json.decode(members.pop(MANIFEST)) | manifest
    with ZipFile(file, "w", compression) as archive:
        for name, data in members.items():
            changed = change(name, data)
            if changed:
                archive.writestr(*changed)
        archive.writestr(MANIFEST, msgspec.json.encode(described))


def _tampered(file: Path) -> None:
    rewritten(file, lambda name, data: (name, data.replace(b"Skagen", b"Gedser") if name != DATABASE else data))


def _without_a_member(file: Path) -> None:
    rewritten(file, lambda name, data: (name, data) if name == DATABASE else None)


def _with_another(file: Path) -> None:
    with ZipFile(file, "a") as archive:
        archive.writestr("uploads/more.txt", "more")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2000])


def _packed(file: Path) -> None:
    rewritten(file, lambda name, data: (name, data), ZIP_DEFLATED)


def _no_archive(file: Path) -> None:
    file.write_text("a letter")


def _named(name: str) -> Callable[[Path], None]:
    def named(file: Path) -> None:
        with ZipFile(file) as archive:
            members = msgspec.json.decode(archive.read(MANIFEST))["members"]
        members[1]["name"] = name
        rewritten(file, lambda known, data: (known if known == DATABASE else name, data), members=members)

    return named


@pytest.mark.parametrize(
    "spoil",
    [
        _tampered, _without_a_member, _with_another, _cut, _packed, _no_archive,
        _named("../evil.txt"), _named("/tmp/evil.txt"), _named("uploads/../evil.txt"), _named("uploads/a/b.txt"),
        _named("uploads/.."), _named("uploads\\evil.txt"), _named("elsewhere/evil.txt"),
    ],
)  # fmt: skip
def test_what_is_no_whole_backup_changes_nothing(
    folder: Path, file: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(file)
    before = everything(tmp_path)
    with pytest.raises(CannotDo, match="no whole backup"):
        restore(file, folder, LOG, force=True)
    with pytest.raises(CannotDo, match="no whole backup"):
        restore(file, tmp_path / "new", LOG)
    assert everything(tmp_path) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("manifest", [{"format": 99}, {"schemas": {"corpus": 99}}])
def test_a_backup_of_a_newer_besa_is_refused(tmp_path: Path, file: Path, manifest: dict[str, Any]) -> None:
    rewritten(file, lambda name, data: (name, data), **manifest)
    with pytest.raises(LibraryTooNew, match="newer Besa"):
        restore(file, tmp_path / "new", LOG)
    assert not (tmp_path / "new").exists()


def test_a_library_with_documents_is_replaced_only_by_force(folder: Path, file: Path) -> None:
    with closing(Library.open(folder)) as library:
        library.remove([library.names.find("bees.txt")])
    (uploads_of(folder) / "later.txt").write_text("later")
    with pytest.raises(CannotDo, match="--force"):
        restore(file, folder, LOG)
    assert len(paths_of(folder)) == 1
    restore(file, folder, LOG, force=True)
    assert len(paths_of(folder)) == 2
    assert [each.name for each in uploads_of(folder).iterdir()] == ["lighthouses.txt"]
    assert statuses(folder) == {"well"}


def test_a_library_that_is_open_is_not_replaced(folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.salvage._BUSY_SECONDS", 0.1)
    with closing(Library.open(folder)) as library:
        before = library.documents()
        with pytest.raises(LibraryError, match="Another process"):
            restore(file, folder, LOG, force=True)
        assert library.documents() == before


def test_a_rename_that_fails_leaves_the_library_that_was_there(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, renamed = paths_of(folder), Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target == folder / DATABASE and self.parent.name != "old":
            raise OSError(5, "Input/output error")
        return renamed(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(CannotDo, match="as it was"):
        restore(file, folder, LOG, force=True)
    assert paths_of(folder) == before
    assert (uploads_of(folder) / ".part-0123").exists()
    assert statuses(folder) == {"well"}


def test_a_library_that_is_copied_while_in_use_opens_or_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    """Plain copies of the files are no backup, but what comes of them is never passed off as whole."""
    shelf.add(bees=BEES)
    folder, done, refused = shelf.library.store.folder, threading.Event(), list[str]()

    def write() -> None:
        number = 0
        while not done.is_set():
            shelf.add_unembedded(**{f"note{number}": f"{LIGHTHOUSES * 20} Note {number}."})
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            there = tmp_path / f"copy{number}"
            there.mkdir()
            for name in (DATABASE, f"{DATABASE}-wal"):
                shutil.copy(folder / name, there / name)
                time.sleep(0.05)
            try:
                with closing(Library.open(there)) as library:
                    for each in library.documents():
                        library.document(each.id)
            except LibraryError as error:
                refused.append(str(error))
    finally:
        done.set()
        writer.join()
    assert all("besa doctor" in each for each in refused)


def test_a_clock_that_is_set_back_loses_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shelf.add(bees=BEES)
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() - 10 * 365 * 86_400 * 10**9)
    monkeypatch.setattr(time, "time", lambda: now() / 1e9 - 10 * 365 * 86_400)
    assert [each.status for each in shelf.add(bees=BEES.replace("two thousand", "three thousand"))] == ["updated"]
    assert [each.status for each in shelf.add(lighthouses=LIGHTHOUSES)] == ["added"]
    back_up(shelf.library.store.folder, tmp_path / "b.zip", "1.0", LOG)
    restore(tmp_path / "b.zip", tmp_path / "there", LOG)
    with closing(Library.open(tmp_path / "there")) as library:
        assert "three thousand" in library.document(library.names.find("bees.txt")).text
        assert len(library.documents()) == 2


def test_a_damaged_row_stays_damage_when_files_move(folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        connection.execute("UPDATE originals SET sha256 = replace(sha256, 'a', 'b')")
    back_up(folder, tmp_path / "b.zip", "1.0", LOG)
    restore(tmp_path / "b.zip", tmp_path / "there", LOG)
    assert "damaged" in statuses(tmp_path / "there")
