"""Collections are renamed, dissolved and filled by hand, while files stay where they lie; the last change is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.store.arrangement import ArrangedSince, Arrangement
from corpus.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ["/home/ana/Trips", "/home/ana/Work"]
PATHS = {"/home/ana/Trips/rome.md": "Trips", "/home/ana/Work/memo.md": "Work", "/home/ana/lease.md": ""}


def shown(arranged: Arrangement) -> list[str]:
    return [next(iter(arranged.collections([path], FOLDERS))) for path in PATHS]


def test_without_a_change_folders_are_collections() -> None:
    assert shown(Arrangement()) == list(PATHS.values())


def test_a_collection_is_renamed_and_what_was_moved_into_it_comes_along() -> None:
    arranged = Arrangement().moved(["/home/ana/lease.md"], "Trips").renamed("Trips", "Journeys", ["Trips", "Work"])
    assert shown(arranged) == ["Journeys", "Work", "Journeys"]
    assert shown(arranged.renamed("Journeys", "Trips", ["Trips", "Work"])) == ["Trips", "Work", "Trips"]


def test_two_collections_of_one_name_are_one() -> None:
    assert shown(Arrangement().renamed("Trips", "Work", ["Trips", "Work"])) == ["Work", "Work", ""]


def test_a_dissolved_collection_leaves_its_documents_in_none() -> None:
    arranged = Arrangement().renamed("Trips", "", ["Trips", "Work"])
    assert shown(arranged) == ["", "Work", ""]
    assert shown(arranged.moved(["/home/ana/Trips/rome.md"], "Work")) == ["Work", "Work", ""]


def test_the_last_change_is_taken_back_and_no_other(tmp_path: Path) -> None:
    """What is written is there for the next who opens the library, and its generation has changed."""
    library = Library.open(tmp_path)
    before = library.store.generation()
    first = library.arrangements.rename("Trips", "Journeys")
    assert library.store.generation() > before
    second = library.arrangements.move(["/x/lease.md"], "Journeys")
    with pytest.raises(ArrangedSince):
        library.arrangements.undo(first)
    library.arrangements.undo(second)
    with pytest.raises(ArrangedSince):
        library.arrangements.undo(second)
    library.close()


def test_an_arrangement_that_cannot_be_read_leaves_the_folders(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    with library.store.writing() as connection:
        connection.execute("INSERT INTO settings VALUES ('collections', '{\"now\": 3}')")
    assert library.list.collections() == {}
    library.arrangements.rename("a", "b")
    library.close()
