"""The default re-ranker with its adapter merged in, made once and kept in a cache folder, checked by hash when read.

Who can write into the cache can write a manifest too, so the hash that is expected is pinned in the code; one of other
versions is noted outside of the cache.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from corpus.messages import Message
from embeddings.errors import RerankerUnavailable
from embeddings.index.atomic_write import sync_file, sync_folder
from embeddings.models.pinned_files import digest
from embeddings.models.prepared_record import user_record
from embeddings.models.required_packages import require_packages
from embeddings.reranking.default_model import (
    ADAPTER,
    DEFAULT_RERANKER,
    MODEL,
    TOKENIZER,
    adapter_sha256,
    own_file_unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from embeddings.models.prepared_record import PreparedRecord
    from embeddings.reranking.default_model import PinnedReranker

FORMAT = 1
MANIFEST = "manifest.json"

log = logging.getLogger(__name__)
_MERGING = threading.Lock()


@dataclass(frozen=True, slots=True)
class MergedModel:
    """An ONNX graph, as a file or as bytes, and the bytes of its tokenizer, as they were made."""

    graph: Path | bytes
    tokenizer: bytes


@dataclass(frozen=True, slots=True)
class MergedManifest:
    """What lies beside the merged files: the SHA-256, by name, of what they were made from and of themselves."""

    format: int
    made_from: dict[str, str]
    files: dict[str, str]


class NotMerged(Exception):
    """The folder holds no merged model that can be trusted."""


def load_merged(
    model: PinnedReranker,
    find_folder: Callable[[], Path],
    cache: Path,
    report: Callable[[str], None] = log.info,
    record: PreparedRecord | None = None,
) -> MergedModel:
    """Return the merged model from `cache`, or a new one, which `cache` then holds (two seconds).

    `find_folder` finds the base model's files, and is asked only when it has to be merged. What is not the pinned file
    counts if it is in the `record`, the user's by default. A cache or a record that cannot be written costs the merging
    once in each process and nothing else. Raises RerankerUnavailable, ModelChanged where a file is not the pinned one,
    and PackagesMissing.
    """
    made_from = {**model.sha256, ADAPTER.name: adapter_sha256()}
    home = cache / "-".join([model.name.rpartition("/")[2], *(sha[:12] for sha in made_from.values()), str(FORMAT)])
    pinned = {MODEL: model.merged, TOKENIZER: model.sha256[TOKENIZER]}
    expected = _Expected(made_from, pinned, record or user_record())
    with _MERGING:
        try:
            return _read(home, expected)
        except NotMerged as reason:
            log.info("no merged re-ranker: %s", reason)
        source = find_folder()
        model.check(source)
        report(f"Preparing {model.name} for a fast start; this is done once.")
        try:
            return _merge_into_cache(source, home, expected)
        except OSError as error:
            places = f"kept in {cache}, or noted in {expected.record.folder}"
            report(f"The prepared re-ranker cannot be {places} ({error.strerror}): it is made at each start.")
        with tempfile.TemporaryDirectory() as place:
            _merge(source, Path(place), made_from)
            return MergedModel((Path(place) / MODEL).read_bytes(), (Path(place) / TOKENIZER).read_bytes())


@dataclass(frozen=True, slots=True)
class _Expected:
    """What a merged model must have been made from, the SHA-256 of its files where they are known, and the notes."""

    made_from: dict[str, str]
    pinned: dict[str, str]
    record: PreparedRecord


def _read(home: Path, expected: _Expected) -> MergedModel:
    """Read the merged model in a folder. Raises NotMerged unless every file is what was made from these.

    The manifest is not believed alone: each file has to be a pinned one, or the manifest one that is noted.
    """
    try:
        content = (home / MANIFEST).read_bytes()
        manifest = msgspec.json.decode(content, type=MergedManifest)
        if (manifest.format, manifest.made_from) != (FORMAT, expected.made_from):
            raise NotMerged("the manifest speaks of another model")
        believed = expected.record.knows(home.name, content)
        for name in (MODEL, TOKENIZER):
            found = digest(home / name)
            if found != manifest.files.get(name):
                raise NotMerged(f"{name} is not the file that was made")
            if not believed and found != expected.pinned[name]:
                raise NotMerged(f"{name} is not known from elsewhere than its own manifest")
        return MergedModel(home / MODEL, (home / TOKENIZER).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise NotMerged(str(error)) from error


def _merge_into_cache(source: Path, home: Path, expected: _Expected) -> MergedModel:
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".merge-", dir=home.parent, ignore_cleanup_errors=True) as workspace:
        new = Path(workspace) / "merged"
        new.mkdir()
        _merge(source, new, expected.made_from)
        if {name: digest(new / name) for name in (MODEL, TOKENIZER)} != expected.pinned:
            expected.record.note(home.name, (new / MANIFEST).read_bytes())
        _move_in(new, home, expected)
        sync_folder(home.parent)
        return _read(home, expected)


def _move_in(new: Path, home: Path, expected: _Expected) -> None:
    """Rename the new folder to `home`; one that another process made meanwhile stays, if it is whole."""
    try:
        new.rename(home)
    except OSError:
        try:
            _read(home, expected)
        except NotMerged:
            home.rename(new.with_name("damaged"))
            new.rename(home)


def _merge(source: Path, target: Path, made_from: dict[str, str]) -> None:
    """Write graph, tokenizer and manifest into the folder `target`, flushed to the disk. Raises RerankerUnavailable."""
    require_packages(DEFAULT_RERANKER.name, "onnx")
    from embeddings.reranking.adapter import read_adapter
    from embeddings.reranking.merge import export_merged

    try:
        adapter = read_adapter(ADAPTER)
    except OSError as error:  # one of the target is about the cache, and only that is passed on
        raise own_file_unreadable(ADAPTER, error) from error
    except ValueError as error:
        raise _cannot_be_prepared(error) from error
    try:
        export_merged(source / MODEL, adapter, target / MODEL)
    except (ValueError, KeyError) as error:
        raise _cannot_be_prepared(error) from error
    (target / TOKENIZER).write_bytes((source / TOKENIZER).read_bytes())
    files = {name: digest(target / name) for name in (MODEL, TOKENIZER)}
    manifest = MergedManifest(FORMAT, made_from, files)
    (target / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    for name in (MODEL, TOKENIZER, MANIFEST):
        sync_file(target / name)
    sync_folder(target)


def _cannot_be_prepared(error: Exception) -> RerankerUnavailable:
    return RerankerUnavailable(Message("The re-ranker cannot be prepared: {error}", error=str(error)))
