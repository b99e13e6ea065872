"""The current vector index of a library: the index file, and what changed since it was written.

The file is read once. Later changes are kept apart from it (`layered_index`) until there are many: then it is
written anew, by the process that embeds. Whoever answers goes over to it as soon as its own changes are many.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.store.rows import as_stored
from embeddings.errors import IndexDamaged
from embeddings.index.faiss_index import VectorIndex
from embeddings.index.index_files import MANIFEST_FORMAT, IndexFiles, Manifest
from embeddings.index.layered_index import LayeredIndex

if TYPE_CHECKING:
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.vector_store import VectorStore

MANY_CHANGES = 5_000
"""Changed vectors beside the file from which it is written anew at once: they cost 20 ms whenever more come."""
SOME_CHANGES = 500
"""Changed vectors beside the file from which it is written anew when no more are coming."""


@dataclass(frozen=True, slots=True)
class _IndexState:
    """All vectors of one encoder after the change numbered `change`; `index.base` has those up to `base_change`."""

    encoder: int
    base_change: int
    change: int
    index: LayeredIndex


class IndexManager:
    """The current index of one library. Its methods may be called from several threads."""

    def __init__(self, vectors: VectorStore) -> None:
        self._vectors = vectors
        self._read_only = vectors.store.read_only
        self._files = IndexFiles(vectors.store.folder)
        self._lock = threading.Lock()
        self._state: _IndexState | None = None

    def current(self, encoder: EncoderRecord) -> LayeredIndex:
        """Return an index over all vectors that are stored now, whichever process stored them.

        While one thread brings it up to date, others get the one before.
        """
        state = self._state if self._state and self._state.encoder == encoder.id else None
        if not self._lock.acquire(blocking=state is None) and state is not None:
            return state.index
        try:
            self._state = self._catch_up(state or self._open(encoder), encoder)
            return self._state.index
        finally:
            self._lock.release()

    def rewrite(self, encoder: EncoderRecord, at_least: int) -> None:
        """Write the file anew if it cannot be used or `at_least` changes are not in it.

        Does nothing for an encoder that does not answer yet, nor in a library that cannot be written to.
        """
        if self._read_only or self._vectors.encoders.active() != encoder:
            return
        before = self._usable_manifest(encoder)
        if before is not None and self._vectors.changes.last() - before.change < at_least:
            return
        state = self._catch_up(self._open(encoder), encoder)
        if state.change > state.base_change:
            self._save(self._flatten(state, encoder), encoder)
        # Others may still answer from the file before; they go on from there.
        self._vectors.changes.forget(before.change if before else state.change)

    def state(self, encoder: EncoderRecord) -> str:
        """Return 'ready', 'stale' or 'missing': what `current` would find on the disk."""
        manifest = self._files.manifest()
        if manifest is None or not self._files.has_index(manifest):
            return "missing"
        return "ready" if self._usable_manifest(encoder) else "stale"

    def purge(self) -> None:
        """Let no file hold a vector that is not stored any more, nor what a killed process left.

        Where the file cannot be written without them it is removed, and the next question makes it again.
        """
        encoder = self._vectors.encoders.active()
        if encoder is not None and self._usable_manifest(encoder) is not None:
            self.rewrite(encoder, at_least=1)
            manifest = self._usable_manifest(encoder)
            if manifest is not None and manifest.change == self._vectors.changes.last():
                self._files.keep_only(manifest)
                return
        self.drop()

    def is_damaged(self) -> bool:
        """Return whether there is a file of an index, and not the one that was saved; the next question would tell."""
        manifest = self._files.manifest()
        if manifest is None or not self._files.has_index(manifest):
            return False
        try:
            self._files.load(manifest)
        except IndexDamaged:
            return True
        return False

    def drop(self) -> bool:
        """Remove the index files; the next question makes them again. Returns whether there were any."""
        return self._files.drop()

    def _open(self, encoder: EncoderRecord) -> _IndexState:
        """Load the index from its file, or build and save it if there is none that can be used."""
        return self._load(encoder) or self._save(self._build(encoder), encoder)

    def _load(self, encoder: EncoderRecord) -> _IndexState | None:
        tried = None
        while (manifest := self._usable_manifest(encoder)) and manifest != tried:
            with suppress(IndexDamaged):
                index = self._files.load(manifest)
                return _IndexState(encoder.id, manifest.change, manifest.change, LayeredIndex.from_base(index))
            tried = manifest  # another process may have written it anew meanwhile
        return None

    def _build(self, encoder: EncoderRecord) -> _IndexState:
        everything = self._vectors.changes.everything(encoder)
        with as_stored():
            index = VectorIndex.build(everything.ids, everything.vectors)
        return _IndexState(encoder.id, everything.number, everything.number, LayeredIndex.from_base(index))

    def _catch_up(self, state: _IndexState, encoder: EncoderRecord) -> _IndexState:
        """Return the state of now, from a newer file if there is one and the older one lacks many changes."""
        if self._vectors.changes.last() == state.change:
            return state
        if len(state.index.changed) >= MANY_CHANGES:
            state = self._renew_base(state, encoder)
        changes = self._vectors.changes.since(encoder, state.change)
        if changes is None:
            state = self._open(encoder)
            changes = self._vectors.changes.since(encoder, state.change)
        if changes is None:  # the file was written anew, and the changes before it forgotten, in this very moment
            return self._build(encoder)
        if not len(changes.passages):
            return replace(state, change=changes.number)
        return replace(state, change=changes.number, index=state.index.with_changes(changes))

    def _renew_base(self, state: _IndexState, encoder: EncoderRecord) -> _IndexState:
        """Return `state` over a file that has its changes: another process's, or an own one if none comes in time."""
        manifest = self._usable_manifest(encoder)
        if manifest is not None and manifest.change > state.base_change:
            return self._load(encoder) or state
        if len(state.index.changed) >= 2 * MANY_CHANGES:
            return self._save(self._flatten(state, encoder), encoder)
        return state

    def _flatten(self, state: _IndexState, encoder: EncoderRecord) -> _IndexState:
        index = state.index.flatten()
        if not index.suits(len(index)):
            return self._build(encoder)
        return _IndexState(encoder.id, state.change, state.change, LayeredIndex.from_base(index))

    def _usable_manifest(self, encoder: EncoderRecord) -> Manifest | None:
        """Return the manifest on the disk if its index can be brought up to date for this encoder."""
        manifest = self._files.manifest()
        if manifest is None:
            return None
        made_for = (manifest.format, manifest.encoder, manifest.dimension)
        suits = made_for == (MANIFEST_FORMAT, encoder.name, encoder.dimension)
        return manifest if suits and self._vectors.changes.knows(manifest.change) else None

    def _save(self, state: _IndexState, encoder: EncoderRecord) -> _IndexState:
        """Write the base of `state` and return `state`; a library that cannot be written to is left without a file."""
        if not self._read_only:
            with suppress(OSError):
                self._files.save(state.index.base, encoder, state.base_change)
        return state
