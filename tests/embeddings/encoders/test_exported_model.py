from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from embeddings.encoders.backend import Precision
from embeddings.encoders.default_model import DEFAULT_MODEL
from embeddings.encoders.exported_model import (
    GRAPHS,
    LEAST_COSINES,
    MANIFEST,
    TOKENIZER,
    ExportManifest,
    NoExport,
    read_export,
)
from embeddings.errors import ExportUnfaithful
from embeddings.models.pinned_files import digest
from embeddings.models.prepared_record import PreparedRecord

if TYPE_CHECKING:
    from pathlib import Path


def manifest_of(agreement: dict[Precision, float]) -> ExportManifest:
    return ExportManifest(2, DEFAULT_MODEL.name, dict(DEFAULT_MODEL.sha256), {}, agreement, {})


@pytest.mark.parametrize("short_of", [0.0, 1e-6])
def test_int8_is_used_from_its_least_cosine_on(short_of: float) -> None:
    int8 = LEAST_COSINES[Precision.INT8] - short_of
    manifest = manifest_of({Precision.FLOAT32: 1.0, Precision.INT8: int8})
    assert manifest.faithful_precision(Precision.INT8) == (Precision.FLOAT32 if short_of else Precision.INT8)
    assert manifest.faithful_precision(Precision.FLOAT32) == Precision.FLOAT32


def test_an_export_that_is_too_far_from_the_model_in_both_is_unfaithful() -> None:
    manifest = manifest_of({Precision.FLOAT32: LEAST_COSINES[Precision.FLOAT32] - 1e-6, Precision.INT8: 0.5})
    for precision in Precision:
        with pytest.raises(ExportUnfaithful, match="cosine 0"):
            manifest.faithful_precision(precision)


def whole_export(folder: Path) -> dict[str, Any]:
    """Write an export of made-up files and return its manifest."""
    names = (*GRAPHS.values(), TOKENIZER)
    for name in names:
        (folder / name).write_text(f"the file {name}")
    manifest = {
        "format": 2,
        "model": DEFAULT_MODEL.name,
        "model_sha256": dict(DEFAULT_MODEL.sha256),
        "files_sha256": {name: digest(folder / name) for name in names},
        "agreement": {"float32": 1.0, "int8": 0.99},
        "made_with": {"torch": "2"},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return manifest


def test_a_whole_export_is_read_in_the_wanted_precision(tmp_path: Path) -> None:
    whole_export(tmp_path)
    for precision, name in GRAPHS.items():
        export = read_export(tmp_path, DEFAULT_MODEL, precision)
        assert (export.graph, export.tokenizer) == (tmp_path / name, b"the file tokenizer.json")
        assert export.in_memory().graph == f"the file {name}".encode()


def test_a_manifest_is_believed_only_where_the_files_are_pinned_or_it_is_noted(tmp_path: Path) -> None:
    folder, record = tmp_path / "export", PreparedRecord(tmp_path / "record")
    folder.mkdir()
    files = whole_export(folder)["files_sha256"]
    with pytest.raises(NoExport, match="not known from elsewhere"):
        read_export(folder, DEFAULT_MODEL, Precision.INT8, record)
    pinned = replace(DEFAULT_MODEL, exported=files)
    assert read_export(folder, pinned, Precision.INT8, record).graph == folder / GRAPHS[Precision.INT8]
    record.note(folder.name, (folder / MANIFEST).read_bytes())
    assert read_export(folder, DEFAULT_MODEL, Precision.INT8, record).graph == folder / GRAPHS[Precision.INT8]


@pytest.mark.parametrize("name", [*GRAPHS.values(), TOKENIZER])
def test_a_file_whose_manifest_was_hashed_anew_is_no_export(tmp_path: Path, name: str) -> None:
    folder, record = tmp_path / "export", PreparedRecord(tmp_path / "record")
    folder.mkdir()
    manifest = whole_export(folder)
    record.note(folder.name, (folder / MANIFEST).read_bytes())
    pinned = replace(DEFAULT_MODEL, exported=manifest["files_sha256"])
    (folder / name).write_text("something else")
    forged = {**manifest, "files_sha256": {**manifest["files_sha256"], name: digest(folder / name)}}
    (folder / MANIFEST).write_text(json.dumps(forged))
    precision = next((each for each, graph in GRAPHS.items() if graph == name), Precision.INT8)
    with pytest.raises(NoExport, match="not known from elsewhere"):
        read_export(folder, pinned, precision, record)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 1},
        {"model": "another"},
        {"model_sha256": {}},
        {"files_sha256": {}},
        {"files_sha256": ["tokenizer.json"]},
        {"agreement": {}},
        {"agreement": {"float32": "1", "int8": "1"}},
        {"made_with": None},
    ],
)
def test_a_manifest_of_anything_else_is_no_export(tmp_path: Path, change: dict[str, Any]) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({**whole_export(tmp_path), **change}))
    with pytest.raises(NoExport):
        read_export(tmp_path, DEFAULT_MODEL, Precision.INT8)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"])
def test_a_manifest_that_is_not_json_of_an_export_is_no_export(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(NoExport):
        read_export(tmp_path, DEFAULT_MODEL, Precision.FLOAT32)
