from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.documents import Content, Document, Heading, Metadata, Place, PlaceKind, Source, Span
from corpus.errors import LibraryDamaged, UnknownDocument
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store.document_names import ends_with
from corpus.store.library import Library
from corpus.store.word_index import WordIndex
from corpus.text.passages import split
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence


def document(text: str, path: str = "/notes/bees.txt", **about: object) -> Document:
    metadata = Metadata(title="Bees", **about)  # type: ignore[arg-type]
    return Document(path, "0" * 64, Content(text, metadata, "text/plain", Span(0, len(text))))


def search(library: Library, *terms: str, documents: Sequence[str] | None = None) -> list[int]:
    index = WordIndex(library.store)
    return index.search([[term] for term in terms], index.statistics(terms), 10, documents)


def test_a_document_comes_back_as_it_was_put(library: Library) -> None:
    text = "# Bees\n\nA colony has a queen.\fShe lays eggs."
    stored = Document(
        "/notes/bees.md",
        "a" * 64,
        Content(
            text,
            Metadata("Bees", "A. Keeper", "Hive Press", "2020-01", "https://example.org/b", "en", (Source("P", "T"),)),
            "text/markdown",
            Span(0, len(text)),
            (Heading(Span(0, 6), 1, "Bees"),),
            (
                Place(PlaceKind.PAGE, 1, Span(0, 29), "page i"),
                Place(PlaceKind.PAGE, 2, Span(30, len(text)), "page ii"),
            ),
        ),
    )
    assert library.put(stored, split(stored.content)) == "added"
    assert library.document(stored.id) == stored


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_every_excerpt_is_the_stored_texts_own_text(library: Library, text: str) -> None:
    put = document(text)
    passages = split(put.content)
    library.put(put, passages)
    stored = library.document(put.id)
    assert stored.text == text
    assert [found.passage for found in library.passages.of(put.id)] == list(passages)
    for found in library.passages.of(put.id):
        assert len(found.sentence_terms) == max(1, len(found.passage.sentences))


def test_an_update_replaces_the_document_and_its_words(library: Library) -> None:
    library.put(document("The queen lays eggs."), split(document("The queen lays eggs.").content))
    changed = document("The drone does nothing.")
    assert library.put(changed, split(changed.content)) == "updated"
    assert len(library.documents()) == 1
    assert search(library, "queen") == []
    assert len(search(library, "drone")) == 1


def test_a_removed_document_is_gone_from_the_list_and_from_the_words(shelf: Shelf) -> None:
    bees, lighthouses = shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    shelf.library.remove([str(bees.document)])
    assert [record.id for record in shelf.library.documents()] == [lighthouses.document]
    assert search(shelf.library, "queen") == []
    with pytest.raises(UnknownDocument, match="besa sources"):
        shelf.library.document(str(bees.document))


def test_the_languages_are_those_of_the_documents_that_are_there_now(library: Library) -> None:
    assert library.languages() == ("en",)
    for language in ("sq", "de", "fr"):  # each takes the only place of the one before
        put = document("The queen lays eggs.", language=language)
        library.put(put, split(put.content))
        assert library.languages() == (language,)
        library.remove([record.id for record in library.documents()])
    put = document("The queen lays eggs.", language="it")
    library.put(put, split(put.content))
    assert library.languages() == ("it",)
    other = document("The queen lays.", "/notes/queen.txt", language="it")
    library.put(other, split(other.content))
    assert library.languages() == ("it",)


def test_a_text_that_has_changed_on_the_disk_is_never_shown(shelf: Shelf) -> None:
    (bees,) = shelf.add(bees=BEES)
    with shelf.library.store.writing() as connection:
        connection.execute("UPDATE documents SET text = replace(text, 'fifty', 'sixty')")
    with pytest.raises(LibraryDamaged, match="besa doctor"):
        Library.open(shelf.library.store.folder).document(str(bees.document))


def test_removing_an_unknown_document_removes_none(shelf: Shelf) -> None:
    (bees,) = shelf.add(bees=BEES)
    with pytest.raises(UnknownDocument):
        shelf.library.remove([str(bees.document), "ffffffffffff"])
    assert len(shelf.library.documents()) == 1


def test_a_document_is_found_by_id_path_and_end_of_path(shelf: Shelf) -> None:
    (bees,) = shelf.add(bees=BEES)
    for name in (str(bees.document), bees.path, "bees.txt", "files/bees.txt"):
        assert shelf.library.names.find(name) == bees.document


def test_a_name_that_two_documents_have_is_refused_with_their_ids(library: Library) -> None:
    ids = []
    for path in ("/a/notes.txt", "/b/notes.txt"):
        put = document("Bees hum.", path)
        library.put(put, split(put.content))
        ids.append(put.id)
    with pytest.raises(UnknownDocument) as refused:
        library.names.find("notes.txt")
    assert all(id in str(refused.value) for id in ids)
    assert library.names.find("a/notes.txt") == ids[0]


