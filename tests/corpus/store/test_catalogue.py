from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from corpus.documents import Content, Document, Metadata, Passage, Span
from corpus.store.catalogue.catalogue import CatalogueQuery
from corpus.store.database import DATABASE, Store
from corpus.store.library import Library
from tests.support.old_libraries import VERSIONS, rows, unpack

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.catalogue.catalogue import Order

NOTES = {
    "/notes/levels.md": Metadata("Water levels of the Drin", "Teuta Marku", "Hydro Institute", "2021-04-05"),
    "/notes/Bees.html": Metadata("Bees of Kruja", "Elira Dema, Luan Gashi", None, "2020-09-01"),
    "/notes/old/bees.html": Metadata("The bees of Lezha", "Gashi, Luan", "Hydro Institute", "2020"),
    "/notes/ferry_100%.pdf": Metadata("Ferry timetable", None, "Port Office", None),
}
PDF = "application/pdf"


@pytest.fixture
def notes(library: Library) -> Library:
    for path, metadata in NOTES.items():
        put(library, path, metadata, PDF if path.endswith("pdf") else "text/plain")
    return library


def put(library: Library, path: str, metadata: Metadata, media_type: str = "text/plain") -> str:
    text = f"{metadata.title}."
    content = Content(text, metadata, media_type, Span(0, len(text)))
    document = Document(path, "0" * 64, content)
    library.put(document, [Passage(Span(0, len(text)), (Span(0, len(text)),))])
    return document.id


def titles(library: Library, query: CatalogueQuery, order: Order = "newest") -> list[str]:
    return [each.title for each in library.catalogue.entries(query, 9, order)]


def test_documents_of_a_year_include_one_that_says_the_year_only(notes: Library) -> None:
    of_2020 = CatalogueQuery(since="2020", before="2020~")
    assert titles(notes, of_2020) == ["Bees of Kruja", "The bees of Lezha"]
    assert notes.catalogue.count(of_2020) == 2
    assert titles(notes, CatalogueQuery(since="2020-09", before="2020-09~")) == ["Bees of Kruja"]
    assert titles(notes, CatalogueQuery(before="2021")) == ["Bees of Kruja", "The bees of Lezha"]
    assert titles(notes, CatalogueQuery(since="2020~")) == ["Water levels of the Drin"]


def test_the_newest_and_the_oldest_come_first_and_those_without_a_date_last(notes: Library) -> None:
    newest = ["Water levels of the Drin", "Bees of Kruja", "The bees of Lezha", "Ferry timetable"]
    assert titles(notes, CatalogueQuery()) == newest
    assert titles(notes, CatalogueQuery(), "oldest") == ["The bees of Lezha", "Bees of Kruja", newest[0]]
    undated = CatalogueQuery(publishers=frozenset({"Port Office"}))
    assert titles(notes, undated, "oldest") == ["Ferry timetable"]
    assert notes.catalogue.count_undated(CatalogueQuery(since="2020")) == 1


@pytest.mark.parametrize(
    ("name", "authors", "publishers"),
    [
        ("Elira Dema", {"Elira Dema, Luan Gashi"}, set()),
        ("dema", {"Elira Dema, Luan Gashi"}, set()),
        ("Luan Gashi", {"Elira Dema, Luan Gashi", "Gashi, Luan"}, set()),
        ("the Hydro Institute", set(), set()),
        ("HYDRO institute", set(), {"Hydro Institute"}),
        ("Elira Gashi", set(), set()),
        ("Eli", set(), set()),
        ("Gash", set(), set()),
        ('" OR title : *', set(), set()),
        ("?!", set(), set()),
    ],
)
def test_somebody_is_found_by_a_whole_name_or_a_part_of_one(
    notes: Library, name: str, authors: set[str], publishers: set[str]
) -> None:
    found = notes.catalogue.called(name) or CatalogueQuery()
    assert (set(found.authors), set(found.publishers)) == (authors, publishers)


def test_a_query_by_names_takes_author_or_publisher(notes: Library) -> None:
    query = CatalogueQuery(authors=frozenset({"Teuta Marku"}), publishers=frozenset({"Port Office"}))
    assert titles(notes, query) == ["Water levels of the Drin", "Ferry timetable"]
    assert titles(notes, CatalogueQuery(media_types=frozenset({PDF}))) == ["Ferry timetable"]


