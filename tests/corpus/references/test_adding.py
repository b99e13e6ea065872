"""Files that a library of references describes, added as a person adds them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.folders.importer import add_plan, files_to_add
from corpus.folders.pruning import prune
from corpus.readers.sandbox.reader import Reader
from tests.support.zotero_folder import LINKED, ZoteroFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.documents import Metadata
    from corpus.folders.importer import FileOutcome
    from corpus.store.library import Library

    Add = Callable[..., list[FileOutcome]]

BIB = """@article{{leka, title = {{The life of bees}}, author = {{Leka, Ana}}, year = {{2020}}, journal = {{Bees}},
  doi = {{10.1234/bees}}, file = {{PDF:{path}:text/plain}}}}"""
TEXT = "The queen lays 2,000 eggs a day.\n"


@pytest.fixture
def add(library: Library) -> Iterator[Add]:
    with Reader() as reader:
        yield lambda *paths: list(add_plan(library, files_to_add(paths), reader))


def said(library: Library) -> dict[str, Metadata]:
    return {Path(each.path).name: each.metadata for each in library.documents()}


def export(folder: Path, path: str = "files/1/bees.txt") -> Path:
    (folder / "files/1").mkdir(parents=True)
    (folder / "files/1/bees.txt").write_text(TEXT)
    (folder / "export.bib").write_text(BIB.format(path=path))
    return folder / "export.bib"


@pytest.mark.parametrize("named", ["export.bib", ".", "files", "files/1/bees.txt"])
def test_attachments_of_an_export_are_cited_as_it_says_however_they_are_named(
    library: Library, add: Add, tmp_path: Path, named: str
) -> None:
    export(tmp_path / "mine")
    (outcome,) = add(tmp_path / "mine" / named)
    assert outcome.status == "added"
    about = said(library)["bees.txt"]
    assert (about.title, about.author, about.date) == ("The life of bees", "Ana Leka", "2020")
    assert (about.publication, about.doi) == ("Bees", "10.1234/bees")
    assert library.document(library.documents()[0].id).text == TEXT


def test_what_changes_in_the_list_changes_the_citation_and_nothing_else(
    library: Library, add: Add, tmp_path: Path
) -> None:
    bib = export(tmp_path / "mine")
    (first,) = add(bib)
    assert [each.status for each in add(bib)] == ["unchanged"]
    bib.write_text(bib.read_text().replace("2020", "2021"))
    (second,) = add(tmp_path / "mine")
    assert (second.status, second.document) == ("updated", first.document)
    assert said(library)["bees.txt"].date == "2021"
    assert [each.status for each in add(tmp_path / "mine")] == ["unchanged"]


def test_a_side_car_goes_before_the_list(library: Library, add: Add, tmp_path: Path) -> None:
    bib = export(tmp_path / "mine")
    (tmp_path / "mine/files/1/bees.txt.meta.json").write_text('{"title": "My title"}')
    add(bib)
    about = said(library)["bees.txt"]
    assert (about.title, about.author) == ("My title", "Ana Leka")


def test_a_list_brings_in_no_file_from_elsewhere_but_describes_one_that_is_named(
    library: Library, add: Add, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The password is honey.")
    for path in (str(secret), "../secret.txt", "files/../../secret.txt"):
        bib = export(tmp_path / str(len(path)), path)
        plan = files_to_add([bib])
        assert plan.files == ()
        assert "outside" in str(plan.passed_over[0].reason)
        assert all(each.name != "secret.txt" for each in files_to_add([bib.parent]).files)
    add(bib, secret)
    assert said(library)["secret.txt"].author == "Ana Leka"


def test_an_attachment_that_is_not_there_is_passed_over(add: Add, tmp_path: Path) -> None:
    bib = export(tmp_path / "mine", "files/1/bees.txt:x;PDF:files/2/gone.pdf")
    plan = files_to_add([bib])
    assert [each.name for each in plan.files] == ["bees.txt"]
    assert [(each.path.name, "not there" in each.reason) for each in plan.passed_over] == [("gone.pdf", True)]


def test_a_list_without_files_is_a_document_as_it_was(library: Library, add: Add, tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text("@book{a, title = {The life of bees}, year = 1999}")
    assert [each.status for each in add(tmp_path / "works.bib")] == ["added"]
    assert said(library)["works.bib"].author is None


def test_a_zotero_folder_is_its_attachments_and_no_other_file(library: Library, add: Add, tmp_path: Path) -> None:
    zotero = ZoteroFolder(tmp_path / "Zotero")
    elsewhere = tmp_path / "papers/linked.txt"
    elsewhere.parent.mkdir()
    elsewhere.write_text("Wasps do not store honey.")
    item = zotero.item({"title": "The life of bees", "date": "2020-05-00 May 2020"}, ("Ana", "Leka", 1))
    zotero.attach(item, "bees.txt", TEXT)
    zotero.attach(item, "", mode=LINKED, path=str(elsewhere))
    (zotero.folder / "storage/FILE0002/frame.html").write_text("<p>An advertisement.")
    (zotero.folder / "translators").mkdir()
    (zotero.folder / "translators/notes.txt").write_text("Not a paper.")
    outcomes = add(zotero.folder)
    assert sorted(said(library)) == ["bees.txt", "linked.txt"]
    assert {each.author for each in said(library).values()} == {"Ana Leka"}
    assert [each.status for each in add(zotero.folder)] == ["unchanged"] * 2
    zotero.run("UPDATE itemDataValues SET value = 'The death of bees' WHERE value LIKE 'The life%'")
    assert [each.status for each in add(zotero.folder)] == ["updated"] * 2
    assert said(library)["bees.txt"].title == "The death of bees"
    Path(outcomes[0].path).unlink()
    assert [Path(each.path).name for each in prune(library, [zotero.folder])] == ["bees.txt"]


def test_a_zotero_folder_inside_another_brings_in_nothing_from_elsewhere(
    library: Library, add: Add, tmp_path: Path
) -> None:
    zotero = ZoteroFolder(tmp_path / "home/Zotero")
    (tmp_path / "secret.txt").write_text("The password is honey.")
    (tmp_path / "home/notes.txt").write_text("Notes.")
    item = zotero.item({"title": "The life of bees"})
    zotero.attach(item, "bees.txt", TEXT)
    zotero.attach(item, "", mode=LINKED, path=str(tmp_path / "secret.txt"))
    add(tmp_path / "home")
    assert sorted(said(library)) == ["bees.txt", "notes.txt"]
    assert said(library)["bees.txt"].title == "The life of bees"