def test_a_pattern_fits_names_titles_and_publishers_whatever_the_case(library: Library) -> None:
    put = document("Bees hum.", publisher="Hive Press")
    library.put(put, split(put.content))
    for pattern in ("BEES*", "*.txt", "hive press", "/notes/*"):
        assert library.names.matching(pattern) == {put.id}
    with pytest.raises(UnknownDocument, match="No document fits"):
        library.names.matching("*.pdf")


@pytest.mark.parametrize(
    ("name", "fits"),
    [("b.txt", True), ("a/b.txt", True), ("/x/a/b.txt", True), (".txt", False), ("x/b.txt", False), ("", False)],
)
def test_the_end_of_a_path_is_whole_names(name: str, fits: bool) -> None:
    assert ends_with("/x/a/b.txt", name) is fits


def test_words_are_found_without_case_and_diacritics_and_the_text_keeps_them(shelf: Shelf) -> None:
    (added,) = shelf.add(minister="The minister was Bledi Çuçi.")
    assert len(search(shelf.library, "cuci")) == 1
    assert "Çuçi" in shelf.library.document(str(added.document)).text


def test_words_can_be_looked_for_in_some_documents_only(shelf: Shelf) -> None:
    first, second = shelf.add(one="The keeper lit the lamp.", two="The keeper slept.")
    assert len(search(shelf.library, "keeper")) == 2
    only = search(shelf.library, "keeper", documents=[str(second.document)])
    assert [found.document for found in shelf.library.passages.get(only).values()] == [second.document]
    assert first.document != second.document


def test_counts_are_of_the_passages_own_words_and_not_of_their_titles(library: Library) -> None:
    for path, text in (("/a.txt", "The lamp burns. The lamp smokes."), ("/b.txt", "A lamp and a keeper.")):
        put = document(text, path)
        library.put(put, split(put.content))
    statistics = WordIndex(library.store).statistics(["lamp", "keeper", "bee", "whale"])
    assert statistics.passages == 2
    assert statistics.document_frequency == {"lamp": 2, "keeper": 1}
    assert statistics.mean_length == pytest.approx((4 + 2) / 2)
    assert len(search(library, "bee")) == 2


def test_a_file_is_skipped_while_it_is_unchanged(shelf: Shelf) -> None:
    assert [outcome.status for outcome in shelf.add(bees=BEES)] == ["added"]
    assert [outcome.status for outcome in shelf.add(bees=BEES)] == ["unchanged"]
    assert [outcome.status for outcome in shelf.add(bees=BEES + " They hum.")] == ["updated"]


def test_a_file_that_fails_is_reported_and_the_others_are_added(shelf: Shelf) -> None:
    outcomes = shelf.add(good=BEES, empty="", better=LIGHTHOUSES)
    assert [outcome.status for outcome in outcomes] == ["added", "failed", "added"]
    assert outcomes[1].reason
    assert len(shelf.library.documents()) == 2


def test_a_file_that_became_unreadable_keeps_its_last_good_text(shelf: Shelf) -> None:
    (added,) = shelf.add(bees=BEES)
    assert shelf.add(bees="")[0].status == "failed"
    assert shelf.library.document(str(added.document)).text == BEES


def test_two_libraries_over_one_folder_see_each_others_documents(shelf: Shelf, tmp_path: Path) -> None:
    other = Library.open(tmp_path / "library")
    shelf.add(bees=BEES)
    assert [Path(record.path).name for record in other.documents()] == ["bees.txt"]


def test_a_file_of_many_documents_is_meant_by_its_name_as_a_whole(library: Library, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        lines = [json.dumps({"title": title, "text": f"{title} live in {name}."}) for title in ("Bees", "Owls")]
        (folder / "animals.jsonl").write_text("\n".join(lines))
        with Reader() as reader:
            (added,) = add_files(library, [folder / "animals.jsonl"], reader)
        assert added.documents == 2
    found = library.names.find_file("one/animals.jsonl")
    assert {library.document(id).text for id in found} == {
        f"{title}\n\n{title} live in one." for title in ("Bees", "Owls")
    }
    assert library.names.find_file(found[0]) == [found[0]]
    with pytest.raises(UnknownDocument):
        library.names.find_file("animals.jsonl")


def test_a_character_stands_in_the_last_place_that_begins_before_it(library: Library) -> None:
    text = "Title\nBees hum.\nOwls hoot."
    places = (Place(PlaceKind.PAGE, 1, Span(6, 15), "i"), Place(PlaceKind.PAGE, 2, Span(16, len(text)), "ii"))
    content = Content(text, Metadata("Animals"), "text/plain", Span(0, len(text)), (), places)
    put = Document("/notes/animals.txt", "0" * 64, content)
    library.put(put, split(content))
    found = [library.document(put.id).content.place_at(at) for at in (0, 5, 6, 15, 16, len(text))]
    assert [place and place.number for place in found] == [None, None, 1, 1, 2, 2]
