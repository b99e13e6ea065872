"""The FAISS index as a file beside the library: made when missing, stale or of a wrong hash, swapped whole."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from embeddings.errors import IndexDamaged
from embeddings.files import write_whole
from embeddings.vector_index import VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store import Store
    from embeddings.vector_store import EncoderRecord, VectorStore

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the index beside it was made from. `sha256` is of the index file."""

    format: int
    encoder: str
    dimension: int
    similarity: str
    generation: int
    vectors: int
    index: str
    sha256: str


class Snapshots:
    """The current index of one library. `current` may be called from several threads."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store = store
        self._vectors = vectors
        self._lock = threading.Lock()
        self._held: tuple[int, int, VectorIndex] | None = None

    def current(self, encoder: EncoderRecord) -> VectorIndex:
        """An index over all vectors that are stored now. A search may go on with an older one meanwhile."""
        generation = self._store.generation()
        with self._lock:
            if self._held is None or self._held[:2] != (encoder.id, generation):
                index = self._load(encoder, generation) or self._build(encoder)
                self._held = (encoder.id, generation, index)
            return self._held[2]

    def state(self, encoder: EncoderRecord) -> str:
        """'ready', 'stale' or 'missing': what `current` would find on the disk."""
        manifest = read_manifest(self._store.folder)
        if manifest is None or not (self._store.folder / manifest.index).exists():
            return "missing"
        return "ready" if _fits(manifest, encoder, self._store.generation()) else "stale"

    def _load(self, encoder: EncoderRecord, generation: int) -> VectorIndex | None:
        manifest = read_manifest(self._store.folder)
        if manifest is None or not _fits(manifest, encoder, generation):
            return None
        with suppress(IndexDamaged):
            return VectorIndex.load(self._store.folder / manifest.index, manifest.sha256)
        return None

    def _build(self, encoder: EncoderRecord) -> VectorIndex:
        ids, vectors, generation = self._vectors.all(encoder)
        index = VectorIndex.build(ids, vectors)
        with suppress(OSError):  # a library that cannot be written to is searched all the same
            self._save(index, encoder, generation, len(ids))
        return index

    def _save(self, index: VectorIndex, encoder: EncoderRecord, generation: int, count: int) -> None:
        if self._store.read_only:
            return
        folder = self._store.folder
        name = f"vectors-{encoder.id}-{generation}.faiss"
        manifest = Manifest(
            FORMAT,
            encoder.name,
            encoder.dimension,
            "cosine",
            generation,
            count,
            name,
            index.save(folder / name),
        )
        write_whole(folder / MANIFEST, json.dumps(asdict(manifest), indent=2).encode())
        for old in folder.glob("vectors-*.faiss"):
            if old.name != name:
                old.unlink(missing_ok=True)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a library folder; None where there is none that can be used."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return manifest if PurePath(manifest.index).name == manifest.index else None


def _fits(manifest: Manifest, encoder: EncoderRecord, generation: int) -> bool:
    made_from = (manifest.format, manifest.encoder, manifest.dimension, manifest.generation)
    return made_from == (FORMAT, encoder.name, encoder.dimension, generation)
