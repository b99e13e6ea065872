from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from bot.answers import Answer, Question
from bot.errors import AnsweringFailed
from bot.service.answer_protocol import AnswerReply, AnswerRequest, decode, encode
from bot.service.answer_worker import AnswererCache
from bot.service.workspace import Workspace
from corpus.store.library import Library
from embeddings.errors import EmbeddingError
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from pathlib import Path

SKAGEN = Question("When was the lighthouse of Skagen lit?")


class _Broken:
    """A workspace whose answerers fail as nobody foresaw."""

    def answerer(self, library: Library) -> _Broken:
        return self

    def answer(self, *_: object) -> Answer:
        raise ZeroDivisionError("the library is too small")


def test_an_error_that_nobody_foresaw_is_told_in_the_terminal_and_not_to_who_asked(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    answerers = AnswererCache(cast("Workspace", _Broken()))
    reply = answerers.reply(AnswerRequest(7, library.location, SKAGEN, None, None, urgent=True))
    with pytest.raises(AnsweringFailed, match=r"terminal says what. Ask again"):
        decode(encode(reply), AnswerReply).result()
    assert reply.number == 7
    assert "ZeroDivisionError: the library is too small" in capsys.readouterr().err


def test_a_library_whose_encoder_is_not_there_is_said_to_have_none_before_anybody_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = Library.open(tmp_path / "library")
    VectorStore(library.store).encoders.get_or_create("nobody/no-such-model", 8)
    answerers = AnswererCache(Workspace(None, tmp_path / "data", tmp_path / "cache"))
    answerers.prepare(library.location)
    assert "hf download nobody/no-such-model" in " ".join(capsys.readouterr().err.split())
    reply = answerers.reply(AnswerRequest(1, library.location, SKAGEN, None, None, urgent=True))
    with pytest.raises(EmbeddingError, match="hf download nobody/no-such-model"):
        decode(encode(reply), AnswerReply).result()
    library.close()
