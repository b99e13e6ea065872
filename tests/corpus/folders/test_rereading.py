"""Files that an older version of the readers has read, and their reading anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import app
from corpus.documents import Content, Metadata, Part, Span
from corpus.errors import DamagedFile
from corpus.folders.importer import FileOutcome, add_files, reread
from corpus.messages import Message
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.readers.loaded_file import LoadedFile
    from corpus.store.library import Library

OWLS = "Owls hunt by night. They sleep in the hollow of a tree."


class OlderReader(Reader):
    """Reads texts without their last sentence, as an older version might; `parts` of each file."""

    def __init__(self, parts: tuple[str, ...] = ("",)) -> None:
        super().__init__()
        self._parts = parts

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        text = file.data.decode().partition(". ")[0] + "."
        for name in self._parts:
            yield Part(Content(text, Metadata("Owls", language="en"), "text/plain", Span(0, len(text))), name)


class BrokenReader(Reader):
    """Reads one document of a file and breaks off."""

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        yield Part(Content("Another text.", Metadata("Owls", language="en"), "text/plain", Span(0, 13)), "")
        yield Part(Content("And a second.", Metadata("Owls", language="en"), "text/plain", Span(0, 13)), "more")
        raise DamagedFile(Message("it breaks off"))


@pytest.fixture
def owls(library: Library, tmp_path: Path) -> Path:
    """Return a file that is in the library as an older version has read it."""
    path = tmp_path / "files" / "owls.txt"
    path.parent.mkdir()
    path.write_text(OWLS)
    list(add_files(library, [path], OlderReader()))
    mark_as_old(library)
    return path


def mark_as_old(library: Library) -> None:
    with library.store.writing() as connection:
        connection.execute("UPDATE originals SET readers = 0")


def again(library: Library, reader: Reader | None = None) -> FileOutcome:
    with reader or Reader() as reading:
        (outcome,) = reread(library, library.files.outdated(), reading)
    return outcome


def test_what_this_version_reads_is_of_this_version(library: Library, owls: Path) -> None:
    assert library.files.outdated() == [str(owls)]
    assert [record.outdated for record in library.documents()] == [True]
    again(library)
    assert library.files.outdated() == []
    assert [record.outdated for record in library.documents()] == [False]


def test_an_unchanged_file_stays_as_it_is_until_it_is_read_again(library: Library, owls: Path) -> None:
    (record,) = library.documents()
    with Reader() as reader:
        assert [each.status for each in add_files(library, [owls], reader)] == ["unchanged"]
    assert library.document(record.id).text == "Owls hunt by night."
    outcome = again(library)
    assert (outcome.status, outcome.document) == ("updated", record.id)
    assert library.document(record.id).text == OWLS


def test_what_reads_as_before_keeps_its_passages(library: Library, owls: Path) -> None:
    again(library)
    (record,) = library.documents()
    before = [each.id for each in library.passages.of(record.id)]
    mark_as_old(library)
    assert again(library).status == "unchanged"
    assert [each.id for each in library.passages.of(record.id)] == before


def test_passages_that_an_older_version_has_divided_otherwise_are_divided_anew(library: Library, owls: Path) -> None:
    again(library)
    (record,) = library.documents()
    (passage,) = library.passages.of(record.id)
    with library.store.writing() as connection:
        connection.execute("UPDATE passages SET sentences = ? WHERE id = ?", (json.dumps([0, len(OWLS)]), passage.id))
    mark_as_old(library)
    outcome = again(library)
    assert (outcome.status, outcome.document) == ("updated", record.id)
    (divided,) = library.passages.of(record.id)
    assert [each.of(OWLS) for each in divided.passage.sentences] == [
        "Owls hunt by night.",
        "They sleep in the hollow of a tree.",
    ]


def test_a_file_that_cannot_be_read_any_more_keeps_what_the_library_has(library: Library, owls: Path) -> None:
    before = library.documents()
    assert again(library, BrokenReader()).status == "failed"
    assert library.documents() == before
    owls.unlink()
    assert again(library).status == "failed"
    assert library.documents() == before


def test_the_command_reads_what_is_outdated_and_says_what_became_of_it(library: Library, owls: Path) -> None:
    folder = str(library.store.folder)
    library.store.close()
    done = CliRunner().invoke(app.commands, ["--library", folder, "add", str(owls)])
    assert "read by an older Besa; read them anew: besa reread" in done.stderr
    done = CliRunner().invoke(app.commands, ["--library", folder, "reread", "--json"])
    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["updated"]
    done = CliRunner().invoke(app.commands, ["--library", folder, "reread", str(owls)])
    assert done.stdout.startswith("unchanged")
    done = CliRunner().invoke(app.commands, ["--library", folder, "reread", "nowhere.txt"])
    assert done.exit_code == 1
    assert "nothing that was read at nowhere.txt" in str(done.exception or done.output)
