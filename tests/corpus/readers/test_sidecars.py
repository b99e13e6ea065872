"""What a person says of a document in `NAME.meta.json` goes before what the document says itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corpus.documents import Content, Metadata, Part, Source, Span
from corpus.folders.discovery import find_files, look_through
from corpus.folders.importer import FileOutcome, add_files
from corpus.readers import sidecars
from corpus.readers.sandbox.reader import Reader
from corpus.readers.sidecars import SideCar, apply_side_car, read_side_car, side_car_path

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library

WHALES = "---\ntitle: Whales\nauthor: A. Keeper\n---\n\nA whale sings for hours in the Arctic night.\n"


@pytest.fixture
def whales(tmp_path: Path) -> Path:
    file = tmp_path / "files" / "whales.md"
    file.parent.mkdir()
    file.write_text(WHALES)
    return file


def say(file: Path, values: object) -> None:
    side_car_path(file).write_text(values if isinstance(values, str) else json.dumps(values))


def add(library: Library, *paths: Path) -> list[FileOutcome]:
    with Reader() as reader:
        return list(add_files(library, find_files(paths), reader))


def metadata(library: Library) -> Metadata:
    (record,) = library.documents()
    return record.metadata


def test_a_side_car_goes_before_what_the_file_says(library: Library, whales: Path) -> None:
    said = {"title": "On whales", "publisher": "Sea Press", "date": "4 January 2020", "language": "en"}
    sources = [{"publisher": "The Whaler", "url": "https://example.org/w"}, "Logbook"]
    say(whales, {**said, "url": "https://example.org/whales", "sources": sources})
    (added,) = add(library, whales.parent)
    assert (added.status, added.reason) == ("added", None)
    assert metadata(library) == Metadata(
        title="On whales",
        author="A. Keeper",
        publisher="Sea Press",
        date="2020-01-04",
        url="https://example.org/whales",
        language="en",
        sources=(Source(publisher="The Whaler", url="https://example.org/w"), Source(title="Logbook")),
    )


def test_a_side_car_that_comes_changes_or_goes_updates_the_document(library: Library, whales: Path) -> None:
    add(library, whales)
    (document,) = library.documents()
    for title, values in (("One", {"title": "One"}), ("Two", {"title": "Two"}), ("Whales", None)):
        say(whales, values) if values else side_car_path(whales).unlink()
        (outcome,) = add(library, whales)
        assert outcome.status == "updated"
        assert metadata(library).title == title
        assert library.documents()[0].id == document.id
        assert [outcome.status for outcome in add(library, whales)] == ["unchanged"]


def test_a_year_may_be_a_number(library: Library, whales: Path) -> None:
    say(whales, {"date": 2019})
    add(library, whales)
    assert metadata(library).date == "2019"


@pytest.mark.parametrize(
    "values", ["{", "[1, 2]", '"a"', "\0", "[" * 100_000, "1" * 10_000, '{"title": ' + '{"a":' * 50_000]
)
def test_a_broken_side_car_is_named_each_time_and_its_file_added_all_the_same(
    library: Library, whales: Path, values: str
) -> None:
    say(whales, values)
    for status in ("added", "unchanged"):
        (outcome,) = add(library, whales)
        assert outcome.status == status
        assert outcome.reason is not None
        assert "whales.md.meta.json is not used" in outcome.reason
    assert metadata(library).title == "Whales"


def test_a_side_car_that_is_no_file_or_too_long_is_named(library: Library, whales: Path) -> None:
    side_car_path(whales).mkdir()
    assert "is not used" in str(add(library, whales)[0].reason)
    side_car_path(whales).rmdir()
    say(whales, {"title": "x" * 2_000_000})
    assert "is not used" in str(add(library, whales)[0].reason)
    assert metadata(library).title == "Whales"


def test_values_that_cannot_be_used_are_named_and_the_others_are(library: Library, whales: Path) -> None:
    hostile = {"url": "javascript:alert(1)", "date": "some day", "language": "Klingonish", "author": 7}
    say(whales, {**hostile, "title": "On\nwhales\x1b[31m", "publisher": None})
    (added,) = add(library, whales)
    assert added.reason == "whales.md.meta.json: its author, date, url and language cannot be used"
    assert metadata(library).title == "On whales [31m"
    assert metadata(library).author == "A. Keeper"


def test_a_side_car_is_no_document_and_stands_for_what_it_describes(whales: Path) -> None:
    say(whales, {"title": "On whales"})
    orphan = whales.with_name("gone.pdf.meta.json")
    orphan.write_text("{}")
    found = look_through([whales.parent])
    assert found.files == [whales]
    assert [(each.path, "gone.pdf" in each.reason) for each in found.passed_over] == [(orphan, True)]
    assert find_files([side_car_path(whales), whales]) == [whales]


def test_of_many_documents_in_a_file_it_names_the_publisher_but_not_each_ones_title() -> None:
    values: dict[str, Any] = {"title": "The mailbox", "author": "Somebody", "date": "2020", "publisher": "The office"}
    content = Content("Hello.", Metadata("Lunch", author="Ann"), "message/rfc822", Span(0, 6))
    said = apply_side_car(Part(content, "<1@example.org>"), SideCar(b"", Metadata(**values)))
    assert said.content.metadata == Metadata("Lunch", author="Ann", date="2020", publisher="The office")


def test_a_side_car_of_the_greatest_size_is_used_and_a_larger_one_is_not(
    whales: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(whales, {"title": "On whales"})
    size = side_car_path(whales).stat().st_size
    monkeypatch.setattr(sidecars, "MAX_BYTES", size)
    found = read_side_car(whales)
    assert found is not None
    assert (found.metadata.title, found.problem) == ("On whales", None)
    monkeypatch.setattr(sidecars, "MAX_BYTES", size - 1)
    found = read_side_car(whales)
    assert found is not None
    assert found.metadata == Metadata("")
    assert f"not a file of at most {size - 1} bytes" in str(found.problem)


def test_a_side_car_may_name_the_encoding_of_its_file(library: Library, whales: Path) -> None:
    file = whales.with_name("list.txt")
    file.write_bytes("žurnal".encode("cp1250"))
    say(file, {"encoding": "windows-1250"})
    add(library, file)
    assert [library.document(record.id).text for record in library.documents()] == ["žurnal"]
    say(file, {"encoding": "no such"})
    (outcome,) = add(library, file)
    assert outcome.reason is not None
    assert "encoding" in outcome.reason
