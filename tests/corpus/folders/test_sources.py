"""Paths belong to a source: two machines, or two mounts, that have a file at one path keep both."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.folders.importer import FileOutcome, add_plan, files_to_add
from corpus.folders.pruning import prune
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from tests.support.old_libraries import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE, TWO = "Only machine A has this file about lighthouses.", "Only machine B has this file about honey bees."
OURS, THEIRS = "The tower of machine A is forty metres tall.", "The tower of machine B is seven metres tall."


@contextmanager
def opened(folder: Path, source: str) -> Iterator[Library]:
    library = Library.open(folder / "library", source=source)
    try:
        yield library
    finally:
        library.close()


def added(folder: Path, source: str, *, pruning: bool = False) -> list[FileOutcome]:
    """Add the documents that this source sees at DOCS, as `besa add` does."""
    with opened(folder, source) as library, Reader() as reader:
        outcomes = list(add_plan(library, files_to_add([folder / "docs"]), reader))
        return outcomes + (list(prune(library, [folder / "docs"])) if pruning else [])


def texts(folder: Path) -> dict[str, str]:
    """Return the text of each document, by the name of its file and by whose it is."""
    with opened(folder, "nobody") as library:
        found = [(record, library.document(record.id)) for record in library.documents()]
        return {f"{Path(record.path).name} of {record.source}": document.text.strip() for record, document in found}


def put(folder: Path, **files: str) -> None:
    """Let a machine have just these files at DOCS."""
    shutil.rmtree(folder / "docs", ignore_errors=True)
    (folder / "docs").mkdir()
    for name, text in files.items():
        (folder / "docs" / f"{name}.txt").write_text(text)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Return a folder with the library of two machines, after both have added what they have at one path."""
    put(tmp_path, one=ONE, same=OURS)
    added(tmp_path, "A")
    put(tmp_path, two=TWO, same=THEIRS)
    added(tmp_path, "B", pruning=True)
    return tmp_path


def test_what_two_machines_have_at_one_path_is_kept_and_pruning_on_one_removes_nothing_of_the_other(
    shared: Path,
) -> None:
    assert texts(shared) == {"one.txt of A": ONE, "same.txt of A": OURS, "same.txt of B": THEIRS, "two.txt of B": TWO}


def test_each_machine_follows_its_own_files(shared: Path) -> None:
    put(shared, one=ONE + " It changed.")
    assert [(Path(each.path).name, each.status) for each in added(shared, "A", pruning=True)] == [
        ("one.txt", "updated"),
        ("same.txt", "removed"),
    ]
    assert texts(shared) == {"one.txt of A": ONE + " It changed.", "same.txt of B": THEIRS, "two.txt of B": TWO}


def test_the_same_content_is_stored_once_and_stays_until_the_last_source_has_dropped_it(tmp_path: Path) -> None:
    put(tmp_path, one=ONE, two=TWO)
    added(tmp_path, "A")
    assert [each.status for each in added(tmp_path, "B")] == ["added", "added"]
    assert texts(tmp_path) == {"one.txt of A": ONE, "two.txt of A": TWO}
    put(tmp_path, two=TWO)
    added(tmp_path, "A", pruning=True)
    assert texts(tmp_path) == {"one.txt of B": ONE, "two.txt of A": TWO}
    added(tmp_path, "B", pruning=True)
    assert texts(tmp_path) == {"two.txt of A": TWO}


def test_a_file_that_another_machine_does_not_have_was_not_moved_from_there(tmp_path: Path) -> None:
    put(tmp_path, one=ONE)
    added(tmp_path, "A")
    put(tmp_path, renamed=ONE)
    (outcome,) = added(tmp_path, "B")
    assert (outcome.status, str(outcome.reason)) == ("added", f"the same as {tmp_path / 'docs' / 'one.txt'}")
    with opened(tmp_path, "A") as library:
        assert [Path(path).name for path in library.files.paths()] == ["one.txt"]


def test_files_of_an_older_library_become_those_of_the_machine_that_adds_their_path_next(tmp_path: Path) -> None:
    put(tmp_path, one=ONE, same=OURS)
    added(tmp_path, "")
    put(tmp_path, one=ONE, same=OURS + " It changed.")
    assert [each.status for each in added(tmp_path, "A", pruning=True)] == ["unchanged", "updated"]
    assert texts(tmp_path) == {"one.txt of A": ONE, "same.txt of A": OURS + " It changed."}


def test_a_file_of_an_older_library_that_is_gone_is_dropped_unless_it_may_be_another_machines(tmp_path: Path) -> None:
    put(tmp_path, one=ONE, gone="Nobody has this any more.")
    added(tmp_path, "")
    put(tmp_path, one=ONE)
    assert [each.status for each in added(tmp_path, "A", pruning=True)] == ["unchanged", "removed"]
    put(tmp_path, theirs=THEIRS)
    added(tmp_path, "B")
    put(tmp_path, old="Nobody knows whose this is.")
    added(tmp_path, "")
    put(tmp_path, one=ONE)
    assert [each.status for each in added(tmp_path, "A", pruning=True)] == ["unchanged"]


def test_a_library_of_an_earlier_version_is_of_nobody_until_it_is_added_to(tmp_path: Path) -> None:
    library = Library.open(unpack(7, tmp_path / "library"), source="A")
    assert {record.source for record in library.documents()} == {""}
    path = library.documents()[0].path
    assert library.files[path].source == ""
    library.files.claim([path])
    assert library.files[path].source == "A"
    assert {record.source for record in library.documents()} == {"", "A"}
