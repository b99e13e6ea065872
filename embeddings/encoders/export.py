"""The default model as ONNX, made once and kept in a cache folder. What is read back is checked by hash.

A cached export is enough to encode: it holds the graph with its weights, once in each precision, the tokenizer, and
a manifest that says which model they were made from, with their SHA-256. So the weights that the package carries
are hashed when an export is made, and not at each start. The manifest also says how near the graphs come to the
model's own vectors; one that does not come near enough is not used.
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
import threading
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from embeddings.encoders import torch_export
from embeddings.encoders.backend import Precision
from embeddings.encoders.default_model import WEIGHTS
from embeddings.encoders.exported_model import ExportedModel
from embeddings.encoders.fidelity import min_cosine
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.packages import require_packages
from embeddings.errors import EncoderUnsuitable, ExportUnfaithful
from embeddings.index.atomic_write import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from embeddings.encoders.default_model import PinnedModel

FORMAT = 2
GRAPHS = MappingProxyType({Precision.FLOAT32: "model.onnx", Precision.INT8: "model-int8.onnx"})
TOKENIZER, MANIFEST = "tokenizer.json", "manifest.json"
NEAR_ENOUGH = MappingProxyType({Precision.FLOAT32: 0.999, Precision.INT8: 0.97})
"""The lowest cosine between a sample's vectors and the model's own; int8 without a scale for each column has 0.69."""

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]


class _NoExport(Exception):
    """The folder holds no export that can be trusted."""


def exported(
    model: PinnedModel,
    folder: Callable[[], Path],
    cache: Path,
    report: Callable[[str], None] = log.info,
    precision: Precision = Precision.FLOAT32,
) -> ExportedModel:
    """The export of `model` from `cache`, or a new one, which `cache` then holds (25 seconds).

    `folder` finds the model's files and is asked only when an export has to be made; ModelChanged is
    raised when they are not the pinned ones, PackagesMissing where what exports it is not installed. `report` is
    told, for a person, what is being waited for. A cache that cannot be written costs the export once in each process
    and nothing else. Where int8 does not come near enough to the model's vectors, float32 is given instead; where
    that does not, ExportUnfaithful is raised.
    """
    home = cache / f"{model.name.rpartition('/')[2]}-{model.sha256[WEIGHTS][:12]}-{FORMAT}"
    with _EXPORTING:
        if home in _UNKEPT:
            return _UNKEPT[home][precision]
        try:
            return _read(home, model, precision)
        except _NoExport as reason:
            log.info("no export of %s: %s", model.name, reason)
        source = folder()
        model.check(source)
        report(f"Preparing {model.name} for a fast start; this is done once.")
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".export-", dir=cache, ignore_cleanup_errors=True) as workshop:
                _write(Path(workshop) / "export", source, model)
                _move_in(Path(workshop), home, model)
                return _read(home, model, precision)
        except OSError as error:
            report(f"The prepared model cannot be kept in {cache} ({error.strerror}): it is made at each start.")
        with tempfile.TemporaryDirectory() as workshop:
            _write(Path(workshop) / "export", source, model)
            _UNKEPT[home] = {each: _in_memory(_read(Path(workshop) / "export", model, each)) for each in Precision}
        return _UNKEPT[home][precision]


_EXPORTING = threading.Lock()
_UNKEPT: dict[Path, Mapping[Precision, ExportedModel]] = {}
"""Exports that no cache folder could keep, for the rest of this process."""


def _in_memory(export: ExportedModel) -> ExportedModel:
    graph = export.graph if isinstance(export.graph, bytes) else export.graph.read_bytes()
    return ExportedModel(graph, export.tokenizer)


def _read(home: Path, model: PinnedModel, wanted: Precision) -> ExportedModel:
    try:
        manifest: Any = json.loads((home / MANIFEST).read_bytes())
        _check(manifest, _identity(model))
        precision = _near_enough(model, manifest["agreement"], wanted)
        _check(manifest["files_sha256"], _digests(home, GRAPHS[precision], TOKENIZER))
        return ExportedModel(home / GRAPHS[precision], (home / TOKENIZER).read_bytes())
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _NoExport(str(error)) from error


def _check(found: Any, expected: Mapping[str, Any]) -> None:
    if not isinstance(found, dict) or {key: found.get(key) for key in expected} != expected:
        raise ValueError("the manifest speaks of other files than those beside it")


def _near_enough(model: PinnedModel, found: Mapping[str, float], wanted: Precision) -> Precision:
    """`wanted`, or float32. Raises ExportUnfaithful if neither comes near the model's own vectors."""
    for precision in (wanted, Precision.FLOAT32):
        if found[precision] >= NEAR_ENOUGH[precision]:
            return precision
    raise ExportUnfaithful(
        f"{model.name} gives other vectors after its export (cosine {found[Precision.FLOAT32]:.4f}) than before"
    )


def _write(target: Path, source: Path, model: PinnedModel) -> None:
    target.mkdir()
    versions = _run_exporter(source, target, model)
    shutil.copyfile(source / TOKENIZER, target / TOKENIZER)
    tokenizer = (target / TOKENIZER).read_bytes()
    manifest = _identity(model) | {
        "files_sha256": _digests(target, *GRAPHS.values(), TOKENIZER),
        "agreement": {
            precision: _agreement(model, ExportedModel(target / name, tokenizer)) for precision, name in GRAPHS.items()
        },
        "made_with": versions,
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for file in target.iterdir():
        _sync(file)
    sync_folder(target)


def _agreement(model: PinnedModel, export: ExportedModel) -> float:
    return min_cosine(OnnxEncoder(model, lambda _: export).encode_passages)


def _run_exporter(source: Path, target: Path, model: PinnedModel) -> Any:
    """Export in a process of its own: PyTorch would otherwise stay in memory for as long as the bot runs.

    What PyTorch leaves in the folder for temporary files goes with `target`'s neighbours. Raises PackagesMissing and
    EncoderUnsuitable.
    """
    require_packages(f"{model.name} is prepared with", "torch", "transformers", "onnx", "onnxscript")
    graphs = [str((target / GRAPHS[precision]).absolute()) for precision in (Precision.FLOAT32, Precision.INT8)]
    command = [sys.executable, "-X", "utf8", "-m", torch_export.__name__, str(source.absolute()), *graphs]
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(target.parent.absolute()))
    done = subprocess.run(
        command,
        cwd=_ROOT,
        env=os.environ | temporary,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
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
            for precision in Precision:
                _read(home, model, precision)
        except _NoExport:
            home.rename(workshop / "damaged")
            (workshop / "export").rename(home)
    sync_folder(home.parent)


def _identity(model: PinnedModel) -> dict[str, Any]:
    return {"format": FORMAT, "model": model.name, "model_sha256": dict(model.sha256)}


def _digests(folder: Path, *names: str) -> dict[str, str]:
    digests = {}
    for name in names:
        with (folder / name).open("rb") as opened:
            digests[name] = hashlib.file_digest(opened, "sha256").hexdigest()
    return digests


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
