"""Files are read side by side and stored in order; one that is slow, broken or a copy leaves the others alone."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from corpus.documents import Content, Metadata, Part, Span
from corpus.errors import DamagedFile
from corpus.folders import read_ahead as module
from corpus.folders.importer import add_files
from corpus.folders.read_ahead import read_ahead
from corpus.messages import Message
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.folders.importer import FileOutcome
    from corpus.readers.loaded_file import LoadedFile
    from corpus.store.library import Library

WAIT = 60.0


class SideBySide(Reader):
    """Reads lines as documents, three files at a time. A line "wait" waits for `go`; "broken" fails."""

    def __init__(self) -> None:
        super().__init__(at_once=3)
        self.go = threading.Event()
        self.began: list[str] = []
        self.ended = threading.Semaphore(0)

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        self.began.append(file.path)
        for at, line in enumerate(file.data.decode().splitlines()):
            if line == "wait":
                assert self.go.wait(WAIT)
            elif line == "broken":
                raise DamagedFile(Message("it breaks off"))
            else:
                yield Part(Content(line, Metadata(line), "text/plain", Span(0, len(line))), str(at))
        self.ended.release()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    texts = ["First.\nwait\nLast.", "Bees dance.", "broken", "Owls hunt.", "Bees dance."]
    paths = [tmp_path / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return paths


def add_one(library: Library, files: list[Path], reader: SideBySide) -> tuple[threading.Thread, list[FileOutcome]]:
    """Adds the files in a thread; the outcomes as they come."""
    told: list[FileOutcome] = []
    adding = threading.Thread(target=lambda: told.extend(add_files(library, files, reader)), name="adding")
    adding.start()
    return adding, told


def test_what_is_read_is_stored_while_the_first_file_lets_it_wait_and_told_in_order(
    library: Library, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    with SideBySide() as reader:
        adding, told = add_one(library, files, reader)
        until = time.monotonic() + WAIT
        while len(library.documents()) < 2 and time.monotonic() < until:
            adding.join(0.01)
        assert {each.metadata.title for each in library.documents()} == {"Bees dance.", "Owls hunt."}
        assert told == []
        reader.go.set()
        adding.join(WAIT)
    assert [(each.path[-5:], each.status) for each in told] == [
        ("0.txt", "added"),
        ("1.txt", "added"),
        ("2.txt", "failed"),
        ("3.txt", "added"),
        ("4.txt", "added"),
    ]
    assert told[0].documents == 2
    assert str(told[2].reason) == "it breaks off"
    assert str(told[4].reason) == f"the same as {files[1]}"
    assert len(reader.began) == 4


def test_the_order_stays_as_long_as_no_file_takes_longer_than_the_others(
    library: Library, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", WAIT)
    with SideBySide() as reader:
        adding, told = add_one(library, files, reader)
        assert all(reader.ended.acquire(timeout=WAIT) for _ in range(2))  # bees and owls
        assert {each.metadata.title for each in library.documents()} <= {"First."}
        reader.go.set()
        adding.join(WAIT)
    assert [each.path[-5:] for each in told] == [path.name for path in files]
    with library.store.reading() as connection:
        stored = connection.execute("SELECT metadata ->> 'title' FROM documents ORDER BY rowid").fetchall()
    assert [title for (title,) in stored] == ["First.", "Last.", "Bees dance.", "Owls hunt."]


def test_what_the_library_has_is_not_read_again(library: Library, files: list[Path]) -> None:
    with SideBySide() as reader:
        reader.go.set()
        list(add_files(library, files, reader))
    with SideBySide() as reader:
        statuses = [each.status for each in add_files(library, files, reader)]
    assert statuses == ["unchanged", "unchanged", "failed", "unchanged", "unchanged"]
    assert [path[-5:] for path in reader.began] == ["2.txt"]


def test_a_file_that_changes_after_it_was_read_is_added_as_it_was_and_seen_to_have_changed(
    library: Library, files: list[Path]
) -> None:
    with SideBySide() as reader:
        reader.go.set()
        outcomes = add_files(library, files, reader)
        next(outcomes)
        assert all(reader.ended.acquire(timeout=WAIT) for _ in range(3))
        files[3].write_text("Owls sleep by day.")
        list(outcomes)
    assert "Owls hunt." in [each.metadata.title for each in library.documents()]
    with SideBySide() as reader:
        assert [each.status for each in add_files(library, [files[3]], reader)] == ["updated"]


def test_documents_wait_in_memory_up_to_a_limit_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_HELD", 100)
    paths = [tmp_path / f"{number}.txt" for number in range(3)]
    for path in paths:
        path.write_text("\n".join(f"{path.stem} sentence {at:>9}" for at in range(50)))
    with SideBySide() as reader:
        taken = []
        for ahead in read_ahead(paths, reader, reader.load):
            file = ahead.loaded()
            assert file is not None
            assert (file.data, len(file.sha256)) == (b"", 64)
            assert not any(reader.ended.acquire(blocking=False) for _ in paths)
            taken.append([part.content.text for part in ahead.parts()])
            assert reader.ended.acquire(timeout=WAIT)
    assert [(len(texts), texts[0][0], texts[-1][-2:]) for texts in taken] == [
        (50, "0", "49"),
        (50, "1", "49"),
        (50, "2", "49"),
    ]


def test_who_stops_taking_files_ends_what_is_being_read(library: Library, files: list[Path]) -> None:
    before = threading.active_count()
    with SideBySide() as reader:
        reader.go.set()
        outcomes = add_files(library, files * 20, reader)
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]
    assert len(library.documents()) == 2
    for thread in threading.enumerate():
        if thread.name.startswith("reading"):
            thread.join(WAIT)
    assert threading.active_count() <= before
