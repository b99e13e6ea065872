"""Giving every passage its vectors, in batches that each survive an interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.errors import UnknownDocument
from embeddings.snapshots import MANY_CHANGES, SOME_CHANGES, Snapshots
from embeddings.token_vectors import encode_tokens, projection_for
from embeddings.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.document_store import Library
    from embeddings.encoder import Encoder, Encoding
    from embeddings.token_vectors import Projection
    from embeddings.vector_store import EncoderRecord, PendingPassage

    Progress = Callable[[int, int], None]

BATCH = 32


def embed_pending(
    library: Library,
    encoder: Encoder,
    record: EncoderRecord,
    progress: Progress,
    going: Callable[[], bool] = lambda: True,
) -> int:
    """Embeds the passages that `record` has no vector for and returns how many there were.

    `progress` hears (done, total) after each batch. A batch is one transaction: what was embedded before an
    interruption is not embedded again; the index of the encoder that answers is kept up. Where another process is
    found at the same passages, this one goes on elsewhere. It ends early when `going` says no.
    """
    vectors = VectorStore(library.store)
    snapshots = Snapshots(library.store, vectors)
    projection = projection_for(record.name)
    total = vectors.pending_count(record)
    done, after = 0, vectors.embedded_up_to(record)
    while going() and (batch := _next(vectors, record, after)):
        texts = [_text(library, passage) for passage in batch]
        there = [(passage, text) for passage, text in zip(batch, texts, strict=True) if text is not None]
        encodings = encoder.encode_passages([text for _, text in there]) if there else []
        rows = [_row(passage, each, projection) for (passage, _), each in zip(there, encodings, strict=True)]
        new = vectors.add(record, rows)
        after = batch[-1].id if new else vectors.elsewhere(batch[-1].id)
        done += new
        progress(done, max(total, done))
        snapshots.rewrite(record, at_least=MANY_CHANGES)
    snapshots.rewrite(record, at_least=SOME_CHANGES)
    return done


def change_encoder(library: Library, encoder: Encoder, progress: Progress) -> None:
    """Embeds every passage with another encoder, which answers from then on; until then the old one does."""
    vectors = VectorStore(library.store)
    record = vectors.prepare(encoder.name, encoder.dimension)
    embed_pending(library, encoder, record, progress)
    vectors.activate(record)
    Snapshots(library.store, vectors).rewrite(record, at_least=SOME_CHANGES)


def _next(vectors: VectorStore, record: EncoderRecord, after: int) -> list[PendingPassage]:
    """The next batch above the passage numbered `after`; the first of all where there is none."""
    batch = vectors.pending(record, BATCH, after)
    return batch or vectors.pending(record, BATCH, vectors.embedded_up_to(record))


def _text(library: Library, passage: PendingPassage) -> str | None:
    """None for a passage whose document was removed meanwhile."""
    try:
        return passage.span.of(library.document(passage.document).text)
    except UnknownDocument:
        return None


def _row(passage: PendingPassage, encoding: Encoding, projection: Projection) -> PassageVectors:
    start = passage.span.start
    sentences = [Span(sentence.start - start, sentence.end - start) for sentence in passage.sentences]
    return PassageVectors(passage.id, encoding.vector, encode_tokens(encoding, sentences, projection))
