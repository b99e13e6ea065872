from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from corpus.store.database import DATABASE, Store
from corpus.store.library import Library
from embeddings.index.index_manager import IndexManager
from embeddings.store.coverage import CoverageCount
from embeddings.store.schema import EMBEDDINGS
from embeddings.store.token_quantization import TokenCode
from embeddings.store.token_vectors import parse_tokens
from embeddings.store.vector_rows import to_blob
from embeddings.store.vector_store import VectorStore
from tests.support.old_libraries import VERSIONS, rows, structure, unpack

if TYPE_CHECKING:
    from pathlib import Path

every_version = pytest.mark.parametrize("version", VERSIONS)


@every_version
def test_a_library_of_an_earlier_version_keeps_its_vectors(version: int, tmp_path: Path) -> None:
    folder = unpack(version, tmp_path)
    vectors_before = dict(rows(folder, "SELECT passage, vector FROM vectors"))
    codes_before = dict(rows(folder, "SELECT passage, code FROM token_vectors"))
    library = Library.open(folder, EMBEDDINGS)
    vectors = VectorStore(library.store)
    active = vectors.encoders.active()
    assert active is not None
    assert len(vectors_before) >= 3
    stored = vectors.changes.everything(active)
    assert {id: to_blob(row) for id, row in zip(stored.ids, stored.vectors, strict=True)} == (vectors_before)
    assert vectors.token_codes(active, vectors_before) == codes_before
    assert all(len(TokenCode.decode(parse_tokens(code).code)) for code in codes_before.values())
    assert (vectors.pending.count(active), CoverageCount(library.store).current().pending) == (0, 0)


@every_version
def test_the_index_of_a_migrated_library_finds_each_vector_and_follows_changes(version: int, tmp_path: Path) -> None:
    library = Library.open(unpack(version, tmp_path), EMBEDDINGS)
    vectors = VectorStore(library.store)
    active = vectors.encoders.active()
    assert active is not None
    index = IndexManager(vectors)
    stored = vectors.changes.everything(active)
    for id, vector in zip(stored.ids.tolist(), stored.vectors, strict=True):
        assert id in index.current(active).search(vector.astype(np.float32), 2).ids
    library.remove([library.names.find("pages.pdf")])
    left = index.current(active).search(stored.vectors[0].astype(np.float32), 9).ids
    assert set(left.tolist()) == set(vectors.changes.everything(active).ids.tolist()) < set(stored.ids.tolist())


@every_version
def test_a_migrated_library_has_the_tables_of_a_new_one(version: int, tmp_path: Path) -> None:
    Store.open(tmp_path / "new", EMBEDDINGS).close()
    folder = unpack(version, tmp_path / "old")
    Store.open(folder, EMBEDDINGS).close()
    assert structure(folder) == structure(tmp_path / "new")
    assert rows(folder, "PRAGMA foreign_key_check") == []


@every_version
def test_tables_of_corpus_can_be_migrated_first(version: int, tmp_path: Path) -> None:
    folder = unpack(version, tmp_path)
    before = rows(folder, "SELECT name, version FROM schemas WHERE name = 'embeddings'") if version > 2 else []
    library = Library.open(folder)
    assert {("catalogue",), ("corpus",)} <= set(rows(folder, "SELECT name FROM schemas"))
    assert rows(folder, "SELECT name, version FROM schemas WHERE name = 'embeddings'") == before
    assert VectorStore(library.store).encoders.active() is not None
    assert ("embeddings", EMBEDDINGS.version) in rows(folder, "SELECT * FROM schemas")


def test_vectors_have_their_tables_in_a_library_that_was_opened_without(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    assert VectorStore(library.store).encoders.active() is None
    assert VectorStore(Library.open(tmp_path).store).encoders.active() is None


def test_the_tables_of_vectors_are_made_or_not_at_all(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / DATABASE)
    with connection:
        connection.execute("CREATE TABLE token_vectors (in_the_way TEXT)")
    connection.close()
    with pytest.raises(LibraryDamaged, match="already exists"):
        VectorStore(Store.open(tmp_path))
    assert rows(tmp_path, "SELECT name FROM sqlite_master WHERE name IN ('encoders', 'vectors')") == []
