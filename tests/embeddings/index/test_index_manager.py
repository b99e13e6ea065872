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
from embeddings.index.index_files import MANIFEST, IndexFiles
from embeddings.index.index_manager import IndexManager
from embeddings.store.vector_change_log import VectorChangeLog, VectorChanges
from embeddings.store.vector_store import PassageVectors, VectorStore
from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.index.layered_index import LayeredIndex
    from embeddings.store.encoder_records import EncoderRecord


def index_manager(library: Library) -> tuple[IndexManager, EncoderRecord]:
    vectors = VectorStore(library.store)
    active = vectors.encoders.active()
    assert active is not None
    return IndexManager(vectors), active


def index_file(folder: Path) -> Path:
    (file,) = folder.glob("vectors-*.faiss")
    return file


def refuse_to_build(*_: object) -> None:
    raise AssertionError("the index was built again")


def test_an_index_that_fits_is_loaded_and_not_built_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(bees=BEES)
    first, encoder = index_manager(shelf.library)
    count = len(first.current(encoder))
    monkeypatch.setattr(VectorChangeLog, "everything", refuse_to_build)
    again, _ = index_manager(shelf.library)
    assert again.state(encoder) == "ready"
    assert len(again.current(encoder)) == count == shelf.library.passages.count()


def test_the_manifest_names_encoder_dimension_similarity_and_hash(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    manifest = IndexFiles(shelf.library.store.folder).manifest()
    assert manifest is not None
    assert (manifest.encoder, manifest.dimension, manifest.similarity) == (encoder.name, encoder.dimension, "cosine")
    assert len(manifest.sha256) == 64


def found_by(manager: IndexManager, encoder: EncoderRecord) -> set[int]:
    """Every passage that a search can find."""
    vector = np.eye(1, encoder.dimension, dtype=np.float32)[0]
    return set(manager.current(encoder).search(vector, 10_000).ids.tolist())


def stored_in(library: Library) -> set[int]:
    return {found.id for record in library.documents() for found in library.passages.of(record.id)}


def test_documents_that_come_or_go_are_seen_without_writing_the_file_anew(shelf: Shelf) -> None:
    (bees,) = shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    file = index_file(shelf.library.store.folder)
    shelf.add(lighthouses=LIGHTHOUSES)
    assert found_by(manager, encoder) == stored_in(shelf.library)
    shelf.library.remove([str(bees.document)])
    assert found_by(manager, encoder) == stored_in(shelf.library)
    assert index_file(shelf.library.store.folder) == file
    assert manager.state(encoder) == "ready"
    again, _ = index_manager(shelf.library)
    assert found_by(again, encoder) == stored_in(shelf.library)


def test_many_changes_are_written_into_the_file_by_whoever_embeds(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    before = index_file(shelf.library.store.folder)
    monkeypatch.setattr("embeddings.index.folder_queue.SOME_CHANGES", 1)
    shelf.add(lighthouses=LIGHTHOUSES)
    assert index_file(shelf.library.store.folder) != before
    assert VectorIndex.load(*index_and_hash(shelf.library)).dimension == encoder.dimension
    monkeypatch.setattr("embeddings.index.index_manager.MANY_CHANGES", 1)
    shelf.add(more="A third keeper.")
    manager.current(encoder)
    monkeypatch.setattr(VectorChangeLog, "everything", refuse_to_build)
    shelf.add(much="A fourth keeper.")
    assert found_by(manager, encoder) == stored_in(shelf.library)


@pytest.mark.parametrize(("changes", "rewritten"), [(2, False), (3, True)])
def test_the_file_is_written_anew_when_enough_changes_are_not_in_it(
    shelf: Shelf, changes: int, rewritten: bool
) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    before = index_file(shelf.library.store.folder)
    for number in range(changes):
        shelf.add(**{f"n{number}": f"Keeper {number} lit the lamp."})
    manager.rewrite(encoder, at_least=3)
    assert (index_file(shelf.library.store.folder) != before) == rewritten


@pytest.mark.parametrize(("changes", "rewritten"), [(3, False), (4, True)])
def test_whoever_answers_writes_the_file_anew_when_nobody_does_and_changes_are_twice_as_many(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, changes: int, rewritten: bool
) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    before = index_file(shelf.library.store.folder)
    monkeypatch.setattr("embeddings.index.index_manager.MANY_CHANGES", 2)
    for number in range(changes):
        shelf.add(**{f"n{number}": f"Keeper {number} lit the lamp."})
        manager.current(encoder)
    assert index_file(shelf.library.store.folder) == before
    shelf.add(last="A last keeper.")
    assert found_by(manager, encoder) == stored_in(shelf.library)
    assert (index_file(shelf.library.store.folder) != before) == rewritten


def index_and_hash(library: Library) -> tuple[Path, str]:
    manifest = IndexFiles(library.store.folder).manifest()
    assert manifest is not None
    return library.store.folder / manifest.index, manifest.sha256


def test_an_index_that_lags_behind_the_changes_that_are_known_is_opened_anew(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    shelf.add(lighthouses=LIGHTHOUSES)
    shelf.add(more="A third keeper.")
    vectors = VectorStore(shelf.library.store)
    vectors.changes.forget(vectors.changes.last())
    assert vectors.changes.since(encoder, 1) is None
    assert manager.state(encoder) == "stale"
    assert found_by(manager, encoder) == stored_in(shelf.library)
    assert manager.state(encoder) == "ready"


def test_an_index_from_the_future_of_a_library_that_was_restored_is_not_used(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "change": manifest["change"] + 1}))
    again, _ = index_manager(shelf.library)
    assert again.state(encoder) == "stale"
    assert found_by(again, encoder) == stored_in(shelf.library)


def test_vectors_of_an_encoder_in_the_making_are_not_found(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    index = manager.current(encoder)
    vectors = VectorStore(shelf.library.store)
    other = vectors.encoders.stage("fake/other", 8)
    (passage, *_) = stored_in(shelf.library)
    vectors.add(other, [PassageVectors(passage, np.eye(1, 8, dtype=np.float32)[0], b"")])
    assert len(manager.current(encoder)) == len(index)
    manager.rewrite(other, at_least=0)
    manifest = IndexFiles(shelf.library.store.folder).manifest()
    assert manifest is not None
    assert manifest.encoder == encoder.name


def test_dropping_an_encoder_is_no_change_of_anothers_vectors(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    vectors = VectorStore(shelf.library.store)
    change_encoder(shelf.library, FakeEncoder(name="fake/other", dimension=32), lambda done, total: None)
    passages = shelf.library.passages.count()
    assert vectors.changes.last() == 2 * passages
    manager, encoder = index_manager(shelf.library)
    assert manager.state(encoder) == "ready"
    assert found_by(manager, encoder) == stored_in(shelf.library)


def test_while_the_index_is_brought_up_to_date_others_search_the_one_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    before = manager.current(encoder)
    shelf.add(lighthouses=LIGHTHOUSES)
    seen: list[LayeredIndex] = []
    catch_up = VectorChangeLog.since

    def meanwhile(self: VectorChangeLog, encoder: EncoderRecord, since: int) -> VectorChanges | None:
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(manager.current, encoder).result(timeout=60))
        return catch_up(self, encoder, since)

    monkeypatch.setattr(VectorChangeLog, "since", meanwhile)
    assert manager.current(encoder) is not before
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
    manager, encoder = index_manager(shelf.library)
    assert found_by(manager, encoder) == stored_in(shelf.library)


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
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    folder = shelf.library.store.folder
    command = [sys.executable, "-c", ADDING, str(folder), str(shelf.folder), str(ROOT)]
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            found_by(manager, encoder)
    assert process.returncode == 0
    assert shelf.library.passages.count() == len(stored_in(shelf.library)) == 7
    assert found_by(manager, encoder) == stored_in(shelf.library)


@pytest.mark.parametrize("harm", ["missing", "cut short", "tampered", "no manifest", "broken manifest"])
def test_an_index_that_cannot_be_trusted_is_built_again(shelf: Shelf, harm: str) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
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
    again, _ = index_manager(shelf.library)
    assert len(again.current(encoder)) == shelf.library.passages.count()
    assert index_file(folder).read_bytes() == content
    assert again.state(encoder) == "ready"


def test_a_manifest_that_points_out_of_the_folder_is_not_followed(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    outside = tmp_path / "outside.faiss"
    index_file(folder).rename(outside)
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "index": f"../{outside.name}"}))
    again, _ = index_manager(shelf.library)
    assert again.state(encoder) == "missing"
    assert len(again.current(encoder)) == shelf.library.passages.count()