def test_a_title_is_found_whole_or_by_its_words_in_any_form(notes: Library) -> None:
    catalogue = notes.catalogue
    assert [each.path for each in catalogue.titled("BEES of kruja", None, 9)] == ["/notes/Bees.html"]
    assert catalogue.titled("Bees", None, 9) == []
    assert [each.title for each in catalogue.with_in_title(["level", "Drin"], None, 9)] == ["Water levels of the Drin"]
    assert len(catalogue.with_in_title(["bee"], None, 9)) == 2
    assert len(catalogue.with_in_title(["bee"], None, 1)) == 1
    assert catalogue.with_in_title(["bee", "drin"], None, 9) == []


def test_a_file_is_found_by_its_name_whatever_signs_are_in_it(notes: Library) -> None:
    catalogue = notes.catalogue
    assert {each.path for each in catalogue.filed_as("bees.html", None, 9)} == {
        "/notes/Bees.html",
        "/notes/old/bees.html",
    }
    assert [each.path for each in catalogue.filed_as("ferry_100%.pdf", None, 9)] == ["/notes/ferry_100%.pdf"]
    assert catalogue.filed_as("ferry_100_.pdf", None, 9) == []
    assert catalogue.filed_as("ees.html", None, 9) == []


def test_every_search_keeps_to_the_documents_named(notes: Library) -> None:
    lezha = frozenset({notes.names.find("old/bees.html")})
    catalogue = notes.catalogue
    assert catalogue.count(CatalogueQuery(documents=lezha)) == 1
    assert [each.title for each in catalogue.with_in_title(["bee"], lezha, 9)] == ["The bees of Lezha"]
    assert [each.title for each in catalogue.filed_as("bees.html", lezha, 9)] == ["The bees of Lezha"]
    assert catalogue.titled("Bees of Kruja", lezha, 9) == []
    assert catalogue.count(CatalogueQuery(documents=frozenset())) == 0


def test_what_is_removed_or_replaced_is_found_no_more(notes: Library) -> None:
    notes.remove([notes.names.find("levels.md")])
    put(notes, "/notes/Bees.html", Metadata("Wasps of Kruja", "Ana Leka", None, "2022"))
    assert notes.catalogue.called("Marku") is notes.catalogue.called("Dema") is None
    assert titles(notes, CatalogueQuery()) == ["Wasps of Kruja", "The bees of Lezha", "Ferry timetable"]
    assert [each.title for each in notes.catalogue.with_in_title(["Kruja"], None, 9)] == ["Wasps of Kruja"]


def test_the_words_of_what_is_removed_cannot_be_read_from_the_file(notes: Library) -> None:
    assert notes.store.purge()
    assert b"marku" in (notes.store.folder / DATABASE).read_bytes().lower()
    notes.remove([notes.names.find("levels.md")])
    assert notes.store.purge()
    assert b"marku" not in (notes.store.folder / DATABASE).read_bytes().lower()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_library_has_its_catalogue_when_it_is_opened(version: int, tmp_path: Path) -> None:
    library = Library.open(unpack(version, tmp_path))
    assert library.catalogue.count(CatalogueQuery()) == len(library.documents())
    by_ana = library.catalogue.called("Ana Leka")
    assert by_ana is not None
    (found,) = library.catalogue.entries(by_ana, 9)
    assert (found.title, found.date) == ("The lighthouse of Skagen", "2021-03-04")
    assert rows(tmp_path, "INSERT INTO catalogue_words (catalogue_words) VALUES ('integrity-check')") == []


def test_a_besa_that_knows_no_catalogue_keeps_it_all_the_same(notes: Library) -> None:
    notes.close()
    connection = sqlite3.connect(notes.store.folder / DATABASE)
    connection.execute("PRAGMA foreign_keys = ON")
    with connection:
        connection.execute("DELETE FROM documents WHERE metadata ->> 'author' = 'Teuta Marku'")
    connection.close()
    again = Library.open(notes.store.folder)
    assert again.catalogue.count(CatalogueQuery()) == len(again.documents()) == 3


def test_an_older_library_that_cannot_be_written_to_has_none_and_is_read_all_the_same(
    notes: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert notes.catalogue.is_there()
    notes.close()
    shutil.copytree(notes.store.folder, tmp_path / "older")
    connection = sqlite3.connect(tmp_path / "older" / DATABASE)
    with connection:
        for statement in (
            "DROP TABLE catalogue",
            "DROP TABLE catalogue_words",
            "DROP TRIGGER document_catalogued",
            "DELETE FROM schemas WHERE name = 'catalogue'",
        ):
            connection.execute(statement)
    connection.close()
    monkeypatch.setattr("os.access", lambda path, mode: False)
    older = Library(Store.open(tmp_path / "older"))
    assert not older.catalogue.is_there()
    assert len(older.documents()) == 4
