"""What the library in a folder does beside keeping documents: SQLite and FAISS, in the process that asks.

FAISS takes time to load, so it is imported by what needs it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from corpus.errors import DiskFull
from embeddings.engines.engine import StoreState
from embeddings.store.removal import remove_documents
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection

    from corpus.store.library import Library
    from embeddings.index.folder_index import FolderIndex
    from embeddings.index.folder_queue import FolderQueue
    from embeddings.index.index_manager import IndexManager
    from embeddings.store.embedded_passages import EmbeddedPassages
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.removal import RemovedDocument


class FolderEngine:
    """The Engine of a library in a folder."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder whose vectors answer; None in a library that has never had a vector."""
        return VectorStore(self._library.store).encoders.active()

    def index(self) -> FolderIndex:
        """Return what proposes passages for questions."""
        from embeddings.index.folder_index import FolderIndex

        return FolderIndex(self._library)

    def queue(self) -> FolderQueue:
        """Return what knows which passages are to be embedded."""
        from embeddings.index.folder_queue import FolderQueue

        return FolderQueue(self._library)

    def embedded(self) -> EmbeddedPassages:
        """Return the passages that have vectors, of which a map is drawn."""
        from embeddings.store.embedded_passages import EmbeddedPassages

        return EmbeddedPassages(self._library.store)

    def remove(self, ids: Collection[str]) -> list[RemovedDocument]:
        """Remove documents from the list and from every index. Raises UnknownDocument, removing none."""
        return remove_documents(self._library.store, ids)

    def erase_removed(self) -> bool:
        """Make what was removed illegible in the library's files; False where some of it may be left.

        That is so where another process still holds some, or the disk has no room to write the rest anew.
        """
        try:
            self._indexes().purge()
            return self._library.store.purge()
        except DiskFull:
            return False

    def make_room(self) -> None:
        """Give back to the disk what can be made again, and the room that is kept for removing."""
        with suppress(OSError):
            self._indexes().drop()
        self._library.store.make_room()

    def store_state(self) -> StoreState:
        """Return the room that the folder's files take; one that goes meanwhile takes none."""
        size = 0
        for each in self._library.store.folder.rglob("*"):
            with suppress(OSError):
                size += each.stat().st_size if each.is_file() else 0
        return StoreState("SQLite and FAISS, in a folder", size)

    def index_state(self) -> str:
        """Return 'ready', 'stale' or 'missing': what a question would find of the index on the disk."""
        encoder = self.encoder()
        return self._indexes().state(encoder) if encoder else "missing"

    def _indexes(self) -> IndexManager:
        from embeddings.index.index_manager import IndexManager

        return IndexManager(VectorStore(self._library.store))
