"""The doctor names what is wrong with a library, and mends it from what is whole and from the files."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.service.doctor import Diagnosis, Doctor
from bot.wording.reporter import LOG
from corpus.errors import LibraryDamaged, LibraryError
from corpus.folders.importer import add_files
from corpus.messages import Message
from corpus.store.database import DATABASE
from corpus.store.library import Library
from tests.support.fakes import FakeEncoder
from tests.support.killing import assert_sound
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answers import Answer
    from bot.service.model_loader import ModelLoader

QUESTION = "How many eggs does the queen lay a day?"
FLIPS = 40


class _Models:
    """What loads the encoder of these tests."""

    def encoder(self, name: str | None) -> FakeEncoder:
        return FakeEncoder()


def examine(folder: Path, *, mends: bool = True) -> list[Diagnosis]:
    return list(Doctor(folder, cast("ModelLoader", _Models()), LOG, mends).examine())


def wrong(found: list[Diagnosis]) -> set[tuple[str, str]]:
    return {(each.part, each.status) for each in found if each.status in ("mended", "damaged")}


def ask(folder: Path) -> Answer:
    with closing(Library.open(folder)) as library:
        return Shelf(library, FakeEncoder(), folder).ask(QUESTION)


def damage(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def content(folder: Path) -> dict[str, Any]:
    """Return what a person sees of a library."""
    with closing(Library.open(folder)) as library:
        records = library.documents()
        return {
            each.id: (each.path, each.others, each.sha256, each.metadata, library.document(each.id).content)
            for each in records
        }


@pytest.fixture
def folder(shelf: Shelf) -> Path:
    """A library of three documents, of which one is a copy."""
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES, again=BEES)
    shelf.ask(QUESTION)
    shelf.library.close()
    return shelf.library.store.folder


def test_a_whole_library_is_well(folder: Path) -> None:
    before = content(folder)
    assert {each.status for each in examine(folder)} == {"well"}
    assert content(folder) == before


@pytest.mark.parametrize(
    ("part", "statements"),
    [
        ("documents", ["UPDATE documents SET metadata = json_set(metadata, '$.date', '2016')"]),
        ("documents", ["UPDATE documents SET metadata = 'no JSON'"]),
        ("documents", ["UPDATE documents SET text = replace(text, 'two', 'six')"]),
        ("documents", ["UPDATE documents SET text = CAST(x'ff' AS TEXT)"]),
        ("documents", ["UPDATE passages SET sentences = replace(sentences, '[0,', '[3,')"]),
        ("documents", ["UPDATE passages SET start = start + 1"]),
        ("documents", ["DELETE FROM passages WHERE id IN (SELECT max(id) FROM passages GROUP BY document)"]),
        ("documents", ["UPDATE originals SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x')"]),
        ("documents", ["UPDATE originals SET path = path || 'x'"]),
        ("documents", ["DELETE FROM document_seals", "DELETE FROM passage_seals", "DELETE FROM original_seals"]),
        ("documents", ["DELETE FROM documents WHERE rowid = 1"]),
        ("documents", ["UPDATE documents SET id = 'x' || substr(id, 2) WHERE text LIKE '%Skagen%'"]),
        ("rows", ["PRAGMA foreign_keys = OFF", "UPDATE passages SET document = 'x'"]),
        ("rows", ["PRAGMA foreign_keys = OFF", "UPDATE documents SET original = 99"]),
        ("word index", ["UPDATE passages SET terms = replace(terms, 'queen', 'qveen')"]),
        ("word index", ["UPDATE totals SET terms = terms + 1"]),
        ("word index", ["DELETE FROM catalogue"]),
        ("word index", ["UPDATE catalogue SET title = 'Ants'"]),
        ("vectors", ["UPDATE vectors SET vector = substr(vector, 3)"]),
        ("vectors", ["UPDATE vectors SET vector = CAST(x'007e' || substr(vector, 3) AS BLOB)"]),
        ("vectors", ["UPDATE token_vectors SET code = substr(code, 1, length(code) - 7)"]),
        ("vectors", ["UPDATE vectors SET vector = CAST(substr(vector, 1, length(vector) - 1) || x'01' AS BLOB)"]),
        ("vectors", ["UPDATE token_vectors SET code = CAST(substr(code, 1, length(code) - 1) || x'01' AS BLOB)"]),
        ("vectors", ["DELETE FROM token_vectors WHERE passage = 1"]),
        ("vectors", ["DELETE FROM vector_checks"]),
    ],
)
def test_damage_is_named_then_mended_and_gone(folder: Path, part: str, statements: list[str]) -> None:
    before, answer = content(folder), ask(folder)
    damage(folder, *statements)
    assert (part, "damaged") in wrong(examine(folder, mends=False))
    found = wrong(examine(folder))
    assert (part, "mended") in found
    assert {status for _, status in found} == {"mended"}
    assert wrong(examine(folder)) == set()
    assert content(folder) == before
    again = ask(folder)
    assert again.sentences == answer.sentences
    assert [each.excerpt for each in again.citations] == [each.excerpt for each in answer.citations]


def test_a_word_table_of_no_kind_that_sqlite_knows_is_damage_and_mended(folder: Path) -> None:
    before, answer = content(folder), ask(folder)
    noted = "UPDATE sqlite_master SET sql = replace(sql, 'instance', 'i.stance') WHERE name = 'word_occurrences'"
    damage(folder, "PRAGMA writable_schema = ON", noted)
    with pytest.raises(LibraryDamaged, match="besa doctor"):
        ask(folder)
    examine(folder)
    assert wrong(examine(folder)) == set()
    assert (content(folder), ask(folder).sentences) == (before, answer.sentences)


@pytest.mark.parametrize(
    ("table", "column"),
    [("documents", "headings"), ("encoders", "active"), ("files", "original"), ("passages", "terms")],
)
def test_a_column_whose_name_is_damaged_loses_nothing(folder: Path, table: str, column: str) -> None:
    before, answer = content(folder), ask(folder)
    noted = f"UPDATE sqlite_master SET sql = replace(sql, '{column} ', 'damaged ') WHERE name = '{table}'"
    damage(folder, "PRAGMA writable_schema = ON", noted)
    assert ("file", "mended") in wrong(examine(folder))
    assert wrong(examine(folder)) == set()
    assert (content(folder), ask(folder).sentences) == (before, answer.sentences)


def test_what_was_begun_before_the_file_was_made_anew_loses_no_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, broken = content(folder), list[bool]()

    def add(*given: Any) -> Any:
        if not broken:
            broken.append(True)
            raise LibraryDamaged(Message("A table cannot be read."))
        return add_files(*given)

    damage(folder, "UPDATE documents SET text = replace(text, 'two', 'six')")
    monkeypatch.setattr("corpus.folders.importer.add_files", add)
    assert {("file", "mended"), ("documents", "mended")} <= wrong(examine(folder))
    assert wrong(examine(folder)) == set()
    assert content(folder) == before


def test_a_copy_whose_path_is_damaged_is_said_to_be_lost(folder: Path) -> None:
    damage(folder, "UPDATE files SET path = path || 'x' WHERE path LIKE '%again%'")
    (found,) = (each for each in examine(folder) if each.status == "mended")
    assert "again.txtx" in found.said
    assert wrong(examine(folder)) == set()
    assert {others for _, others, *_ in content(folder).values()} == {()}


def test_what_cannot_be_read_again_stays_and_is_named_with_the_next_step(folder: Path, shelf: Shelf) -> None:
    (shelf.folder / "lighthouses.txt").unlink()
    damage(folder, "UPDATE documents SET media_type = 'text/html' WHERE text LIKE '%Skagen%'")
    for _ in range(2):
        (found,) = (each for each in examine(folder) if each.status == "damaged")
        assert "its file is gone" in found.said
        assert "besa remove" in found.said
    (shelf.folder / "lighthouses.txt").write_text(LIGHTHOUSES)
    assert wrong(examine(folder)) == {("documents", "mended")}
    assert wrong(examine(folder)) == set()


def test_files_that_are_gone_or_have_changed_are_no_damage(folder: Path, shelf: Shelf) -> None:
    (shelf.folder / "lighthouses.txt").unlink()
    (shelf.folder / "bees.txt").write_text("Bees hum.")
    noticed = [each.said for each in examine(folder) if each.status == "noticed"]
    assert [("not there any more" in said, "changed since" in said) for said in noticed] == [
        (True, False),
        (False, True),
    ]
    assert wrong(examine(folder)) == set()


def test_a_broken_file_is_made_anew_from_what_can_be_read_and_kept_beside(folder: Path) -> None:
    before = content(folder)
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'passages'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    broken = bytearray((folder / DATABASE).read_bytes())
    broken[(page - 1) * size : page * size] = bytes(size)
    (folder / DATABASE).write_bytes(broken)
    assert wrong(examine(folder, mends=False)) == {("file", "damaged")}
    assert ("file", "mended") in wrong(examine(folder))
    (kept,) = (path for path in folder.glob(f"{DATABASE}.damaged-*") if not path.name.endswith(("-wal", "-shm")))
    assert kept.read_bytes() == broken
    assert wrong(examine(folder)) == set()
    assert content(folder) == before
    assert "two thousand eggs" in ask(folder).sentences[0].text
    with closing(Library.open(folder)) as library:
        assert_sound(library)


def test_a_file_with_nothing_to_read_is_left_alone_with_the_next_step(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"not a database at all" * 500)
    with pytest.raises(LibraryError, match="Move it aside"):
        examine(folder)
    assert (folder / DATABASE).read_bytes() == b"not a database at all" * 500


def test_documents_of_which_no_file_is_known_any_more_are_left_alone(folder: Path) -> None:
    noted = "UPDATE sqlite_master SET sql = replace(sql, 'fingerprint', 'finger=rint') WHERE name = 'originals'"
    damage(folder, "PRAGMA writable_schema = ON", noted)
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(LibraryError, match="Move it aside"):
        examine(folder)
    assert (folder / DATABASE).read_bytes() == before


def test_a_broken_file_that_another_has_open_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.salvage._BUSY_SECONDS", 0.1)
    damage(folder, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = 'x' WHERE name = 'places'")
    before = (folder / DATABASE).read_bytes()
    with closing(sqlite3.connect(folder / DATABASE)) as other:
        other.execute("PRAGMA application_id").fetchone()
        with pytest.raises(LibraryError):
            examine(folder)
    assert (folder / DATABASE).read_bytes() == before


def test_whatever_bit_is_flipped_the_doctor_leaves_a_library_that_is_well_or_says_what_to_do(
    folder: Path, tmp_path: Path
) -> None:
    with closing(Library.open(folder)) as library:
        library.store.purge()
        known = {record.id: library.document(record.id) for record in library.documents()}
    whole = (folder / DATABASE).read_bytes()
    generator = random.Random(11)
    filled = [at for at in range(len(whole)) if whole[at]]
    mended = 0
    for number in range(FLIPS):
        flipped = bytearray(whole)
        flipped[generator.choice(filled)] ^= 1 << generator.randrange(8)
        tried = tmp_path / f"flipped-{number}"
        tried.mkdir()
        (tried / DATABASE).write_bytes(flipped)
        said = _mended(tried)
        if "Move it aside" not in said and "newer Besa" not in said:
            assert wrong(examine(tried)) == set()
            with closing(Library.open(tried)) as library:
                found = {record.id: library.document(record.id) for record in library.documents()}
            if found != known:  # a copy whose path was damaged is forgotten, with a word
                assert "of which it was a copy" in said or "of files" in said
                assert found == {id: replace(each, others=()) for id, each in known.items()}
            mended += 1
        shutil.rmtree(tried)
    assert mended > FLIPS // 2


def _mended(folder: Path) -> str:
    """Returns what the doctor says that it did, or why nothing can be mended."""
    try:
        return "\n".join(each.said for each in examine(folder))
    except LibraryError as error:
        return str(error)


def test_what_another_source_has_of_a_content_that_is_read_again_stays_its_own(folder: Path) -> None:
    with closing(Library.open(folder, source="another")) as library:
        (bees, *_) = [each for each in library.documents() if each.others]
        known = library.files[bees.path]
        library.files.attach("/nowhere/bees.txt", known.fingerprint, "stamp")
    damage(folder, "UPDATE documents SET text = replace(text, 'two', 'six')")
    assert ("documents", "mended") in wrong(examine(folder))
    assert wrong(examine(folder)) == set()
    with closing(Library.open(folder, source="another")) as library:
        assert library.files["/nowhere/bees.txt"].document == bees.id
        assert {each.source for each in library.documents()} == {""}
