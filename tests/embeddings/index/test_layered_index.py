"""An index over a library that changes finds what brute force over the stored vectors finds, at every moment."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Content, Document, Metadata, Passage, Span
from corpus.store.library import Library
from embeddings.index import index_manager as policy
from embeddings.index.faiss_index import Groups, IndexPolicy, VectorIndex
from embeddings.index.index_manager import IndexManager
from embeddings.index.layered_index import LayeredIndex
from embeddings.store.vector_change_log import VectorChanges
from embeddings.store.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.store.encoder_records import EncoderRecord

DIMENSION = 16


def unit_rows(random: np.random.Generator, rows: int) -> NDArray[np.float16]:
    vectors = random.normal(size=(rows, DIMENSION))
    units: NDArray[np.float16] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    return units


def put(library: Library, encoder: EncoderRecord, number: int, passages: int, random: np.random.Generator) -> None:
    """A document of so many passages in place of the one that had its number, with vectors at random."""
    text = "word " * passages
    spans = [Span(5 * i, 5 * i + 4) for i in range(passages)]
    content = Content(text, Metadata("made up"), "text/plain", Span(0, len(text)))
    document = Document(f"/made-up/{number}", "0" * 64, content)
    library.put(document, [Passage(span, (span,)) for span in spans])
    vectors = VectorStore(library.store)
    waiting = vectors.pending.next(encoder, 1000)
    rows = zip(waiting, unit_rows(random, len(waiting)), strict=True)
    vectors.add(encoder, [PassageVectors(passage.id, vector, b"") for passage, vector in rows])


def check(taken: IndexManager, library: Library, encoder: EncoderRecord, random: np.random.Generator) -> None:
    every = VectorStore(library.store).changes.everything(encoder)
    question = unit_rows(random, 1)[0].astype(np.float32)
    cosines = every.vectors.astype(np.float32) @ question
    found = taken.current(encoder).search(question, 10)
    expected = every.ids[np.argsort(-cosines, kind="stable")[:10]]
    assert set(found.ids.tolist()) == set(expected.tolist())
    among = random.permutation(every.ids)[: len(every.ids) // 2]
    inside = np.isin(every.ids, among)
    best = every.ids[inside][np.argsort(-cosines[inside], kind="stable")[:10]]
    assert set(taken.current(encoder).search(question, 10, among).ids.tolist()) == set(best.tolist())


ACTIONS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 5), st.integers(1, 9)),
    st.tuples(st.just("remove"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("ask"), st.integers(0, 2), st.just(0)),
    st.tuples(st.just("rewrite"), st.integers(0, 20), st.just(0)),
    st.tuples(st.just("replace vectors"), st.integers(0, 5), st.just(0)),
)


@given(actions=st.lists(ACTIONS, max_size=14), many=st.sampled_from([1, 4, 1000]), seed=st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_the_nearest_are_those_of_brute_force_whatever_came_and_went(
    actions: list[tuple[str, int, int]], many: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(policy, "MANY_CHANGES", many)
        library, other = Library.open(Path(folder)), Library.open(Path(folder))
        encoder = VectorStore(library.store).encoders.get_or_create("fake", DIMENSION)
        searchers = [IndexManager(VectorStore(each.store)) for each in (library, other, other)]
        put(library, encoder, 0, 12, random)
        for action, number, passages in actions:
            records = {record.path: record.id for record in library.documents()}
            id = records.get(f"/made-up/{number}")
            match action:
                case "put":
                    put(library, encoder, number, passages, random)
                case "remove" if id is not None:
                    library.remove([id])
                case "ask":
                    check(searchers[number], library, encoder, random)
                case "rewrite":
                    searchers[0].rewrite(encoder, at_least=number)
                case "replace vectors" if id is not None:
                    rows = [PassageVectors(each.id, unit_rows(random, 1)[0], b"") for each in library.passages.of(id)]
                    VectorStore(other.store).add(encoder, rows)
        for taken in searchers:
            check(taken, library, encoder, random)
        library.close()
        other.close()


@pytest.mark.parametrize("kind", [IndexPolicy(), IndexPolicy(exhaustive_up_to=100, few=Groups(8, 8))])
def test_an_index_that_was_flattened_answers_as_its_layers_did(kind: IndexPolicy) -> None:
    random = np.random.default_rng(1)
    base = VectorIndex.build(np.arange(600), unit_rows(random, 600), kind)
    changed = np.array([3, 5, 7, 900])
    index = LayeredIndex.from_base(base).with_changes(VectorChanges(9, changed, changed[2:], unit_rows(random, 2)))
    flat = index.flatten()
    question = unit_rows(random, 1)[0].astype(np.float32)
    assert set(flat.search(question, 599).ids.tolist()) == (set(range(600)) - {3, 5}) | {900}
    assert flat.search(question, 20).ids.tolist() == index.search(question, 20).ids.tolist()
    assert base.search(question, 600).ids.size == 600


def test_an_index_of_another_size_class_does_not_suit() -> None:
    few = VectorIndex.build(np.arange(20), unit_rows(np.random.default_rng(0), 20))
    assert few.suits(20)
    assert not few.suits(10, IndexPolicy(exhaustive_up_to=9))
    policy = IndexPolicy(exhaustive_up_to=10, few_up_to=30, few=Groups(2, 1), many=Groups(4, 2))
    grouped = VectorIndex.build(np.arange(20), unit_rows(np.random.default_rng(0), 20), policy)
    assert [grouped.suits(count, policy) for count in (10, 11, 30, 31)] == [False, True, True, False]
