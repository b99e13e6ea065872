"""Giving every passage its vectors, in batches that each survive an interruption."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Span
from corpus.errors import UnknownDocument
from corpus.text.markup.reading_form import reading_form
from embeddings.engines.opening import engine_of
from embeddings.store.token_vectors import encode_tokens, projection_for
from embeddings.store.vector_store import PassageVectors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.engines.document_store import DocumentStore
    from corpus.text.markup.reading_form import ReadingForm
    from embeddings.encoders.base import Encoder, Encoding
    from embeddings.engines.embedding_queue import EmbeddingQueue
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.pending_passages import PendingPassage

    Progress = Callable[[int, int], None]

BATCH_PASSAGES = 32
"""Passages that are embedded and stored together: what an interruption costs at most."""
REMEMBERED_TEXTS = 100_000
"""Texts whose vectors are used again for the same text elsewhere: 15 MB."""


def embed_pending(
    library: DocumentStore, encoder: Encoder, progress: Progress, going: Callable[[], bool] = lambda: True
) -> int:
    """Embed the passages that have no vector yet, with the encoder that answers. Returns how many there were.

    `progress` hears (done, total) after each batch. A batch is one transaction: what was embedded before an
    interruption is not embedded again; the index is kept up. Where another process is found at the same passages,
    this one goes on elsewhere. It ends early when `going` says no. Raises EncoderMismatch if another encoder answers.
    """
    queue = engine_of(library).queue()
    record = queue.use(encoder.name, encoder.dimension)
    return _Embedding(library, queue, encoder, record).run(progress, going)


def change_encoder(
    library: DocumentStore, encoder: Encoder, progress: Progress, going: Callable[[], bool] = lambda: True
) -> None:
    """Embed every passage with another encoder, which answers from then on; until then the old one does.

    Where it ends early, because `going` says no, the next change to that encoder goes on from there.
    """
    queue = engine_of(library).queue()
    record = queue.stage(encoder.name, encoder.dimension)
    _Embedding(library, queue, encoder, record).run(progress, going)
    if going():
        queue.activate(record)


class _Embedding:
    """The work of giving one library's passages their vectors of one encoder."""

    def __init__(self, library: DocumentStore, queue: EmbeddingQueue, encoder: Encoder, record: EncoderRecord) -> None:
        self._library = library
        self._queue = queue
        self._record = record
        self._passage_encoder = _PassageEncoder(encoder, queue, record)

    def run(self, progress: Progress, going: Callable[[], bool]) -> int:
        """Embed what is pending, as `embed_pending` says."""
        total, done = self._queue.count(self._record), 0
        while going() and (new := self._embed_some()) is not None:
            done += new
            progress(done, max(total, done))
            self._queue.settle(self._record, ended=False)
        self._queue.settle(self._record, ended=True)
        return done

    def _embed_some(self) -> int | None:
        """Embed the passages of one claim, and count the new vectors; return None where nothing is left to claim."""
        with self._queue.claim(self._record, BATCH_PASSAGES) as batch:
            if not batch:
                return None
            return self._queue.store(self._record, self._passage_encoder.encode(self._with_texts(batch)))

    def _with_texts(self, passages: Sequence[PendingPassage]) -> list[tuple[PendingPassage, ReadingForm]]:
        """Pair passages with how they are read; one whose document was removed meanwhile is left out."""
        forms = [self._form(passage) for passage in passages]
        return [(passage, form) for passage, form in zip(passages, forms, strict=True) if form is not None]

    def _form(self, passage: PendingPassage) -> ReadingForm | None:
        try:
            return reading_form(self._library.document(passage.document).content, passage.span)
        except UnknownDocument:
            return None


class _PassageEncoder:
    """Make what is stored of passages; a text among the last REMEMBERED_TEXTS is not run through the model again."""

    def __init__(self, encoder: Encoder, queue: EmbeddingQueue, record: EncoderRecord) -> None:
        self._encoder = encoder
        self._queue = queue
        self._record = record
        self._projection = projection_for(record.name)
        self._passage_by_text: dict[bytes, int] = {}

    def encode(self, passages: Sequence[tuple[PendingPassage, ReadingForm]]) -> list[PassageVectors]:
        """Return what is to be stored of passages with how they are read, in the same order."""
        keys = [_text_key(passage, form) for passage, form in passages]
        made = self._stored(keys)
        new = {key: each for key, each in zip(keys, passages, strict=True) if key not in made}
        encodings = self._encoder.encode_passages([form.text for _, form in new.values()]) if new else []
        for (key, (passage, form)), encoding in zip(new.items(), encodings, strict=True):
            placed = _placed(encoding, form, passage)
            made[key] = encoding.vector, encode_tokens(placed, _relative_sentences(passage), self._projection)
        for key, (passage, _) in zip(keys, passages, strict=True):
            self._passage_by_text[key] = passage.id
        while len(self._passage_by_text) > REMEMBERED_TEXTS:
            del self._passage_by_text[next(iter(self._passage_by_text))]
        return [PassageVectors(passage.id, *made[key]) for key, (passage, _) in zip(keys, passages, strict=True)]

    def _stored(self, keys: Sequence[bytes]) -> dict[bytes, tuple[NDArray[np.float32], bytes]]:
        """Look up what the library has of texts already."""
        ids = {key: self._passage_by_text[key] for key in keys if key in self._passage_by_text}
        if not ids:
            return {}
        known = self._queue.known(self._record, ids.values())
        return {key: known[id] for key, id in ids.items() if id in known}


def _placed(encoding: Encoding, form: ReadingForm, passage: PendingPassage) -> Encoding:
    """Return an encoding of how a passage is read with its tokens at their places in the passage's own text."""
    if form.is_verbatim:
        return encoding
    start = passage.span.start
    places = [
        (place.start - start, place.end - start)
        for first, after in encoding.offsets.tolist()
        for place in [form.span(first, after) or Span(form.place(first), form.place(first))]
    ]
    return replace(encoding, offsets=np.array(places, np.int32).reshape(-1, 2))


def _text_key(passage: PendingPassage, form: ReadingForm) -> bytes:
    """Hash a text with its sentences and its markup: equal for the same text in the same sentences."""
    marks = [(each.start - passage.span.start, each.end - each.start) for each in form.unread(passage.span)]
    key = f"{_relative_sentences(passage)} {marks or ''}{form.text}".encode("utf-8", "surrogatepass")
    return blake2b(key, digest_size=16).digest()


def _relative_sentences(passage: PendingPassage) -> list[Span]:
    """Return the passage's sentences as spans of the passage's own text."""
    start = passage.span.start
    return [Span(sentence.start - start, sentence.end - start) for sentence in passage.sentences]
