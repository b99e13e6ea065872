"""A disk that is full or fails: what is refused says so, what was stored stays, and removing makes room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.disk_trouble import run_on_failing_disk, run_on_small_disk

if TYPE_CHECKING:
    from pathlib import Path

PREPARED = """
import os, sqlite3, sys
from contextlib import suppress
from pathlib import Path
from bot.service.library_writer import LibraryWriter
from bot.wording.reporter import LOG
from corpus.errors import DiskFull
from corpus.store.library import Library
from corpus.store.reserve import RESERVE, release_reserve
from tests.support.fakes import FakeEncoder
from tests.support.shelves import Shelf

folder = Path(sys.argv[1])
BOOK = " ".join(f"The ferry number {n} leaves the harbour of Fierza at nine." for n in range(200))

def opened():
    library = Library.open(folder / "library")
    return library, Shelf(library, FakeEncoder(), folder / "files"), LibraryWriter(library, None, LOG)

def said(change, *arguments):
    try:
        change(*arguments)
    except DiskFull as error:
        return str(error)
    return "no error"

def names(library):
    return sorted(Path(each.path).stem for each in library.documents())

library, shelf, writer = opened()
shelf.add(bees="Bees make honey. A queen lays two thousand eggs a day.", book=BOOK)
"""
FULL = """
library.store.keep_room()
if sys.argv[1].endswith("without"):
    release_reserve(library.store.folder)
library.close()
with suppress(OSError), (folder / "fill").open("wb") as fill:
    while True:
        fill.write(bytes(4096))
        fill.flush()
with suppress(OSError), (folder / "fill").open("ab") as fill:
    while True:
        fill.write(b"x")
        fill.flush()
"""
REMOVED = """
library, shelf, writer = opened()
print(len(writer.remove(["book.txt"]).receipts), names(library))
print(shelf.ask("How many eggs does a queen lay?").sentences[0].text)
(folder / "fill").unlink()
print(library.store.purge())
library.store.keep_room()
print((library.store.folder / RESERVE).exists(), BOOK[:40].encode() in (folder / "library/library.sqlite").read_bytes())
print(said(lambda: shelf.add(more="Owls hunt by night.")), names(library))
"""
REFUSED = """
print("full" in said(lambda: opened()[2].remove(["book.txt"])))
(folder / "fill").unlink()
library, shelf, writer = opened()
print(names(library), len(writer.remove(["book.txt"]).receipts))
with library.store.reading() as connection:
    print(*connection.execute("PRAGMA integrity_check").fetchone())
"""
FAILING = """
library.close()
os.environ[sys.argv[1].split("/")[-1]] = os.environ["FAILING"]
print(said(lambda: opened()[1].add(more="Owls hunt by night.")).startswith("The disk of"))
print(said(lambda: opened()[2].remove(["book.txt"])).startswith("The disk of"))
os.environ[sys.argv[1].split("/")[-1]] = ""
library, shelf, writer = opened()
print(names(library), shelf.ask("How many eggs does a queen lay?").sentences[0].text)
with library.store.reading() as connection:
    print(*connection.execute("PRAGMA integrity_check").fetchone())
shelf.add(more="Owls hunt by night.")
print(names(library))
"""


def test_removing_works_on_a_disk_without_a_free_byte(tmp_path: Path) -> None:
    said = run_on_small_disk(PREPARED + FULL + REMOVED, tmp_path / "disk", 8_000)
    assert said.splitlines() == [
        "1 ['bees']",
        "A queen lays two thousand eggs a day.",
        "True",
        "True False",
        "no error ['bees', 'more']",
    ]


def test_without_the_room_that_is_kept_removing_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    said = run_on_small_disk(PREPARED + FULL + REFUSED, tmp_path / "without", 8_000)
    assert said.splitlines() == ["True", "['bees', 'book'] 1", "ok"]


@pytest.mark.parametrize(
    ("what", "ending"),
    [("FAILING_WRITES", "-wal"), ("FAILING_SYNCS", "-wal"), ("FAILING_READS", "library.sqlite")],
)
def test_a_failing_disk_is_said_and_what_was_stored_is_there_when_it_works_again(
    what: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILING", ending)
    said = run_on_failing_disk(PREPARED + FAILING, tmp_path / what)
    assert said.splitlines() == [
        "True",
        "True",
        "['bees', 'book'] A queen lays two thousand eggs a day.",
        "ok",
        "['bees', 'book', 'more']",
    ]
