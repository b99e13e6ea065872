"""Giving every passage its vectors, in batches that each survive an interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embeddings.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.document_store import Library
    from embeddings.encoder import Encoder
    from embeddings.vector_store import EncoderRecord, PendingPassage

    Progress = Callable[[int, int], None]

BATCH = 32


def embed_pending(library: Library, encoder: Encoder, record: EncoderRecord, progress: Progress) -> int:
    """Embeds the passages that `record` has no vector for and returns how many there were.

    `progress` hears (done, total) after each batch. A batch is one transaction: what was embedded before an
    interruption is not embedded again.
    """
    vectors = VectorStore(library.store)
    total = vectors.pending_count(record)
    done = 0
    while batch := vectors.pending(record, BATCH):
        texts = [passage_text(library, passage) for passage in batch]
        encodings = encoder.encode_passages(texts)
        vectors.add(
            record,
            [
                PassageVectors(passage.id, encoding.vector, b"")
                for passage, encoding in zip(batch, encodings, strict=True)
            ],
        )
        done += len(batch)
        progress(done, max(total, done))
    return done


def change_encoder(library: Library, encoder: Encoder, progress: Progress) -> None:
    """Embeds every passage with another encoder, which answers from then on; until then the old one does."""
    vectors = VectorStore(library.store)
    record = vectors.prepare(encoder.name, encoder.dimension)
    embed_pending(library, encoder, record, progress)
    vectors.activate(record)


def passage_text(library: Library, passage: PendingPassage) -> str:
    """What is embedded of a passage: its own text."""
    return passage.span.of(library.document(passage.document).text)
