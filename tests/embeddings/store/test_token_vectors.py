from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from embeddings.encoders.base import Encoding
from embeddings.ranking.alignment import aligned_spans
from embeddings.ranking.late_interaction import match_tokens
from embeddings.ranking.token_weights import token_weights
from embeddings.store.token_quantization import TokenCode
from embeddings.store.token_vectors import (
    Projection,
    encode_tokens,
    parse_tokens,
    projection_for,
)
from embeddings.store.vector_store import VectorStore
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, Shelf

ENCODER = FakeEncoder(dimension=64)
TEXT = "The keeper lit the lamp. - The whale sang."
SENTENCES = (Span(0, 24), Span(27, 42))
WHOLE = Projection()


def rows(seed: int, count: int, dimension: int = 64) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    made = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    unit: np.ndarray[tuple[int, int], np.dtype[np.float32]] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def test_tokens_come_back_sentence_by_sentence_with_their_places() -> None:
    stored = parse_tokens(encode_tokens(ENCODER.encode_question(TEXT), SENTENCES, WHOLE))
    assert stored.counts.tolist() == [5, 3]
    assert [TEXT[start:end] for start, end in stored.places().tolist()] == TEXT.replace("-", "").replace(
        ".", ""
    ).split()
    vectors = TokenCode.decode(stored.code).vectors()
    assert np.einsum("nd,nd->n", vectors, ENCODER.encode_question(TEXT).tokens).min() > 0.99


def test_a_token_between_sentences_is_left_out() -> None:
    stored = parse_tokens(encode_tokens(ENCODER.encode_question(TEXT), SENTENCES[1:], WHOLE))
    assert [TEXT[start:end] for start, end in stored.places().tolist()] == ["The", "whale", "sang"]


@given(st.lists(st.integers(0, 5), max_size=6), st.integers(0, 100))
def test_each_sentences_best_cosines_are_those_of_brute_force(counts: list[int], seed: int) -> None:
    starts = np.cumsum([0, *counts])
    tokens = rows(seed, int(starts[-1]))
    offsets = np.stack([np.arange(len(tokens)), np.arange(len(tokens)) + 1], axis=1).astype(np.int32)
    spans = [Span(a, b) for a, b in pairwise(starts.tolist())]
    encoding = Encoding(np.full(64, 0.125, np.float32), tokens, offsets.reshape(-1, 2))
    blob = encode_tokens(encoding, spans, WHOLE)
    stored = parse_tokens(blob)
    question = rows(seed + 1, 3)
    vectors = TokenCode.decode(stored.code).vectors()
    expected = [(vectors[a:b] @ question.T).max(axis=0) if a < b else np.zeros(3) for a, b in pairwise(starts.tolist())]
    found = match_tokens(question, [blob], [len(counts)]).best_of_sentences()
    np.testing.assert_allclose(found, np.array(expected).reshape(-1, 3), atol=1e-5)


def test_a_passage_without_stored_tokens_has_zeros() -> None:
    blob = encode_tokens(ENCODER.encode_question(TEXT), SENTENCES, WHOLE)
    found = match_tokens(rows(0, 2), [None, blob, blob], [2, 2, 5]).best_of_sentences()
    assert not found[:2].any()
    assert found[2:4].any()
    assert not found[4:].any()


@pytest.mark.parametrize("damage", [lambda blob: b"", lambda blob: blob[:3], lambda blob: b"\x09" + blob[1:]])
def test_a_damaged_blob_is_refused(damage) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"token|bytes"):
        parse_tokens(damage(encode_tokens(ENCODER.encode_question(TEXT), SENTENCES, WHOLE)))


def test_the_default_encoders_projection_keeps_unit_length_in_fewer_dimensions() -> None:
    projection = projection_for("sentence-transformers/all-MiniLM-L6-v2")
    assert projection.matrix is not None
    assert projection.matrix.shape == (384, 128)
    np.testing.assert_allclose(projection.matrix.T @ projection.matrix, np.eye(128), atol=1e-2)
    assert np.linalg.norm(projection.of(rows(1, 5, 384)), axis=1) == pytest.approx(1)
    assert projection_for("somebody/else").matrix is None


def test_what_is_stored_is_what_the_encoder_said(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    store = VectorStore(shelf.library.store)
    active = store.encoders.active()
    assert active is not None
    for record in shelf.library.documents():
        for passage in shelf.library.passages.of(record.id):
            stored = parse_tokens(store.token_codes(active, [passage.id])[passage.id])
            assert len(stored.counts) == len(passage.passage.sentences)
            first, last = stored.places()[0]
            start = passage.passage.span.start
            assert BEES[start + first : start + last] == BEES[start:].split()[0]


def test_words_alike_are_found_at_their_places() -> None:
    stored = parse_tokens(encode_tokens(ENCODER.encode_question(TEXT), SENTENCES, WHOLE))
    question = ENCODER.encode_question("whale zebra")
    cosines = TokenCode.decode(stored.code).cosines(question.tokens)
    spans = aligned_spans(cosines, stored.places(), np.array([0.5, 0.5]), 100)
    assert [TEXT[span.start - 100 : span.end - 100] for span in spans] == ["whale"]
    assert aligned_spans(cosines, stored.places(), np.array([0.01, 0.99]), 100) == ()


def test_a_rare_word_weighs_most_and_punctuation_nothing() -> None:
    text = "What did the whale sing to the keeper ?"
    encoding = ENCODER.encode_question(text)
    weights = dict(zip(text.replace(" ?", "").split(), token_weights(text, encoding, {"keeper": 50}, 100), strict=True))
    assert weights["whale"] > weights["keeper"] > 0
    assert weights["What"] > weights["to"]
    assert sum(token_weights(text, encoding, {"keeper": 50}, 100)) == pytest.approx(1)


def test_a_question_without_tokens_weighs_nothing() -> None:
    assert token_weights("???", ENCODER.encode_question("???"), {}, 10).sum() == 0


def tokens_at(*offsets: tuple[int, int]) -> Encoding:
    return Encoding(rows(0, 1)[0], rows(1, len(offsets)), np.array(offsets, np.int32).reshape(-1, 2))


def test_a_token_belongs_to_a_sentence_if_it_begins_before_its_end() -> None:
    sentences = [Span(2, 5), Span(7, 9)]
    stored = parse_tokens(encode_tokens(tokens_at((1, 2), (2, 3), (4, 6), (5, 6), (7, 8), (9, 10)), sentences, WHOLE))
    assert stored.places().tolist() == [[2, 3], [4, 6], [7, 8]]
    assert stored.counts.tolist() == [2, 1]


def test_a_token_is_stored_up_to_the_last_character_that_two_bytes_can_name() -> None:
    last = 2**16 - 1
    encoding = tokens_at((0, 300), (last, last + 255), (last + 1, last + 2))
    stored = parse_tokens(encode_tokens(encoding, [Span(0, 2**17)], WHOLE))
    assert stored.places().tolist() == [[0, 255], [last, last + 255]]
    assert len(stored) == 2
