"""The default model as ONNX, made once and kept in a cache folder. What is read back is checked by hash.

A cached export is enough to encode: it holds the graph with its weights, the tokenizer, and a manifest that
says which model they were made from, with their SHA-256. So the weights that the package carries are hashed
when an export is made, and not at each start.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embeddings import torch_export
from embeddings.default_model import WEIGHTS
from embeddings.errors import EncoderUnsuitable
from embeddings.files import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from embeddings.default_model import PinnedModel

FORMAT = 1
GRAPH, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """The bytes of an ONNX graph and of its tokenizer, both as they were made."""

    graph: bytes
    tokenizer: bytes


class _NoExport(Exception):
    """The folder holds no export that can be trusted."""


def exported(
    model: PinnedModel, folder: Callable[[], Path], cache: Path, report: Callable[[str], None] = log.info
) -> ExportedModel:
    """The export of `model` from `cache`, or a new one, which `cache` then holds (20 seconds).

    `folder` finds the model's files and is asked only when an export has to be made; ModelChanged is
    raised when they are not the pinned ones. `report` is told, for a person, what is being waited for. A
    cache that cannot be written costs the export at each start and nothing else.
    """
    home = cache / f"{model.name.rpartition('/')[2]}-{model.sha256[WEIGHTS][:12]}-{FORMAT}"
    try:
        return _read(home, model)
    except _NoExport as reason:
        log.info("no export of %s: %s", model.name, reason)
    source = folder()
    model.check(source)
    report(f"Preparing {model.name} for a fast start; this is done once.")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=cache, ignore_cleanup_errors=True) as workshop:
            made = _write(Path(workshop) / "export", source, model)
            _move_in(Path(workshop), home, model)
            return made
    except OSError as error:
        report(f"The prepared model cannot be kept in {cache} ({error.strerror}): it is made at each start.")
    with tempfile.TemporaryDirectory() as workshop:
        return _write(Path(workshop) / "export", source, model)


def _read(home: Path, model: PinnedModel) -> ExportedModel:
    try:
        manifest: Any = json.loads((home / MANIFEST).read_bytes())
        export = ExportedModel((home / GRAPH).read_bytes(), (home / TOKENIZER).read_bytes())
    except (OSError, ValueError) as error:
        raise _NoExport(str(error)) from error
    expected = _identity(model) | _digests(export)
    if not isinstance(manifest, dict) or {key: manifest.get(key) for key in expected} != expected:
        raise _NoExport(f"{home / MANIFEST} speaks of other files than those beside it")
    return export


def _write(target: Path, source: Path, model: PinnedModel) -> ExportedModel:
    target.mkdir()
    versions = _run_exporter(source, target / GRAPH, model)
    shutil.copyfile(source / TOKENIZER, target / TOKENIZER)
    export = ExportedModel((target / GRAPH).read_bytes(), (target / TOKENIZER).read_bytes())
    manifest = _identity(model) | _digests(export) | {"made_with": versions}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for file in target.iterdir():
        _sync(file)
    sync_folder(target)
    return export


def _run_exporter(source: Path, target: Path, model: PinnedModel) -> Any:
    """In a process of its own: PyTorch would otherwise stay in memory for as long as the bot runs."""
    command = [sys.executable, "-P", str(Path(torch_export.__file__)), str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last_line = done.stderr.strip().rpartition("\n")[2]
        raise EncoderUnsuitable(
            f"{model.name} could not be turned into ONNX: {last_line or f'exit status {done.returncode}'}. "
            "Install the pinned versions again with: pip install -c constraints.txt -e ."
        )
    return json.loads(done.stdout.strip().rpartition("\n")[2])


def _move_in(workshop: Path, home: Path, model: PinnedModel) -> None:
    """Renames the new export to `home`; one that another process made meanwhile stays, if it is whole."""
    try:
        (workshop / "export").rename(home)
    except OSError:
        try:
            _read(home, model)
        except _NoExport:
            home.rename(workshop / "damaged")
            (workshop / "export").rename(home)
    sync_folder(home.parent)


def _identity(model: PinnedModel) -> dict[str, Any]:
    return {"format": FORMAT, "model": model.name, "model_sha256": dict(model.sha256)}


def _digests(export: ExportedModel) -> dict[str, str]:
    return {
        "graph_sha256": hashlib.sha256(export.graph).hexdigest(),
        "tokenizer_sha256": hashlib.sha256(export.tokenizer).hexdigest(),
    }


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
