"""Answers from a process of its own are those of an `Answerer`; who asks gets a reply, whatever becomes of it."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_cache_path

from bot.answers import Answer, Question, Turn
from bot.errors import AnsweringFailed, NothingChosen, NothingToLookFor, QuestionError
from bot.service.answer_process import AnswerProcess, RemoteAnswerer
from bot.service.answer_protocol import AnswerReply, AnswerRequest, Failure, decode, encode
from bot.service.answer_worker import AnswererCache
from bot.service.workspace import Workspace
from corpus.errors import CorpusError, LibraryDamaged, LibraryError, UnknownDocument
from corpus.store.database import DATABASE
from corpus.store.library import Library
from embeddings.errors import EmbeddingError, EncoderMismatch
from embeddings.store.vector_store import VectorStore
from tests.support.answers import TEXTS, answers
from tests.support.paths import ROOT
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

SKAGEN = Question("When was the lighthouse of Skagen lit?")
ANSWER = "The lighthouse of Skagen was lit in 1858."
PATIENCE = 120.0


@dataclass(frozen=True)
class Room:
    """A library of two documents, what answers from it here, and what answers from it in another process."""

    workspace: Workspace
    library: Library
    process: AnswerProcess

    @property
    def apart(self) -> RemoteAnswerer:
        return RemoteAnswerer(self.process, self.library.store.folder)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    (folder / "bees.txt").write_text(BEES)
    (folder / "lighthouses.txt").write_text(LIGHTHOUSES)
    workspace = Workspace(folder / "library", folder / "data", user_cache_path("besa"), apart=True)
    library = workspace.open_to_write(make=True)
    outcomes = workspace.add(library, [folder / "bees.txt", folder / "lighthouses.txt"])
    assert [each.status for each in outcomes] == ["added", "added"]
    apart = workspace.answers(library)
    assert isinstance(apart, RemoteAnswerer)
    yield Room(workspace, library, apart.process)
    apart.process.close()
    library.close()


def said(answer: Answer) -> Answer:
    """All of an answer but the time that it took."""
    return replace(answer, elapsed_ms=0.0)


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("question", "top"),
    [
        (SKAGEN, None),
        (Question("How many steps did a keeper climb?", (Turn(SKAGEN.text, ANSWER),)), None),
        (Question("What do bees do in winter?"), 1),
        (Question("Who wrote the constitution of Norway?"), None),
    ],
)
def test_another_process_answers_as_this_one_does(room: Room, question: Question, top: int | None) -> None:
    here = room.workspace.answerer(room.library)
    assert said(room.apart.answer(question, top)) == said(here.answer(question, top))
    (bees,) = room.library.names.find_all("bees.txt")
    assert said(room.apart.answer(question, top, [bees])) == said(here.answer(question, top, [bees]))
    assert said(room.apart.background().answer(question, top)) == said(here.answer(question, top))


@pytest.mark.encoder
def test_many_may_ask_at_once_and_each_gets_the_answer_to_his_own_question(room: Room) -> None:
    def ask(number: int) -> str:
        asked = Question(f"When was the lighthouse of Skagen number {number} lit?")
        return room.apart.answer(asked).question

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(ask, range(40))) == [
            f"When was the lighthouse of Skagen number {number} lit?" for number in range(40)
        ]


@pytest.mark.encoder
def test_a_document_that_comes_or_goes_here_is_known_there_at_once(room: Room, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry across Lake Koman leaves Fierza at nine in the morning.")
    (added,) = room.workspace.add(room.library, [tmp_path])
    ferry = Question("When does the ferry leave Fierza?")
    assert added.document in {each.document for each in room.apart.answer(ferry).citations}
    removal = room.workspace.remove(room.library, [str(added.document)])
    assert removal.clean
    assert added.document not in {each.document for each in room.apart.answer(ferry).citations}


@pytest.mark.encoder
def test_a_question_that_cannot_be_asked_is_refused_in_the_same_words(room: Room) -> None:
    with pytest.raises(QuestionError) as here:
        room.workspace.answerer(room.library).answer(Question("?"))
    with pytest.raises(QuestionError) as there:
        room.apart.answer(Question("?"))
    assert str(there.value) == str(here.value)


@pytest.mark.encoder
def test_a_library_that_cannot_be_opened_is_said_and_the_next_question_answered(room: Room, tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database, but long enough to look at" * 100)
    nowhere = RemoteAnswerer(room.process, tmp_path)
    with pytest.raises(LibraryError, match="damaged"):
        nowhere.answer(SKAGEN)
    assert ANSWER in {each.text for each in room.apart.answer(SKAGEN).sentences}


@pytest.mark.encoder
def test_a_process_that_is_killed_is_replaced_and_no_question_lost(room: Room) -> None:
    def ask(_: int) -> bool:
        return ANSWER in {each.text for each in room.apart.answer(SKAGEN).sentences}

    for _ in range(2):
        with ThreadPoolExecutor(6) as people:
            asking = [people.submit(ask, number) for number in range(30)]
            asking[3].result(PATIENCE)
            os.kill(room.process.id, signal.SIGKILL)
            assert all(each.result(PATIENCE) for each in asking)


def test_a_process_that_always_dies_is_said_to_have_broken_down(tmp_path: Path) -> None:
    process = AnswerProcess(["too", "few", "arguments"])
    with pytest.raises(AnsweringFailed, match="Ask again"):
        RemoteAnswerer(process, tmp_path).answer(SKAGEN)
    process.close()


@pytest.mark.encoder
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_the_process_ends_with_the_one_that_started_it(room: Room, sent: signal.Signals) -> None:
    arguments = [str(each) for each in (room.workspace.data, room.workspace.cache, "onnx", room.library.store.folder)]
    program = (
        f"from bot.service.answer_process import AnswerProcess; process = AnswerProcess({arguments!r}); "
        "print(process.id, flush=True); input()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert starter.stdout is not None
    assert int(starter.stdout.readline()) > 0
    starter.send_signal(sent)
    # The process that was started has this standard error too: it is read to its end only when that is gone.
    _, messages = starter.communicate(timeout=PATIENCE)
    assert b"Traceback" not in messages


class _Broken:
    """A workroom whose answerers fail as nobody foresaw."""

    def answerer(self, library: Library) -> _Broken:
        return self

    def answer(self, *_: object) -> Answer:
        raise ZeroDivisionError("the library is too small")


def test_an_error_that_nobody_foresaw_is_told_in_the_terminal_and_not_to_who_asked(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    answerers = AnswererCache(cast("Workspace", _Broken()))
    reply = answerers.reply(AnswerRequest(7, library.store.folder, SKAGEN, None, None, urgent=True))
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
    answerers.prepare(library.store.folder)
    assert "hf download nobody/no-such-model" in " ".join(capsys.readouterr().err.split())
    reply = answerers.reply(AnswerRequest(1, library.store.folder, SKAGEN, None, None, urgent=True))
    with pytest.raises(EmbeddingError, match="hf download nobody/no-such-model"):
        decode(encode(reply), AnswerReply).result()
    library.close()


@given(
    st.builds(
        AnswerRequest,
        number=st.integers(0, 2**40),
        folder=st.sampled_from([Path("/a/b"), Path("/ë \udcff")]),
        question=st.builds(Question, TEXTS, st.lists(st.builds(Turn, TEXTS, TEXTS), max_size=3).map(tuple)),
        top=st.none() | st.integers(1, 50),
        documents=st.none() | st.lists(TEXTS, max_size=4),
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
        (NothingToLookFor("Ask with other words."), QuestionError),
        (NothingChosen("no_day", "32 May"), QuestionError),
        (UnknownDocument("There is no such document."), UnknownDocument),
        (LibraryDamaged("The file is damaged."), LibraryError),
        (CorpusError("Something of the kind."), CorpusError),
        (EncoderMismatch("one", "another"), EmbeddingError),
        (AnsweringFailed("Ask again."), Exception),
    ],
)
def test_an_error_that_was_foreseen_comes_with_its_message(error: Exception, known: type[Exception]) -> None:
    reply = decode(encode(AnswerReply(3, failure=Failure.of(error))), AnswerReply)
    with pytest.raises(known) as raised:
        reply.result()
    assert str(raised.value) == str(error)
