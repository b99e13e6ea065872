from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.index.faiss_index import VectorIndex
from embeddings.index.index_files import MANIFEST, IndexFiles, Manifest
from embeddings.store.encoder_records import EncoderRecord

if TYPE_CHECKING:
    from pathlib import Path

ENCODER = EncoderRecord(3, "fake/encoder", 8)
INDEX = VectorIndex.build(np.arange(8), np.eye(8, dtype=np.float32))


def saved(folder: Path) -> Manifest:
    IndexFiles(folder).save(INDEX, ENCODER, 41)
    manifest = IndexFiles(folder).manifest()
    assert manifest is not None
    return manifest


def test_a_saved_index_is_loaded_by_its_manifest(tmp_path: Path) -> None:
    manifest = saved(tmp_path)
    assert manifest == Manifest(2, "fake/encoder", 8, "cosine", 41, 8, "vectors-3-41.faiss", manifest.sha256)
    assert IndexFiles(tmp_path).has_index(manifest)
    assert len(IndexFiles(tmp_path).load(manifest)) == len(INDEX)
    assert json.loads((tmp_path / MANIFEST).read_text()) == asdict(manifest)


def test_saving_removes_older_indexes_and_no_other_file(tmp_path: Path) -> None:
    others = [
        "vectors-2-99.faiss",
        "vectors-3-40.faiss",
        "vectors-old.faiss",
        "vectors-3-42.faiss",
        "vectors-4-1.faiss",
    ]
    for name in (*others, "notes.faiss"):
        (tmp_path / name).touch()
    saved(tmp_path)
    left = {file.name for file in tmp_path.iterdir()} - {MANIFEST, "vectors-3-41.faiss"}
    assert left == {"vectors-3-42.faiss", "vectors-4-1.faiss", "notes.faiss"}


def test_dropping_takes_what_a_killed_process_left_and_says_whether_there_was_an_index(tmp_path: Path) -> None:
    saved(tmp_path)
    for name in (".vectors-3-42.faiss-x1y2", f".{MANIFEST}-x1y2", "library.sqlite"):
        (tmp_path / name).touch()
    assert IndexFiles(tmp_path).drop()
    assert [file.name for file in tmp_path.iterdir()] == ["library.sqlite"]
    assert not IndexFiles(tmp_path).drop()


@pytest.mark.parametrize(
    "index", ["", ".", "..", "../vectors-3-41.faiss", "/etc/passwd", "vectors-3-41.faiss\0", "library.sqlite", "\ud800"]
)
def test_a_manifest_that_names_another_file_is_not_used(tmp_path: Path, index: str) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({**asdict(saved(tmp_path)), "index": index}))
    assert IndexFiles(tmp_path).manifest() is None


HOSTILE = (
    b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"change": 1' + b"0" * 5_000 + b"}",
    b"\xff\xfe",
    b"null",
)


@pytest.mark.parametrize("content", HOSTILE)
def test_no_content_of_a_manifest_is_followed_or_raised(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    assert IndexFiles(tmp_path).manifest() is None


@given(
    content=st.binary(max_size=80)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(repr).map(str.encode)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_arbitrary_bytes_are_no_manifest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    assert IndexFiles(tmp_path).manifest() is None


@pytest.mark.parametrize("field", ["format", "encoder", "dimension", "change", "index", "sha256"])
def test_a_manifest_that_lacks_a_field_or_has_another_type_is_not_used(tmp_path: Path, field: str) -> None:
    whole = asdict(saved(tmp_path))
    for broken in ({key: value for key, value in whole.items() if key != field}, {**whole, field: [1.5]}):
        (tmp_path / MANIFEST).write_text(json.dumps(broken))
        assert IndexFiles(tmp_path).manifest() is None
