"""Answers from a process of its own are those of an `Answerer`; who asks gets a reply, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from platformdirs import user_cache_path

from bot.answers import Answer, Question, Turn
from bot.errors import AnsweringFailed, QuestionError
from bot.service.answer_process import AnswerProcess, RemoteAnswerer
from bot.service.workspace import Workspace
from bot.wording.labels import LANGUAGES
from corpus.engines.filters import Filter
from corpus.errors import LibraryError
from corpus.store.database import DATABASE
from tests.support.paths import ROOT
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.engines.document_store import DocumentStore

SKAGEN = Question("When was the lighthouse of Skagen lit?")
ANSWER = "The lighthouse of Skagen was lit in 1858."
PATIENCE = 120.0


@dataclass(frozen=True)
class Room:
    """A library of two documents, what answers from it here, and what answers from it in another process."""

    workspace: Workspace
    library: DocumentStore
    process: AnswerProcess

    @property
    def apart(self) -> RemoteAnswerer:
        return RemoteAnswerer(self.process, self.library.location)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    (folder / "bees.txt").write_text(BEES)
    (folder / "lighthouses.txt").write_text(LIGHTHOUSES)
    workspace = Workspace(folder / "library", folder / "data", user_cache_path("besa"), apart=True)
    library = workspace.libraries.open_to_write(make=True)
    outcomes = workspace.writer(library).add([folder / "bees.txt", folder / "lighthouses.txt"])
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
    within = Filter.of([bees])
    assert said(room.apart.answer(question, top, within)) == said(here.answer(question, top, within))
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
    (added,) = room.workspace.writer(room.library).add([tmp_path])
    ferry = Question("When does the ferry leave Fierza?")
    assert added.document in {each.document for each in room.apart.answer(ferry).citations}
    removal = room.workspace.writer(room.library).remove([str(added.document)])
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
def test_a_refusal_that_comes_from_the_other_process_can_be_said_in_another_language(room: Room) -> None:
    with pytest.raises(QuestionError) as there:
        room.apart.answer(Question("Of the?"))
    assert LANGUAGES["sq"].translate(there.value.message).startswith("„Of the?” nuk ka asnjë fjalë për të kërkuar.")


@pytest.mark.encoder
def test_a_library_that_cannot_be_opened_is_said_and_the_next_question_answered(room: Room, tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database, but long enough to look at" * 100)
    nowhere = RemoteAnswerer(room.process, str(tmp_path))
    with pytest.raises(LibraryError, match="damaged"):
        nowhere.answer(SKAGEN)
    assert ANSWER in {each.text for each in room.apart.answer(SKAGEN).sentences}


@pytest.mark.encoder
def test_the_other_process_has_the_re_ranker_that_is_named_here(room: Room) -> None:
    folder = room.library.local_folder
    named = Workspace(folder, folder / "data", user_cache_path("besa"), apart=True, reranker="nobody/no-such-reranker")
    apart = named.answers(room.library)
    assert isinstance(apart, RemoteAnswerer)
    try:
        answer = apart.answer(SKAGEN)
    finally:
        named.close()
    assert ANSWER in {each.text for each in answer.sentences}
    assert "hf download nobody/no-such-reranker" in answer.unread


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
        RemoteAnswerer(process, str(tmp_path)).answer(SKAGEN)
    process.close()


def test_a_process_that_was_closed_is_not_replaced_for_who_asks_late(tmp_path: Path) -> None:
    process = AnswerProcess([str(tmp_path), str(tmp_path), "onnx", "none", str(tmp_path)])
    process.close()
    with pytest.raises(AnsweringFailed, match="Ask again"):
        RemoteAnswerer(process, str(tmp_path)).answer(SKAGEN)


@pytest.mark.encoder
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_the_process_ends_with_the_one_that_started_it(room: Room, sent: signal.Signals) -> None:
    arguments = [
        str(each)
        for each in (room.workspace.libraries.data, user_cache_path("besa"), "onnx", "", room.library.location)
    ]
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
