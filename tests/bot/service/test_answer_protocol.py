from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answer, Question, Turn
from bot.errors import AnsweringFailed, NothingChosen, NothingToLookFor, QuestionError
from bot.service.answer_protocol import AnswerReply, AnswerRequest, Failure, decode, encode
from corpus.engines.filters import Filter
from corpus.errors import BesaError, CorpusError, LibraryDamaged, LibraryError, UnknownDocument
from corpus.messages import Message
from embeddings.errors import EmbeddingError, EncoderMismatch
from tests.support.answers import TEXTS, answers


@given(
    st.builds(
        AnswerRequest,
        number=st.integers(0, 2**40),
        library=st.sampled_from(["/a/b", "/ë \udcff", "postgresql://reader@host/library"]),
        question=st.builds(Question, TEXTS, st.lists(st.builds(Turn, TEXTS, TEXTS), max_size=3).map(tuple)),
        top=st.none() | st.integers(1, 50),
        within=st.none()
        | st.builds(
            Filter,
            ids=st.none() | st.frozensets(TEXTS, max_size=4),
            pattern=st.none() | TEXTS,
            collections=st.none() | st.frozensets(TEXTS, max_size=2),
            folders=st.booleans(),
        ),
        urgent=st.booleans(),
    )
)
def test_a_request_comes_as_it_was_sent(request_: AnswerRequest) -> None:
    assert decode(encode(request_), AnswerRequest) == request_


@given(answers(), st.integers(0, 2**40))
def test_an_answer_comes_as_it_was_sent_to_the_last_digit(answer: Answer, number: int) -> None:
    reply = decode(encode(AnswerReply(number, answer)), AnswerReply)
    assert reply == AnswerReply(number, answer)
    assert reply.result().timings_ms == answer.timings_ms


def test_a_number_that_is_none_comes_as_it_was_sent() -> None:
    answer = Answer("Why?", "Why?", float("nan"), (), (), float("inf"))
    received = decode(encode(AnswerReply(1, answer)), AnswerReply).result()
    assert math.isnan(received.confidence)
    assert received.elapsed_ms == float("inf")


def test_a_message_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        decode(b'{"answer": null}', AnswerReply)


@pytest.mark.parametrize(
    ("error", "known"),
    [
        (NothingToLookFor(Message("Ask with other words.")), QuestionError),
        (NothingChosen(Message("{day} is no day", day="32 \udcff May")), QuestionError),
        (UnknownDocument(Message("There is no such document.")), UnknownDocument),
        (LibraryDamaged(Message("The file is damaged.")), LibraryError),
        (CorpusError(Message("Something of the kind.")), CorpusError),
        (EncoderMismatch("one", "another"), EmbeddingError),
        (AnsweringFailed(Message("Ask again.")), BesaError),
    ],
)
def test_an_error_that_was_foreseen_comes_with_its_message(error: BesaError, known: type[BesaError]) -> None:
    reply = decode(encode(AnswerReply(3, failure=Failure.of(error))), AnswerReply)
    with pytest.raises(known) as raised:
        reply.result()
    assert str(raised.value) == str(error)
    assert raised.value.message.template == error.message.template
    assert raised.value.message.values == error.message.values
