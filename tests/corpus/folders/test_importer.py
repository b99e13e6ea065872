"""What becomes of files that move, stand twice, or are there no more."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.folders.importer import FileOutcome, add_files, files_to_add
from corpus.folders.pruning import prune
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from corpus.store.library import Library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    for name in ("bees.txt", "sub/whales.txt", "sub/deep/owls.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The file {name} is about animals.")
    return folder


def add(library: Library, *paths: Path) -> list[FileOutcome]:
    with Reader() as reader:
        return list(add_files(library, files_to_add(paths).files, reader))


def add_and_prune(library: Library, *paths: Path) -> dict[str, str]:
    """By name, what became of each file that is not unchanged."""
    outcomes = [*add(library, *paths), *prune(library, paths)]
    return {Path(outcome.path).name: outcome.status for outcome in outcomes if outcome.status != "unchanged"}


def paths_of(library: Library) -> list[str]:
    return [Path(path).name for path in library.files.paths()]


def test_what_no_longer_exists_is_dropped_on_request_only(library: Library, folder: Path) -> None:
    add(library, folder)
    (folder / "bees.txt").unlink()
    add(library, folder)
    assert "bees.txt" in paths_of(library)
    assert add_and_prune(library, folder) == {"bees.txt": "removed"}
    assert paths_of(library) == ["owls.txt", "whales.txt"]
    assert [record.metadata.title for record in library.documents()] == ["Owls", "Whales"]


def test_a_moved_file_is_followed_before_anything_is_dropped(library: Library, folder: Path) -> None:
    add(library, folder)
    ids = {record.id for record in library.documents()}
    (folder / "sub").rename(folder / "moved")
    assert add_and_prune(library, folder) == {"whales.txt": "updated", "owls.txt": "updated"}
    assert {record.id for record in library.documents()} == ids
    assert all(Path(path).exists() for path in library.files.paths())


def test_only_files_below_what_is_named_are_dropped(library: Library, folder: Path) -> None:
    add(library, folder)
    (folder / "sub-x").mkdir()
    (folder / "sub-x" / "cats.txt").write_text("Cats sleep.")
    add(library, folder / "sub-x")
    for name in ("bees.txt", "sub/whales.txt", "sub-x/cats.txt"):
        (folder / name).unlink()
    assert add_and_prune(library, folder / "sub") == {"whales.txt": "removed"}
    assert paths_of(library) == ["bees.txt", "cats.txt", "owls.txt"]


def test_a_named_file_that_is_gone_is_dropped(library: Library, folder: Path) -> None:
    add(library, folder)
    (folder / "bees.txt").unlink()
    assert add_and_prune(library, folder / "bees.txt") == {"bees.txt": "removed"}


@pytest.mark.parametrize("emptied", [True, False], ids=["empty", "not there"])
def test_a_folder_whose_disk_may_be_unmounted_keeps_its_documents(
    library: Library, folder: Path, emptied: bool
) -> None:
    add(library, folder)
    shutil.rmtree(folder)
    if emptied:
        (folder / "sub").mkdir(parents=True)
    for named in (folder, folder / "bees.txt"):
        (kept,) = prune(library, [named])
        assert kept.status == "failed"
        assert "mounted" in str(kept.reason)
    assert len(library.documents()) == 3


def test_a_file_that_may_not_be_looked_at_is_not_gone(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(library, folder)
    look = Path.stat

    def look_or_fail(path: Path, **options: bool) -> os.stat_result:
        if "sub" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", look_or_fail)
    (folder / "bees.txt").unlink()
    assert [Path(dropped.path).name for dropped in prune(library, [folder])] == ["bees.txt"]


def test_a_copy_is_stored_once_and_stays_while_one_path_of_it_does(library: Library, folder: Path) -> None:
    add(library, folder)
    shutil.copy(folder / "bees.txt", folder / "copy.txt")
    (copied,) = [outcome for outcome in add(library, folder) if outcome.status != "unchanged"]
    assert (copied.status, copied.reason) == ("added", f"the same as {folder / 'bees.txt'}")
    assert len(library.documents()) == 3
    (folder / "bees.txt").unlink()
    assert add_and_prune(library, folder) == {"bees.txt": "removed"}
    (bees,) = [record for record in library.documents() if record.metadata.title == "Bees"]
    assert bees.path == str(folder / "copy.txt")


def test_a_link_to_a_file_outside_is_added_under_its_true_path(library: Library, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("It lies outside.")
    (folder / "link.txt").symlink_to(outside)
    assert str(outside) in {outcome.path for outcome in add(library, folder)}


def test_links_in_a_circle_and_pipes_fail_and_the_rest_goes_in(library: Library, folder: Path) -> None:
    (folder / "one.txt").symlink_to(folder / "two.txt")
    (folder / "two.txt").symlink_to(folder / "one.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    failed = {outcome.path: outcome.reason for outcome in add(library, folder) if outcome.status == "failed"}
    assert {Path(path).name for path in failed} == {"one.txt", "two.txt", "gone.txt", "pipe.txt"}
    assert all(failed.values())
    assert len(library.documents()) == 3


def test_a_folder_without_documents_fails_by_itself_and_the_other_paths_are_planned(folder: Path) -> None:
    (folder / "empty").mkdir()
    plan = files_to_add([folder / "empty", folder / "bees.txt", folder / "sub", folder / "gone"])
    assert [path.name for path in plan.files] == ["bees.txt", "whales.txt", "owls.txt"]
    assert [Path(each.path).name for each in plan.failures] == ["empty", "gone"]
    assert "holds no document" in str(plan.failures[0].reason)
    assert [(each.status, each.documents, each.passages) for each in plan.failures] == [("failed", 0, 0)] * 2


def test_a_document_that_goes_by_the_name_of_its_file_follows_that(library: Library, folder: Path) -> None:
    add(library, folder)
    before = {record.metadata.title: record.id for record in library.documents()}
    (folder / "bees.txt").rename(folder / "wasps.txt")
    assert [outcome.status for outcome in add(library, folder / "wasps.txt")] == ["updated"]
    after = {record.metadata.title: record.id for record in library.documents()}
    assert after == {"Wasps": before["Bees"], "Whales": before["Whales"], "Owls": before["Owls"]}


def test_an_encoding_that_was_given_is_kept_when_the_file_changes(library: Library, folder: Path) -> None:
    file = folder / "list.txt"
    file.write_bytes("žurnal".encode("cp1250"))
    with Reader(encoding="cp1250") as reader:
        assert [each.status for each in add_files(library, [file], reader)] == ["added"]
        assert [each.status for each in add_files(library, [file], reader)] == ["unchanged"]
    file.write_bytes("žurnal i ri".encode("cp1250"))
    add(library, file)
    assert next(library.document(each.id).text for each in library.documents() if "list" in each.path) == "žurnal i ri"


def test_bytes_that_are_no_characters_are_told(library: Library, folder: Path) -> None:
    file = folder / "bees.txt"
    file.write_bytes(b"The hives\xfe are warm, and the bees stay in them all day.")
    (outcome,) = add(library, file)
    assert outcome.reason is not None
    assert "(1)" in outcome.reason
