from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.store.library import Library
from embeddings.embedding import change_encoder
from embeddings.index.faiss_index import VectorIndex
from embeddings.index.index_files import MANIFEST, IndexManager, read_manifest
from embeddings.store.vector_store import EncoderRecord, PassageVectors, VectorChanges, VectorStore
from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.index.layered_index import LayeredIndex


def snapshots(library: Library) -> tuple[IndexManager, EncoderRecord]:
    vectors = VectorStore(library.store)
    active = vectors.active()
    assert active is not None
    return IndexManager(library.store, vectors), active


def index_file(folder: Path) -> Path:
    (file,) = folder.glob("vectors-*.faiss")
    return file


def refuse_to_build(*_: object) -> None:
    raise AssertionError("the index was built again")


def test_an_index_that_fits_is_loaded_and_not_built_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(bees=BEES)
    first, encoder = snapshots(shelf.library)
    count = len(first.current(encoder))
    monkeypatch.setattr(VectorStore, "all", refuse_to_build)
    again, _ = snapshots(shelf.library)
    assert again.state(encoder) == "ready"
    assert len(again.current(encoder)) == count == shelf.library.passages.count()


def test_the_manifest_names_encoder_dimension_similarity_and_hash(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    manifest = read_manifest(shelf.library.store.folder)
    assert manifest is not None
    assert (manifest.encoder, manifest.dimension, manifest.similarity) == (encoder.name, encoder.dimension, "cosine")
    assert len(manifest.sha256) == 64


def found_by(taken: IndexManager, encoder: EncoderRecord) -> set[int]:
    """Every passage that a search can find."""
    vector = np.eye(1, encoder.dimension, dtype=np.float32)[0]
    return set(taken.current(encoder).search(vector, 10_000).ids.tolist())


def stored_in(library: Library) -> set[int]:
    return {found.id for record in library.documents() for found in library.passages.of(record.id)}


def test_documents_that_come_or_go_are_seen_without_writing_the_file_anew(shelf: Shelf) -> None:
    (bees,) = shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    file = index_file(shelf.library.store.folder)
    shelf.add(lighthouses=LIGHTHOUSES)
    assert found_by(taken, encoder) == stored_in(shelf.library)
    shelf.library.remove([str(bees.document)])
    assert found_by(taken, encoder) == stored_in(shelf.library)
    assert index_file(shelf.library.store.folder) == file
    assert taken.state(encoder) == "ready"
    again, _ = snapshots(shelf.library)
    assert found_by(again, encoder) == stored_in(shelf.library)


def test_many_changes_are_written_into_the_file_by_whoever_embeds(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    before = index_file(shelf.library.store.folder)
    monkeypatch.setattr("embeddings.embedding.SOME_CHANGES", 1)
    shelf.add(lighthouses=LIGHTHOUSES)
    assert index_file(shelf.library.store.folder) != before
    assert VectorIndex.load(*index_and_hash(shelf.library)).dimension == encoder.dimension
    monkeypatch.setattr("embeddings.index.index_files.MANY_CHANGES", 1)
    shelf.add(more="A third keeper.")
    taken.current(encoder)
    monkeypatch.setattr(VectorStore, "all", refuse_to_build)
    shelf.add(much="A fourth keeper.")
    assert found_by(taken, encoder) == stored_in(shelf.library)


def index_and_hash(library: Library) -> tuple[Path, str]:
    manifest = read_manifest(library.store.folder)
    assert manifest is not None
    return library.store.folder / manifest.index, manifest.sha256


def test_an_index_that_lags_behind_the_changes_that_are_known_is_opened_anew(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    shelf.add(lighthouses=LIGHTHOUSES)
    shelf.add(more="A third keeper.")
    vectors = VectorStore(shelf.library.store)
    vectors.forget_changes(vectors.last_change())
    assert vectors.changes(encoder, 1) is None
    assert taken.state(encoder) == "stale"
    assert found_by(taken, encoder) == stored_in(shelf.library)
    assert taken.state(encoder) == "ready"


def test_an_index_from_the_future_of_a_library_that_was_restored_is_not_used(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "change": manifest["change"] + 1}))
    again, _ = snapshots(shelf.library)
    assert again.state(encoder) == "stale"
    assert found_by(again, encoder) == stored_in(shelf.library)


def test_vectors_of_an_encoder_in_the_making_are_not_found(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    index = taken.current(encoder)
    vectors = VectorStore(shelf.library.store)
    other = vectors.prepare("fake/other", 8)
    (passage, *_) = stored_in(shelf.library)
    vectors.add(other, [PassageVectors(passage, np.eye(1, 8, dtype=np.float32)[0], b"")])
    assert len(taken.current(encoder)) == len(index)
    taken.rewrite(other, at_least=0)
    manifest = read_manifest(shelf.library.store.folder)
    assert manifest is not None
    assert manifest.encoder == encoder.name


def test_dropping_an_encoder_is_no_change_of_anothers_vectors(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    vectors = VectorStore(shelf.library.store)
    change_encoder(shelf.library, FakeEncoder(name="fake/other", dimension=32), lambda done, total: None)
    passages = shelf.library.passages.count()
    assert vectors.last_change() == 2 * passages
    taken, encoder = snapshots(shelf.library)
    assert taken.state(encoder) == "ready"
    assert found_by(taken, encoder) == stored_in(shelf.library)


def test_while_the_index_is_brought_up_to_date_others_search_the_one_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(bees=BEES)
    taken, encoder = snapshots(shelf.library)
    before = taken.current(encoder)
    shelf.add(lighthouses=LIGHTHOUSES)
    seen: list[LayeredIndex] = []
    catch_up = VectorStore.changes

    def meanwhile(self: VectorStore, encoder: EncoderRecord, since: int) -> VectorChanges | None:
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(taken.current, encoder).result(timeout=60))
        return catch_up(self, encoder, since)

    monkeypatch.setattr(VectorStore, "changes", meanwhile)
    assert taken.current(encoder) is not before
    assert seen == [before]


@pytest.mark.parametrize("position", [0, 5, 0.3, 0.6, -1])
@pytest.mark.parametrize("harm", ["flipped", "cut"])
@pytest.mark.parametrize("name", [MANIFEST, "index"])
def test_no_damage_of_a_derived_file_changes_what_is_found(shelf: Shelf, name: str, harm: str, position: float) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    folder = shelf.library.store.folder
    path = index_file(folder) if name == "index" else folder / name
    content = bytearray(path.read_bytes())
    at = int(position * len(content)) if isinstance(position, float) else position
    if harm == "flipped":
        content[at] ^= 4
    else:
        del content[at:]
    path.write_bytes(content)
    taken, encoder = snapshots(shelf.library)
    assert found_by(taken, encoder) == stored_in(shelf.library)


ADDING = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from tests.support.fakes import FakeEncoder
from tests.support.shelves import Shelf
from corpus.store.library import Library
library = Library.open(Path(sys.argv[1]))
shelf = Shelf(library, FakeEncoder(), Path(sys.argv[2]))
for number in range(5):
    shelf.add(**{f"other{number}": f"Keeper {number} lit the lamp.", "same": f"Version {number}."})
"""


def test_what_another_process_adds_is_found_while_it_is_adding(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(bees=BEES, same="Version of before.")
    taken, encoder = snapshots(shelf.library)
    taken.current(encoder)
    folder = shelf.library.store.folder
    command = [sys.executable, "-c", ADDING, str(folder), str(shelf.folder), str(ROOT)]
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            found_by(taken, encoder)
    assert process.returncode == 0
    assert shelf.library.passages.count() == len(stored_in(shelf.library)) == 7
    assert found_by(taken, encoder) == stored_in(shelf.library)


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
    assert len(again.current(encoder)) == shelf.library.passages.count()
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
    assert len(again.current(encoder)) == shelf.library.passages.count()


def test_a_library_that_cannot_be_written_to_is_searched_without_a_file(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    index_file(folder).unlink()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    taken, encoder = snapshots(Library.open(folder))
    assert found_by(taken, encoder) == stored_in(shelf.library)
    taken.rewrite(encoder, at_least=0)
    assert not list(folder.glob("vectors-*.faiss"))
