"""The passages of a library that have no vector yet, whichever engine holds them, and where the vectors go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager

    import numpy as np
    from numpy.typing import NDArray

    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.pending_passages import PendingPassage
    from embeddings.store.vector_store import PassageVectors


class EmbeddingQueue(Protocol):
    """What is to be embedded with one library's encoder, or with one in the making beside it."""

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder that answers; None in a library that has never had a vector."""
        ...

    def use(self, name: str, dimension: int) -> EncoderRecord:
        """Return the encoder that answers, after recording this one if there is none. Raises EncoderMismatch."""
        ...

    def stage(self, name: str, dimension: int) -> EncoderRecord:
        """Record an encoder that is to answer once it is activated, and forget any other that was staged."""
        ...

    def activate(self, encoder: EncoderRecord) -> None:
        """Let `encoder` answer from now on, and drop the vectors of every other."""
        ...

    def count(self, encoder: EncoderRecord) -> int:
        """Count the passages without a vector of an encoder."""
        ...

    def claim(self, encoder: EncoderRecord, limit: int) -> AbstractContextManager[Sequence[PendingPassage]]:
        """Claim at most `limit` passages for the block, none where nothing is left to claim.

        Where the engine can, no one else gets them meanwhile, and they are free again as soon as the block or its
        process ends; what is stored in the block is then there as a whole or not at all.
        """
        ...

    def store(self, encoder: EncoderRecord, rows: Sequence[PassageVectors]) -> int:
        """Store vectors in one transaction, and return how many are new.

        Those of a passage that was removed meanwhile, or of an encoder that was changed for another, are dropped.
        Raises ValueError for a vector of another dimension.
        """
        ...

    def known(
        self, encoder: EncoderRecord, passages: Collection[int]
    ) -> Mapping[int, tuple[NDArray[np.float32], bytes]]:
        """Return what is stored of passages, so that the same text is not embedded twice."""
        ...

    def settle(self, encoder: EncoderRecord, *, ended: bool) -> None:
        """Let questions find quickly what was stored: now and then meanwhile, and when embedding has `ended`."""
        ...
