"""How much of a library is embedded, while more than one process is at it and passages come and go."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.store.library import Library
from embeddings.embedding import BATCH_PASSAGES, change_encoder, embed_pending
from embeddings.index.index_manager import IndexManager
from embeddings.store.coverage import Coverage, CoverageCount
from embeddings.store.removal import remove_documents
from embeddings.store.vector_store import VectorStore
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from embeddings.encoders.base import Encoding


def notes(count: int) -> dict[str, str]:
    return {f"n{number}": f"Keeper {number} lit the lamp." for number in range(count)}


def test_the_coverage_counts_what_has_vectors(shelf: Shelf) -> None:
    count = CoverageCount(shelf.library.store)
    assert count.current() == Coverage(0, 0)
    shelf.add_unembedded(bees=BEES)
    passages = shelf.library.passages.count()
    assert count.current() == Coverage(passages, 0)
    shelf.embed()
    assert count.current() == Coverage(passages, passages)
    shelf.add_unembedded(lighthouses=LIGHTHOUSES)
    assert count.current().pending > 0
    assert str(Coverage(3000, 412)) == "412 of 3,000 passages are embedded"


def test_embedding_ends_when_it_is_told_to_and_goes_on_later(shelf: Shelf, encoder: FakeEncoder) -> None:
    shelf.add_unembedded(**notes(2 * BATCH_PASSAGES + 1))
    told = iter([True, False])
    assert embed_pending(shelf.library, encoder, lambda done, total: None, lambda: next(told)) == BATCH_PASSAGES
    assert shelf.embed() == BATCH_PASSAGES + 1


@dataclass(frozen=True)
class Meeting(FakeEncoder):
    """Two of them have each had the same batch before either of them stores it."""

    barrier: threading.Barrier = field(default_factory=lambda: threading.Barrier(2), compare=False)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        if not self.passages:
            self.barrier.wait(60)
        return super().encode_passages(texts)


def test_two_that_embed_at_once_part_ways_after_the_batch_at_which_they_met(shelf: Shelf) -> None:
    shelf.add_unembedded(**notes(6 * BATCH_PASSAGES))
    first = Meeting()
    second = Meeting(barrier=first.barrier)
    VectorStore(shelf.library.store).encoders.get_or_create(first.name, first.dimension)
    other = Library.open(shelf.library.store.folder)

    def embed(library: Library, encoder: FakeEncoder) -> None:
        embed_pending(library, encoder, lambda done, total: None)

    thread = threading.Thread(target=embed, args=(other, second))
    thread.start()
    embed(shelf.library, first)
    thread.join(60)
    other.close()
    assert CoverageCount(shelf.library.store).current() == Coverage(6 * BATCH_PASSAGES, 6 * BATCH_PASSAGES)
    assert len(first.passages) + len(second.passages) < 2 * 6 * BATCH_PASSAGES


def test_an_encoder_that_was_changed_for_another_meanwhile_ends_the_embedding(shelf: Shelf) -> None:
    shelf.add_unembedded(**notes(BATCH_PASSAGES + 1))
    store = VectorStore(shelf.library.store)

    class Outrun(FakeEncoder):
        def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
            change_encoder(shelf.library, FakeEncoder("fake/other", 32), lambda done, total: None)
            return super().encode_passages(texts)

    assert embed_pending(shelf.library, Outrun(), lambda done, total: None) == 0
    active = store.encoders.active()
    assert active is not None
    assert active.name == "fake/other"
    assert CoverageCount(shelf.library.store).current().pending == 0


def test_a_library_answers_after_its_index_was_dropped(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    assert shelf.ask("How many eggs does the queen lay?").citations
    folder = shelf.library.store.folder
    index_manager = IndexManager(VectorStore(shelf.library.store))
    assert index_manager.drop()
    assert not list(folder.glob("*.faiss"))
    assert not index_manager.drop()
    assert shelf.ask("How many eggs does the queen lay?").citations


def test_nothing_of_a_removed_document_can_be_read_from_the_librarys_files(shelf: Shelf) -> None:
    secret = "The zanzibarquake happened at Quillwick on a Thursday."
    filler = "\n\n".join(f"Keeper {number} lit the lamp of tower {number}." for number in range(400))
    outcomes = shelf.add(before=filler, secret=secret, after=f"{filler} The end.")
    shelf.ask("Where did the zanzibarquake happen?")
    folder = shelf.library.store.folder
    held = {word for word in (b"zanzibarquake", b"Quillwick") for file in folder.iterdir() if word in file.read_bytes()}
    assert held
    receipts = remove_documents(shelf.library.store, [str(outcomes[1].document)])
    assert [(each.passages, each.vectors, each.token_vectors) for each in receipts] == [(1, 1, 1)]
    assert IndexManager(VectorStore(shelf.library.store)).drop()
    assert shelf.library.store.purge()
    for file in folder.iterdir():
        data = file.read_bytes().lower()
        assert not any(word in data for word in (b"zanzibarqu", b"quillwick", b"thursday")), file.name
    assert not VectorStore(shelf.library.store).pending.count(VectorStore(shelf.library.store).encoders.active())  # type: ignore[arg-type]
