"""ZIP archives of documents: what is in them by what name, what is left out, and what becomes of a change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corpus.errors import DamagedFile, EmptyFile, TooLarge
from corpus.folders.importer import add_files
from corpus.readers import read
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from tests.support import opendocument
from tests.support.hostile_packages import zipped

if TYPE_CHECKING:
    from pathlib import Path

BEES = b"Bees dance in the meadow behind the mill."
WASPS = b"Wasps do not dance at all, as far as anybody knows."


def parts_of(data: bytes) -> dict[str, str]:
    return {part.name: part.content.text for part in read(data, "/x/all.zip")}


def test_each_document_goes_by_its_path_in_the_archive_in_the_order_of_names() -> None:
    data = zipped({"b/wasps.txt": WASPS, "a.odt": opendocument.text("Bees", "They dance."), "b/": b""})
    assert list(parts_of(data).items()) == [("a.odt", "Bees\n\nThey dance."), ("b/wasps.txt", WASPS.decode())]


def test_the_documents_of_a_file_with_many_go_by_both_names() -> None:
    articles = json.dumps([{"title": "Bees", "text": BEES.decode()}, {"title": "Wasps", "text": WASPS.decode()}])
    assert list(parts_of(zipped({"news.json": articles.encode()}))) == ["news.json/1", "news.json/2"]


def test_what_is_no_document_is_left_out_without_a_word_and_what_is_broken_with_one() -> None:
    held = {
        "bees.txt": BEES,
        "photo.gif": b"GIF89a" + bytes(50),
        "train.py": b"print('bees')",
        ".hidden/notes.txt": WASPS,
        "__MACOSX/._bees.txt": WASPS,
        "~$bees.docx": WASPS,
        "bees.txt.meta.json": b"{}",
        "broken.docx": opendocument.text("x", "y")[:200],
    }
    (part,) = read(zipped(held), "/x/all.zip")
    assert part.name == "bees.txt"
    (warning,) = part.content.warnings
    assert str(warning.message()).startswith(
        "files in it that were not read: 1, the first of them broken.docx (it is cut"
    )


def test_names_lead_nowhere_and_are_never_the_same() -> None:
    assert list(parts_of(zipped({"../../etc/bees.txt": BEES, "/etc/bees.txt": WASPS}))) == [
        "etc/bees.txt",
        "etc/bees.txt (2)",
    ]


def test_an_archive_in_an_archive_is_read_and_one_in_that_is_not() -> None:
    inner = zipped({"bees.txt": BEES})
    middle = zipped({"inner.zip": inner})
    assert list(parts_of(middle)) == ["inner.zip/bees.txt"]
    with pytest.raises(TooLarge, match="unpack it"):
        parts_of(zipped({"middle.zip": middle}))


def test_an_archive_without_documents_or_with_broken_ones_alone_says_so() -> None:
    with pytest.raises(EmptyFile, match="no document"):
        parts_of(zipped({"photo.gif": b"GIF89a" + bytes(50)}))
    with pytest.raises(DamagedFile, match="cut short"):
        parts_of(zipped({"broken.docx": opendocument.text("x", "y")[:200]}))


def test_a_changed_archive_keeps_what_is_the_same_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    library = Library.open(tmp_path / "library")

    def add(files: dict[str, bytes]) -> dict[str, str]:
        path.write_bytes(zipped(files))
        with Reader() as reader:
            assert [outcome.status for outcome in add_files(library, [path], reader)] in (["added"], ["updated"])
        return {library.document(record.id).text: record.id for record in library.documents()}

    before = add({"bees.txt": BEES, "wasps.txt": WASPS})
    after = add({"bees.txt": BEES, "ants.txt": b"Ants walk in a line and never get lost."})
    assert len(before) == len(after) == 2
    assert before[BEES.decode()] == after[BEES.decode()]
    assert WASPS.decode() not in after


def test_a_document_in_an_archive_is_found_by_its_name_there(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({"a/bees.txt": BEES, "a/wasps.txt": WASPS}))
    library = Library.open(tmp_path / "library")
    with Reader() as reader:
        list(add_files(library, [tmp_path / "all.zip"], reader))
    id = library.names.find("all.zip/a/bees.txt")
    assert library.document(id).text == BEES.decode()
    assert library.names.matching("*.zip/a/b*") == {id}
    assert len(library.names.find_all("all.zip")) == 2
