"""What a library is asked, embedded and emptied with: one object for each engine that can hold one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from embeddings.engines.embedding_queue import EmbeddingQueue
    from embeddings.engines.passage_index import PassageIndex
    from embeddings.store.embedded_passages import EmbeddedPassages
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.removal import RemovedDocument


@dataclass(frozen=True, slots=True)
class StoreState:
    """What keeps a library, by name and version, and how much room it takes, in bytes.

    Of a server: in how many milliseconds it answered, how many connections it has and takes at most, and by how many
    seconds a standby is behind; None for what there is nothing to say of.
    """

    engine: str
    bytes: int
    answered_ms: float | None = None
    connections: int | None = None
    most_connections: int | None = None
    behind_s: float | None = None


class Engine(Protocol):
    """What one library's engine does beside keeping its documents."""

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder whose vectors answer; None in a library that has never had a vector."""
        ...

    def index(self) -> PassageIndex:
        """Return what proposes passages for questions."""
        ...

    def queue(self) -> EmbeddingQueue:
        """Return what knows which passages are to be embedded."""
        ...

    def embedded(self) -> EmbeddedPassages:
        """Return the passages that have vectors, of which a map is drawn."""
        ...

    def remove(self, ids: Collection[str]) -> Sequence[RemovedDocument]:
        """Remove documents from the list and from every index, in one transaction, and return what went with each.

        Raises UnknownDocument, removing none.
        """
        ...

    def erase_removed(self) -> bool:
        """Make what was removed illegible, as far as the engine can; False where some of it may still be read."""
        ...

    def make_room(self) -> None:
        """Give back to a full disk what can be made again, and the room that is kept for removing."""
        ...

    def store_state(self) -> StoreState:
        """Return what keeps the library, and how it does. Raises LibraryError where it does not answer."""
        ...

    def index_state(self) -> str:
        """Return 'ready', 'stale' or 'missing': what a question would find of the vectors' index."""
        ...
