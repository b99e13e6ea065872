"""The default model as ONNX, made once and kept in a cache folder. What is read back is checked by hash.

A cached export is enough to encode: it holds the graph with its weights, once in each precision, the tokenizer, and
a manifest that says which model they were made from, with their SHA-256. So the weights that the package carries
are hashed when an export is made, and not at each start. The manifest also says how near the graphs come to the
model's own vectors; one that does not come near enough is not used. Who can write into the cache can write a manifest
too, so the files' hashes are pinned in the code as well; those of another exporter are noted outside of the cache.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.encoders.backend import Precision
from embeddings.encoders.default_model import WEIGHTS
from embeddings.encoders.export import write_export
from embeddings.encoders.exported_model import FORMAT, GRAPHS, MANIFEST, TOKENIZER, NoExport, read_export
from embeddings.index.atomic_write import sync_folder
from embeddings.models.pinned_files import digest
from embeddings.models.prepared_record import user_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from embeddings.encoders.default_model import PinnedModel
    from embeddings.encoders.exported_model import ExportedModel
    from embeddings.models.prepared_record import PreparedRecord

log = logging.getLogger(__name__)


def load_export(
    model: PinnedModel,
    find_folder: Callable[[], Path],
    cache: Path,
    report: Callable[[str], None] = log.info,
    precision: Precision = Precision.FLOAT32,
    record: PreparedRecord | None = None,
) -> ExportedModel:
    """Return the export of `model` from `cache`, or a new one, which `cache` then holds (5 seconds).

    `find_folder` finds the model's files, and is asked only when an export has to be made. `report` is told, for a
    person, what is being waited for. An export that is not a pinned one counts if it is in the `record`, the user's
    by default. A cache or a record that cannot be written costs the export once in each process and nothing else.
    Where int8 does not come near enough to the model's vectors, float32 is returned instead. Raises
    ExportUnfaithful where that does not either, ModelChanged where the model's files are not the pinned ones, and
    PackagesMissing where what exports it is not installed.
    """
    home = cache / f"{model.name.rpartition('/')[2]}-{model.sha256[WEIGHTS][:12]}-{FORMAT}"
    record = record or user_record()
    with _EXPORTING:
        if home in _UNKEPT:
            return _UNKEPT[home][precision]
        try:
            return read_export(home, model, precision, record)
        except NoExport as reason:
            log.info("no export of %s: %s", model.name, reason)
        source = find_folder()
        model.check(source)
        report(f"Preparing {model.name} for a fast start; this is done once.")
        try:
            return _export_into_cache(model, source, home, precision, record)
        except OSError as error:
            places = f"kept in {cache}, or noted in {record.folder}"
            report(f"The prepared model cannot be {places} ({error.strerror}): it is made at each start.")
        _UNKEPT[home] = _export_into_memory(model, source)
        return _UNKEPT[home][precision]


_EXPORTING = threading.Lock()
_UNKEPT: dict[Path, Mapping[Precision, ExportedModel]] = {}
"""Exports that no cache folder could keep, for the rest of this process."""


def _export_into_cache(
    model: PinnedModel, source: Path, home: Path, precision: Precision, record: PreparedRecord
) -> ExportedModel:
    cache = home.parent
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=cache, ignore_cleanup_errors=True) as workspace:
        new = Path(workspace) / "export"
        write_export(new, source, model)
        if not _is_pinned(new, model):
            record.note(home.name, (new / MANIFEST).read_bytes())
        _move_in(Path(workspace), home, model, record)
        return read_export(home, model, precision)


def _export_into_memory(model: PinnedModel, source: Path) -> dict[Precision, ExportedModel]:
    with tempfile.TemporaryDirectory() as workspace:
        export = Path(workspace) / "export"
        write_export(export, source, model)
        return {precision: read_export(export, model, precision).in_memory() for precision in Precision}


def _is_pinned(export: Path, model: PinnedModel) -> bool:
    return {name: digest(export / name) for name in (*GRAPHS.values(), TOKENIZER)} == dict(model.exported)


def _move_in(workspace: Path, home: Path, model: PinnedModel, record: PreparedRecord) -> None:
    """Rename the new export to `home`; one that another process made meanwhile stays, if it is whole."""
    try:
        (workspace / "export").rename(home)
    except OSError:
        try:
            for precision in Precision:
                read_export(home, model, precision, record)
        except NoExport:
            home.rename(workspace / "damaged")
            (workspace / "export").rename(home)
    sync_folder(home.parent)
