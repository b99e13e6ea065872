from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.embedding import change_encoder, embed_pending
from embeddings.errors import EncoderMismatch
from embeddings.store.vector_store import PassageVectors, VectorStore
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from embeddings.encoders.base import Encoding

OTHER = FakeEncoder(name="fake/other", dimension=32)


def test_every_passage_gets_the_vector_that_the_encoder_made(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    store = VectorStore(shelf.library.store)
    active = store.encoders.active()
    assert active is not None
    every = store.changes.everything(active)
    assert len(every.ids) == shelf.library.passages.count() > 0
    for id, vector in zip(every.ids.tolist(), every.vectors, strict=True):
        stored = shelf.library.passages.get([id])[id]
        text = stored.passage.span.of(shelf.library.document(stored.document).text)
        expected = shelf.encoder.encode_question(text).vector
        assert np.allclose(vector.astype(np.float32), expected, atol=1e-3)


def test_what_was_embedded_is_not_embedded_again(shelf: Shelf, encoder: FakeEncoder) -> None:
    shelf.add(bees=BEES)
    encoder.passages.clear()
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    assert encoder.passages
    assert not any("queen" in text for text in encoder.passages)


class Interrupted(FakeEncoder):
    """Stops in its second batch, as a person pressing Ctrl+C would."""

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        if self.passages:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def test_a_text_that_stands_in_many_documents_is_embedded_once(shelf: Shelf, encoder: FakeEncoder) -> None:
    shared = "The bakery opens at five and closes when the bread is sold. " * 9
    own = {f"n{number}": f"Keeper {number} lit the lamp and wrote it into the book. " * 10 for number in range(40)}
    shelf.add(**{name: f"{shared}\n\n{text}" for name, text in own.items()})
    store = VectorStore(shelf.library.store)
    record = store.encoders.active()
    assert record is not None
    every = store.changes.everything(record)
    assert len(every.ids) == len(store.token_codes(record, every.ids.tolist())) == shelf.library.passages.count() == 80
    assert len(encoder.passages) == len(set(encoder.passages)) == 41


def test_an_interrupted_embedding_goes_on_where_it_stopped(shelf: Shelf, encoder: FakeEncoder) -> None:
    shelf.add_unembedded(**{f"n{number}": f"Keeper {number} lit the lamp." for number in range(80)})
    with pytest.raises(KeyboardInterrupt):
        replace(shelf, encoder=Interrupted()).embed()
    assert 0 < shelf.embed() < 80
    assert len(encoder.passages) < 80
    assert shelf.embed() == 0


def test_a_passage_without_a_vector_is_embedded_wherever_it_lies(shelf: Shelf, encoder: FakeEncoder) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    vectors = VectorStore(shelf.library.store)
    record = vectors.encoders.active()
    assert record is not None
    first, *_, last = vectors.changes.everything(record).ids.tolist()
    for gap, known in ((first, 0), (last, last - 1)):
        assert vectors.pending.embedded_up_to(record) == last
        with shelf.library.store.writing() as connection:
            connection.execute("DELETE FROM vectors WHERE passage = ?", (gap,))
        assert vectors.pending.embedded_up_to(record) == known
        encoder.passages.clear()
        assert (shelf.embed(), len(encoder.passages)) == (1, 1)


def test_another_encoder_is_refused_with_the_command_that_embeds_again(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    with pytest.raises(EncoderMismatch, match="besa embed --encoder fake/other"):
        replace(shelf, encoder=OTHER).embed()
    with pytest.raises(EncoderMismatch):
        replace(shelf, encoder=OTHER).ask("Who lays eggs?")


def test_the_old_encoder_answers_until_the_new_one_is_whole(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    seen: list[str] = []
    store = VectorStore(shelf.library.store)

    def watch(done: int, total: int) -> None:
        active = store.encoders.active()
        assert active is not None
        seen.append(active.name)
        assert shelf.ask("Who lays eggs?").citations

    change_encoder(shelf.library, OTHER, watch)
    assert seen
    assert set(seen) == {shelf.encoder.name}
    active = store.encoders.active()
    assert active is not None
    assert active.name == OTHER.name
    assert replace(shelf, encoder=OTHER).ask("How many eggs does the queen lay?").citations


def test_a_passage_that_was_removed_while_it_was_embedded_gets_no_vector(shelf: Shelf) -> None:
    (bees,) = shelf.add_unembedded(bees=BEES)
    library = shelf.library

    class Removing(FakeEncoder):
        def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
            library.remove([str(bees.document)])
            return super().encode_passages(texts)

    store = VectorStore(library.store)
    record = store.encoders.get_or_create(shelf.encoder.name, shelf.encoder.dimension)
    embed_pending(library, Removing(), lambda done, total: None)
    assert len(store.changes.everything(record).ids) == 0


def test_a_vector_of_another_length_is_refused(shelf: Shelf) -> None:
    shelf.add_unembedded(bees=BEES)
    store = VectorStore(shelf.library.store)
    record = store.encoders.get_or_create(shelf.encoder.name, shelf.encoder.dimension)
    (passage,) = store.pending.next(record, 1)
    for dimension in (record.dimension - 1, record.dimension + 1):
        with pytest.raises(ValueError, match=rf"\({dimension},\)"):
            store.add(record, [PassageVectors(passage.id, np.eye(1, dimension)[0], b"")])
    assert store.add(record, [PassageVectors(passage.id, np.eye(1, record.dimension)[0], b"")]) == 1
