"""A library in step with folders while they change."""

from __future__ import annotations

import os
import queue
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.folders.watcher import FolderWatch, Pace
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.folders.importer import FileOutcome

SECONDS = 60
"""Far more than anything here takes: nothing waits for so long unless it is broken."""


class Watched:
    """A folder that is watched in a thread; `library` is another one than the thread's, as another process has it."""

    def __init__(self, folder: Path, library: Path, *, polling: bool) -> None:
        self.folder = folder
        self.library = Library.open(library)
        self._own = Library.open(library)
        self._told: queue.Queue[FileOutcome] = queue.Queue()
        self._stop = threading.Event()
        self._pace = Pace(quiet=0.05, longest=0.5, again=1.0, look=0.1, poll=0.2, polling=polling)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with Reader() as reader:
            for outcome in FolderWatch(self._own, [self.folder], reader, self._pace).changes(self._stop):
                self._told.put(outcome)

    def next(self) -> tuple[str, str]:
        """The name and status of the next file that is told of."""
        outcome = self._told.get(timeout=SECONDS)
        return Path(outcome.path).name, outcome.status

    def settled(self) -> bool:
        return self._told.empty()

    def texts(self) -> list[str]:
        return [self.library.document(record.id).text for record in self.library.documents()]

    def end(self) -> None:
        self._stop.set()
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        self._own.close()
        self.library.close()


@pytest.fixture(params=[False, True], ids=["reported", "polling"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "bees.txt").write_text("Bees dance.")
    watched = Watched(folder, tmp_path / "library", polling=request.param)
    assert watched.next() == ("bees.txt", "added")
    yield watched
    watched.end()


@pytest.mark.parametrize(("taken", "pause"), [(0.0, 5.0), (1.0, 5.0), (1.25, 5.0), (1.5, 6.0), (30.0, 120.0)])
def test_polling_takes_a_fifth_of_the_time_at_most(taken: float, pause: float) -> None:
    assert Pace(poll=5.0).pause(taken, polling=True) == pause
    assert pause >= 4 * taken


def test_folders_that_the_system_reports_of_are_looked_through_now_and_then() -> None:
    assert Pace(through=900.0).pause(30.0, polling=False) == 900.0


def test_files_that_come_change_and_go_are_followed(watched: Watched) -> None:
    owls = watched.folder / "sub" / "owls.txt"
    owls.parent.mkdir()
    owls.write_text("Owls hunt.")
    assert watched.next() == ("owls.txt", "added")
    owls.write_text("Owls hunt by night.")
    assert watched.next() == ("owls.txt", "updated")
    assert watched.texts() == ["Bees dance.", "Owls hunt by night."]
    (watched.folder / "bees.txt").unlink()
    assert watched.next() == ("bees.txt", "removed")
    assert watched.texts() == ["Owls hunt by night."]


def test_a_file_saved_as_editors_do_is_one_change(watched: Watched) -> None:
    new = watched.folder / ".bees.txt.swp"
    new.write_text("Bees dance and sing.")
    backup = watched.folder / "bees.txt~"
    shutil.copy(watched.folder / "bees.txt", backup)
    new.replace(watched.folder / "bees.txt")
    assert watched.next() == ("bees.txt", "updated")
    assert watched.texts() == ["Bees dance and sing."]
    assert watched.settled()


def test_a_folder_that_is_moved_keeps_its_documents(watched: Watched) -> None:
    (watched.folder / "old").mkdir()
    (watched.folder / "old" / "owls.txt").write_text("Owls hunt.")
    assert watched.next() == ("owls.txt", "added")
    before = {record.id for record in watched.library.documents()}
    (watched.folder / "old").rename(watched.folder / "new")
    assert watched.next() == ("owls.txt", "updated")
    assert {record.id for record in watched.library.documents()} == before
    assert str(watched.folder / "new" / "owls.txt") in watched.library.files.paths()


def test_a_side_car_updates_the_file_that_it_describes(watched: Watched) -> None:
    side_car = watched.folder / "bees.txt.meta.json"
    side_car.write_text('{"title": "On bees"}')
    assert watched.next() == ("bees.txt", "updated")
    assert watched.library.documents()[0].metadata.title == "On bees"
    side_car.unlink()
    assert watched.next() == ("bees.txt", "updated")
    assert watched.library.documents()[0].metadata.title == "Bees"


def test_a_folder_that_goes_keeps_its_documents_and_is_followed_again_when_it_comes_back(watched: Watched) -> None:
    away = watched.folder.with_name("away")
    watched.folder.rename(away)
    assert watched.next() == ("files", "failed")
    assert watched.texts() == ["Bees dance."]
    (away / "owls.txt").write_text("Owls hunt.")
    away.rename(watched.folder)
    assert watched.next() == ("owls.txt", "added")
    (watched.folder / "bees.txt").unlink()
    assert watched.next() == ("bees.txt", "removed")


def test_a_broken_file_is_told_once_and_again_when_it_is_mended(watched: Watched) -> None:
    broken = watched.folder / "paper.pdf"
    broken.write_bytes(b"%PDF-1.7\n\0 broken")
    assert watched.next() == ("paper.pdf", "failed")
    (watched.folder / "owls.txt").write_text("Owls hunt.")
    assert watched.next() == ("owls.txt", "added")
    broken.write_text("Just text.")
    assert watched.next() == ("paper.pdf", "added")


def test_what_is_hidden_or_no_document_is_not_told_of(watched: Watched) -> None:
    (watched.folder / ".git").mkdir()
    (watched.folder / ".git" / "notes.txt").write_text("Hidden.")
    (watched.folder / "photo.gif").write_bytes(b"GIF89a")
    os.mkfifo(watched.folder / "pipe")
    (watched.folder / "link").symlink_to(watched.folder, target_is_directory=True)
    (watched.folder / "owls.txt").write_text("Owls hunt.")
    assert watched.next() == ("owls.txt", "added")
    assert watched.settled()
    assert len(watched.texts()) == 2


def test_a_folder_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "later", tmp_path / "library", polling=False)
    assert watched.next() == ("later", "failed")
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "owls.txt").write_text("Owls hunt.")
    assert watched.next() == ("owls.txt", "added")
    watched.end()


def test_a_library_inside_the_folder_does_not_watch_itself(tmp_path: Path) -> None:
    (tmp_path / "bees.txt").write_text("Bees dance.")
    watched = Watched(tmp_path, tmp_path / "library", polling=False)
    assert watched.next() == ("bees.txt", "added")
    (tmp_path / "library" / "manifest.json").write_text('{"text": "Not a document."}')
    (tmp_path / "owls.txt").write_text("Owls hunt.")
    assert watched.next() == ("owls.txt", "added")
    assert len(watched.texts()) == 2
    watched.end()