def test_a_library_that_cannot_be_written_to_is_searched_without_a_file(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(bees=BEES)
    folder = shelf.library.store.folder
    index_file(folder).unlink()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    manager, encoder = index_manager(Library.open(folder))
    assert found_by(manager, encoder) == stored_in(shelf.library)
    manager.rewrite(encoder, at_least=0)
    assert not list(folder.glob("vectors-*.faiss"))


def test_purging_takes_what_was_removed_out_of_the_file_without_building_it_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    bees, _ = shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    before = index_file(shelf.library.store.folder).read_bytes()
    removed = shelf.library.names.find(bees.path)
    gone = {found.id for found in shelf.library.passages.of(removed)}
    shelf.library.remove([removed])
    monkeypatch.setattr(VectorChangeLog, "everything", refuse_to_build)
    manager.purge()
    written = IndexFiles(shelf.library.store.folder).manifest()
    assert written is not None
    assert written.vectors == len(stored_in(shelf.library))
    assert len(index_file(shelf.library.store.folder).read_bytes()) < len(before)
    again, _ = index_manager(shelf.library)
    assert gone.isdisjoint(found_by(again, encoder))
    assert found_by(again, encoder) == found_by(manager, encoder) == stored_in(shelf.library)


def test_an_index_that_cannot_be_written_without_what_was_removed_is_removed_itself(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no space left on device")

    bees, _ = shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    shelf.library.remove([shelf.library.names.find(bees.path)])
    monkeypatch.setattr(VectorIndex, "save", refuse)
    manager.purge()
    assert not list(shelf.library.store.folder.glob("vectors-*"))
    assert found_by(manager, encoder) == stored_in(shelf.library)


def test_purging_leaves_nothing_of_a_killed_process(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    manager, encoder = index_manager(shelf.library)
    manager.current(encoder)
    folder = shelf.library.store.folder
    (folder / ".vectors-1-9.faiss-ab12").write_bytes(b"half an index")
    (folder / "vectors-0-1.faiss").write_bytes(b"an index of before")
    manager.purge()
    assert [file.name for file in folder.glob("*vectors-*")] == [index_file(folder).name]
    assert manager.state(encoder) == "ready"
