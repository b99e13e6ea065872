from __future__ import annotations

import numpy as np

from corpus.documents import Span
from embeddings.ranking.late_interaction import match_tokens
from embeddings.store.token_quantization import TokenCode
from embeddings.store.token_vectors import Projection, encode_tokens, parse_tokens
from tests.support.fakes import FakeEncoder

ENCODER = FakeEncoder(dimension=64)
TEXTS = ("The keeper lit the lamp.", "A whale sang all night long.")


def blob(text: str) -> bytes:
    return encode_tokens(ENCODER.encode_question(text), [Span(0, len(text))], Projection())


def test_the_cosines_of_a_passage_are_those_of_its_own_tokens() -> None:
    question = ENCODER.encode_question("whale lamp").tokens
    blobs = [None, blob(TEXTS[0]), b"damaged", blob(TEXTS[1])]
    matches = match_tokens(question, blobs, [1, 1, 1, 1])
    assert [tokens is None for tokens in matches.passages] == [True, False, True, False]
    for number in (1, 3):
        expected = TokenCode.decode(parse_tokens(blobs[number] or b"").code).cosines(question)
        np.testing.assert_allclose(matches.of_passage(number), expected, atol=1e-6)
        np.testing.assert_allclose(matches.best_of_sentences()[number], expected.max(axis=0), atol=1e-6)
    assert len(matches.of_passage(0)) == len(matches.of_passage(2)) == 0


def test_nothing_stored_and_nothing_asked_match_nothing() -> None:
    question = ENCODER.encode_question("whale lamp").tokens
    assert match_tokens(question, [], []).best_of_sentences().shape == (0, 2)
    assert not match_tokens(question, [None], [3]).best_of_sentences().any()
    nothing = match_tokens(question[:0], [blob(TEXTS[0])], [1])
    assert nothing.best_of_sentences().shape == (1, 0)
