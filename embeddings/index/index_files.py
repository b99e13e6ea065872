"""The FAISS index as a file beside the library, and what changed since it was written: together every vector.

The file is read once. Later changes are kept apart from it (`layered_index`) until there are many: then it is
written anew, by the process that embeds. Whoever answers goes over to it as soon as its own changes are many.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from embeddings.errors import IndexDamaged
from embeddings.index.atomic_write import write_whole
from embeddings.index.faiss_index import VectorIndex
from embeddings.index.layered_index import LayeredIndex

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.database import Store
    from embeddings.store.vector_store import EncoderRecord, VectorStore

MANIFEST = "manifest.json"
FORMAT = 2
MANY_CHANGES = 5_000
"""So many changes beside the file cost 20 ms whenever more come: it is time to write it anew."""
SOME_CHANGES = 500
"""When no more are coming, so many are enough."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the index beside it was made from: the vectors after the change with this number.

    `sha256` is of the index file.
    """

    format: int
    encoder: str
    dimension: int
    similarity: str
    change: int
    vectors: int
    index: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The vectors of one encoder after the change with this number; `base` is that of the index below."""

    encoder: int
    base: int
    change: int
    index: LayeredIndex


class IndexManager:
    """The current index of one library. Its methods may be called from several threads."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store = store
        self._vectors = vectors
        self._lock = threading.Lock()
        self._held: _Snapshot | None = None

    def current(self, encoder: EncoderRecord) -> LayeredIndex:
        """An index over all vectors that are stored now, whichever process stored them.

        While one thread brings it up to date, others get the one before.
        """
        held = self._held if self._held and self._held.encoder == encoder.id else None
        if not self._lock.acquire(blocking=held is None) and held is not None:
            return held.index
        try:
            self._held = self._caught_up(held or self._opened(encoder), encoder)
            return self._held.index
        finally:
            self._lock.release()

    def rewrite(self, encoder: EncoderRecord, at_least: int) -> None:
        """Writes the file anew if it is of no use or `at_least` so many changes are not in it.

        Not for an encoder that does not answer yet, nor in a library that cannot be written to.
        """
        if self._store.read_only or self._vectors.active() != encoder:
            return
        before = self._manifest(encoder)
        if before is not None and self._vectors.last_change() - before.change < at_least:
            return
        snapshot = self._caught_up(self._opened(encoder), encoder)
        if snapshot.change > snapshot.base:
            self._saved(self._flattened(snapshot, encoder), encoder)
        # Others may still answer from the file before; they go on from there.
        self._vectors.forget_changes(before.change if before else snapshot.change)

    def state(self, encoder: EncoderRecord) -> str:
        """'ready', 'stale' or 'missing': what `current` would find on the disk."""
        manifest = read_manifest(self._store.folder)
        if manifest is None or not (self._store.folder / manifest.index).exists():
            return "missing"
        return "ready" if self._manifest(encoder) else "stale"

    def _opened(self, encoder: EncoderRecord) -> _Snapshot:
        return self._loaded(encoder) or self._saved(self._built(encoder), encoder)

    def _loaded(self, encoder: EncoderRecord) -> _Snapshot | None:
        tried = None
        while (manifest := self._manifest(encoder)) and manifest != tried:
            with suppress(IndexDamaged):
                index = VectorIndex.load(self._store.folder / manifest.index, manifest.sha256)
                return _Snapshot(encoder.id, manifest.change, manifest.change, LayeredIndex.over(index))
            tried = manifest  # another process may have written it anew meanwhile
        return None

    def _built(self, encoder: EncoderRecord) -> _Snapshot:
        every = self._vectors.all(encoder)
        index = VectorIndex.build(every.ids, every.vectors)
        return _Snapshot(encoder.id, every.number, every.number, LayeredIndex.over(index))

    def _caught_up(self, held: _Snapshot, encoder: EncoderRecord) -> _Snapshot:
        """The snapshot of now; from a newer file where there is one and the changes since the older one are many."""
        if self._vectors.last_change() == held.change:
            return held
        if len(held.index.changed) >= MANY_CHANGES:
            manifest = self._manifest(encoder)
            if manifest is not None and manifest.change > held.base:
                held = self._loaded(encoder) or held
            elif len(held.index.changed) >= 2 * MANY_CHANGES:
                held = self._saved(self._flattened(held, encoder), encoder)
        changes = self._vectors.changes(encoder, held.change)
        if changes is None:
            held = self._opened(encoder)
            changes = self._vectors.changes(encoder, held.change)
        if changes is None:  # the file was written anew, and the changes before it forgotten, in this very moment
            return self._built(encoder)
        if not len(changes.passages):
            return replace(held, change=changes.number)
        return replace(held, change=changes.number, index=held.index.after(changes))

    def _flattened(self, snapshot: _Snapshot, encoder: EncoderRecord) -> _Snapshot:
        index = snapshot.index.flattened()
        if not index.suits(len(index)):
            return self._built(encoder)
        return _Snapshot(encoder.id, snapshot.change, snapshot.change, LayeredIndex.over(index))

    def _manifest(self, encoder: EncoderRecord) -> Manifest | None:
        """The manifest on the disk, if its index is of use."""
        manifest = read_manifest(self._store.folder)
        if manifest is None:
            return None
        made_for = (manifest.format, manifest.encoder, manifest.dimension) == (FORMAT, encoder.name, encoder.dimension)
        return manifest if made_for and self._vectors.knows_changes(manifest.change) else None

    def _saved(self, snapshot: _Snapshot, encoder: EncoderRecord) -> _Snapshot:
        """The same; a library that cannot be written to is searched without a file."""
        if not self._store.read_only:
            with suppress(OSError):
                self._write(snapshot, encoder)
        return snapshot

    def _write(self, snapshot: _Snapshot, encoder: EncoderRecord) -> None:
        folder, index = self._store.folder, snapshot.index.base
        name = f"vectors-{encoder.id}-{snapshot.base}.faiss"
        manifest = Manifest(
            FORMAT,
            encoder.name,
            encoder.dimension,
            "cosine",
            snapshot.base,
            len(index),
            name,
            index.save(folder / name),
        )
        write_whole(folder / MANIFEST, json.dumps(asdict(manifest), indent=2).encode())
        for old in folder.glob("vectors-*.faiss"):
            if _number(old) < (encoder.id, snapshot.base):  # never one that another process has just written
                old.unlink(missing_ok=True)


def _number(path: Path) -> tuple[int, int]:
    """Encoder and change in the name of an index; of another file the lowest."""
    try:
        _, encoder, change = path.stem.split("-")
        return int(encoder), int(change)
    except ValueError:
        return -1, -1


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a library folder; None where there is none that can be used."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return manifest if PurePath(manifest.index).name == manifest.index else None
