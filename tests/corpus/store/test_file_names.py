"""Passages are found by the names of their files and of the folders that hold these, and by titles and headings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.folders.importer import add_files, add_plan, files_to_add
from corpus.readers.sandbox.reader import Reader
from corpus.store.file_names import below_added
from corpus.store.migration_functions import common_folder
from corpus.store.word_index import WordIndex
from tests.support.old_libraries import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.store.library import Library


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as opened:
        yield opened


def write(folder: Path, **texts: str) -> Path:
    """Write a text file for each name; two underlines stand for a folder."""
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def found(library: Library, term: str) -> set[str]:
    """Return the names of the files whose passages are found by a term."""
    index = WordIndex(library.store)
    ids = index.search([[term]], index.statistics([term]), 99)
    documents = {passage.document for passage in library.passages.get(ids).values()}
    return {Path(library.document(id).path).name for id in documents}


def add(library: Library, reader: Reader, *paths: Path) -> None:
    assert {outcome.status for outcome in add_plan(library, files_to_add(paths), reader)} <= {
        "added",
        "unchanged",
        "updated",
    }


@pytest.mark.parametrize(
    ("path", "folders", "expected"),
    [
        ("/home/ana/work/bolt/report.txt", ["/home/ana/work"], "work/bolt/report.txt"),
        ("/home/ana/work/bolt/report.txt", ["/home/ana/work/bolt", "/home/ana/work"], "work/bolt/report.txt"),
        ("/home/ana/work/report.txt", ["/home/ana/wo"], "report.txt"),
        ("/home/ana/work/report.txt", [], "report.txt"),
        ("/work/report.txt", ["/"], "work/report.txt"),
    ],
)
def test_names_count_from_the_outermost_added_folder_on(path: str, folders: list[str], expected: str) -> None:
    assert below_added(path, folders) == expected


def test_a_passage_is_found_by_the_names_of_its_file_and_folders(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    add(library, reader, write(tmp_path / "secret" / "papers", acme__BoardMinutes2023="They met.", bolt__x="He left."))
    assert found(library, "board") == found(library, "2023") == found(library, "acm") == {"BoardMinutes2023.txt"}
    assert found(library, "paper") == {"BoardMinutes2023.txt", "x.txt"}
    assert found(library, "secret") == found(library, "txt") == set()


def test_a_file_that_is_added_by_itself_has_its_own_name_only(library: Library, reader: Reader, tmp_path: Path) -> None:
    write(tmp_path / "papers", minutes="They met.")
    list(add_files(library, [tmp_path / "papers" / "minutes.txt"], reader))
    assert found(library, "minut") == {"minutes.txt"}
    assert found(library, "paper") == set()


def test_when_its_folder_is_added_too_the_name_of_that_counts(library: Library, reader: Reader, tmp_path: Path) -> None:
    folder = write(tmp_path / "papers", minutes="They met.", letter="He left.")
    list(add_files(library, [folder / "minutes.txt"], reader))
    add(library, reader, folder)
    assert found(library, "paper") == {"minutes.txt", "letter.txt"}


def test_names_follow_a_file_that_moves_and_forget_where_it_was(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    folder = write(tmp_path / "papers", drafts__minutes="They met.")
    add(library, reader, folder)
    (folder / "drafts").rename(folder / "final")
    add(library, reader, folder)
    assert found(library, "final") == {"minutes.txt"}
    assert found(library, "draft") == set()


def test_a_copy_is_found_by_either_name_as_long_as_it_is_there(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    folder = write(tmp_path / "papers", minutes="They met.", protocol="They met.")
    add(library, reader, folder)
    assert len(library.documents()) == 1
    assert found(library, "minut") == found(library, "protocol") != set()
    library.files.remove([str(folder / "protocol.txt")])
    assert found(library, "protocol") == set()
    assert found(library, "minut") == {"minutes.txt"}


def test_what_is_removed_leaves_neither_names_nor_its_folder_behind(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    add(library, reader, write(tmp_path / "papers", minutes="The AGM (annual general meeting) was held."))
    library.remove([record.id for record in library.documents()])
    for table in ("added_folders", "short_forms", "passages"):
        assert rows(library.store.folder, f"SELECT * FROM {table}") == []


def test_every_heading_above_a_passage_finds_it_and_none_beside(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    (tmp_path / "report.md").write_text(
        "# Annual report\n\n## Acme\n\n### Board\n\nThe chair is Rosa.\n\n## Bolt\n\n### Board\n\nThe chair is Tom.\n"
    )
    list(add_files(library, [tmp_path / "report.md"], reader))
    index = WordIndex(library.store)
    (id,) = index.search([["bolt"]], index.statistics(["bolt"]), 9)
    assert library.passages.get([id])[id].terms == "chair tom"
    terms = library.passages.terms([id])[id]
    assert (terms.title, terms.headings, terms.names) == ("annual report", "bolt board", "")


def test_the_folder_of_an_old_library_is_guessed_unless_it_may_hold_anything() -> None:
    assert common_folder('["/home/ana/work/bolt/a.txt", "/home/ana/work/acme/b.txt"]') == "/home/ana/work"
    assert common_folder('["/home/ana/a.txt", "/home/ana/work/b.txt"]') is None
    assert common_folder('["/home/ana/work/a.txt"]') is None
    assert common_folder("[]") is None
