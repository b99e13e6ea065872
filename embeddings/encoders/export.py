"""Making the ONNX files of a model, with a manifest that says how near they come to the model's own vectors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from corpus.messages import Message
from embeddings.encoders.backend import Precision
from embeddings.encoders.default_model import WEIGHTS
from embeddings.encoders.exported_model import (
    FORMAT,
    GRAPHS,
    MANIFEST,
    TOKENIZER,
    ExportedModel,
    ExportManifest,
)
from embeddings.encoders.fidelity import min_cosine
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.errors import EncoderUnsuitable
from embeddings.index.atomic_write import sync_file, sync_folder
from embeddings.models.pinned_files import digest
from embeddings.models.required_packages import require_packages

if TYPE_CHECKING:
    from embeddings.encoders.default_model import PinnedModel

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "embeddings.encoders.graph_export"
"""Not imported here: who has an export needs none of the packages that make one."""


def write_export(target: Path, source: Path, model: PinnedModel) -> None:
    """Export the model in the folder `source` to a new folder `target`, flushed to the disk (5 seconds).

    Raises PackagesMissing, EncoderUnsuitable if it cannot be exported, and OSError.
    """
    target.mkdir()
    versions = _run_exporter(source, target, model)
    shutil.copyfile(source / TOKENIZER, target / TOKENIZER)
    tokenizer = (target / TOKENIZER).read_bytes()
    manifest = ExportManifest(
        format=FORMAT,
        model=model.name,
        model_sha256=dict(model.sha256),
        files_sha256={name: digest(target / name) for name in (*GRAPHS.values(), TOKENIZER)},
        agreement={
            precision: _agreement(model, ExportedModel(target / name, tokenizer)) for precision, name in GRAPHS.items()
        },
        made_with=versions,
    )
    (target / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    for file in target.iterdir():
        sync_file(file)
    sync_folder(target)


def _agreement(model: PinnedModel, export: ExportedModel) -> float:
    return min_cosine(OnnxEncoder(model, lambda _: export).encode_passages)


def _run_exporter(source: Path, target: Path, model: PinnedModel) -> dict[str, str]:
    """Write the graphs and return the versions that made them. Raises PackagesMissing and EncoderUnsuitable.

    This is done in a process of its own: what it takes would otherwise stay in memory for as long as the bot runs. What
    it leaves in the folder for temporary files goes with `target`'s neighbours.
    """
    require_packages(model.name, "onnx", "safetensors")
    graphs = [str((target / GRAPHS[precision]).absolute()) for precision in (Precision.FLOAT32, Precision.INT8)]
    weights = str((source / WEIGHTS).absolute())
    command = [sys.executable, "-X", "utf8", "-m", _PROGRAM, str(model.graph), weights, *graphs]
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
            Message(
                "{model} could not be turned into ONNX: {error}. Install the pinned versions again with: pip install "
                "-c constraints.txt -e .",
                model=model.name,
                error=last_line or f"exit status {done.returncode}",
            )
        )
    return msgspec.json.decode(done.stdout.strip().rpartition("\n")[2], type=dict[str, str])
