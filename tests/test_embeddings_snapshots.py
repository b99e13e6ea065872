from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from shelves import BEES, LIGHTHOUSES, Shelf

from corpus.document_store import Library
from embeddings.snapshots import MANIFEST, Snapshots, read_manifest
from embeddings.vector_index import VectorIndex
from embeddings.vector_store import EncoderRecord, VectorStore

if TYPE_CHECKING:
    from pathlib import Path


def snapshots(library: Library) -> tuple[Snapshots, EncoderRecord]:
    vectors = VectorStore(library.store)
    active = vectors.active()
    assert active is not None
    return Snapshots(library.store, vectors), active


def index_file(folder: Path) -> Path:
    (file,) = folder.glob("vectors-*.faiss")
    return file


def refuse_to_build(*_: object) -> None:
    raise AssertionError("the index was built again")


def test_an_index_that_fits_is_loaded_and_not_built_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(bees=BEES)
    first, encoder = snapshots(shelf.library)
    count = len(first.current(encoder))
    monkeypatch.setattr(VectorIndex, "build", refuse_to_build)
    again, _ = snapshots(shelf.library)
    assert again.state(encoder) == "ready"
    assert len(again.current(encoder)) == count == shelf.library.passage_count()


def test_the_manifest_names_encoder_dimension_similarity_and_hash(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    manifest = read_manifest(shelf.library.store.folder)
    assert manifest is not None
    assert (manifest.encoder, manifest.dimension, manifest.similarity) == (encoder.name, encoder.dimension, "cosine")
    assert len(manifest.sha256) == 64


def test_an_index_is_built_again_when_documents_come_or_go(shelf: Shelf) -> None:
    (bees,) = shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    before = len(taken.current(encoder))
    shelf.add(lighthouses=LIGHTHOUSES)
    assert taken.state(encoder) == "stale"
    assert len(taken.current(encoder)) > before
    shelf.library.remove([str(bees.document)])
    ids = taken.current(encoder).search(np.eye(1, encoder.dimension, dtype=np.float32)[0], 100).ids
    assert set(ids.tolist()) == {
        found.id for record in shelf.library.documents() for found in shelf.library.passages_of(record.id)
    }
    assert len(list(shelf.library.store.folder.glob("vectors-*.faiss"))) == 1


@pytest.mark.parametrize("harm", ["missing", "cut short", "tampered", "no manifest", "broken manifest"])
def test_an_index_that_cannot_be_trusted_is_built_again(shelf: Shelf, harm: str) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    content = index_file(folder).read_bytes()
    match harm:
        case "missing":
            index_file(folder).unlink()
        case "cut short":
            index_file(folder).write_bytes(content[:-10])
        case "tampered":
            index_file(folder).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case "no manifest":
            (folder / MANIFEST).unlink()
        case "broken manifest":
            (folder / MANIFEST).write_text('{"format": 1')
    again, _ = snapshots(shelf.library)
    assert len(again.current(encoder)) == shelf.library.passage_count()
    assert index_file(folder).read_bytes() == content
    assert again.state(encoder) == "ready"


def test_a_manifest_that_points_out_of_the_folder_is_not_followed(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    outside = tmp_path / "outside.faiss"
    index_file(folder).rename(outside)
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "index": f"../{outside.name}"}))
    again, _ = snapshots(shelf.library)
    assert again.state(encoder) == "missing"
    assert len(again.current(encoder)) == shelf.library.passage_count()


def test_a_library_that_cannot_be_written_to_is_searched_without_a_file(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    taken, encoder = snapshots(Library.open(folder))
    assert len(taken.current(encoder)) == shelf.library.passage_count()
    assert not list(folder.glob("vectors-*.faiss"))
