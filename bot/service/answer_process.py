"""Answers from another process: the page stays quick while many ask, and answers while the page is busy."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from bot.errors import AnsweringFailed
from bot.service.answer_protocol import AnswerReply, AnswerRequest, decode, encode
from corpus.messages import Message
from corpus.processes.child_process import ChildProcess, ProcessDied
from corpus.processes.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answers import Answer, Question
    from corpus.engines.filters import Filter

_ATTEMPTS = 2
"""How many processes a question is put to; the one that died may have died of another question."""


class AnswerProcess:
    """A process that answers, started with the `arguments` of `bot.service.answer_worker`; any thread may ask.

    The last of them is the location of a library. It is sent, for who lists processes sees arguments, and it may hold a
    password. The process starts at once. If it dies, the next request starts another.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._supervisor = Supervisor(lambda: _AnsweringProcess(arguments))
        self._supervisor.child()

    def reply(self, request: Callable[[int], AnswerRequest]) -> AnswerReply:
        """Send the request that is made for a number, and return the reply to it.

        Raises AnsweringFailed if every process that it was put to died.
        """
        for _ in range(_ATTEMPTS):
            with suppress(ProcessDied):
                return self._supervisor.child().reply(request)
        raise AnsweringFailed(Message("The search crashed, perhaps for want of memory. Ask again."))

    @property
    def id(self) -> int:
        """Process id, which is another one after the process died."""
        return self._supervisor.child().id

    def close(self) -> None:
        """End the process for good. Who still waits for a reply gets AnsweringFailed."""
        self._supervisor.close()


@dataclass(frozen=True, slots=True)
class RemoteAnswerer:
    """An answerer for the library at a location that asks another process."""

    process: AnswerProcess
    library: str
    urgent: bool = True

    def answer(self, question: Question, top: int | None = None, within: Filter | None = None) -> Answer:
        """Return what `Answerer.answer` returns.

        Raises AnsweringFailed, and base classes of the errors that `Answerer.answer` raises.
        """
        return self.process.reply(
            lambda number: AnswerRequest(number, self.library, question, top, within, self.urgent)
        ).result()

    def background(self) -> RemoteAnswerer:
        """Return an answerer whose questions wait for those that somebody waits for."""
        return RemoteAnswerer(self.process, self.library, urgent=False)


class _AnsweringProcess(ChildProcess):
    """A process, and the requests that wait for its replies."""

    def __init__(self, arguments: Sequence[str]) -> None:
        *shown, location = arguments
        super().__init__("bot.service.answer_worker", *shown)
        with suppress(ProcessDied):  # the listener notices too
            self.send(location.encode())
        self._numbers = count()
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[AnswerReply]] = {}
        threading.Thread(target=self._listen, name="answers", daemon=True).start()

    def reply(self, request: Callable[[int], AnswerRequest]) -> AnswerReply:
        """Send a request and wait for its reply. Raises ProcessDied."""
        number, reply = next(self._numbers), Future[AnswerReply]()
        message = encode(request(number))
        with self._lock:
            if self.died:
                raise ProcessDied
            self._waiting[number] = reply
            with suppress(ProcessDied):  # the listener notices too
                self.send(message)
        return reply.result()

    def _listen(self) -> None:
        with suppress(ProcessDied, ValueError):
            while True:
                reply = decode(self.receive(), AnswerReply)
                with self._lock:
                    waiting = self._waiting.pop(reply.number)
                waiting.set_result(reply)
        with self._lock:
            self.died = True
            left, self._waiting = list(self._waiting.values()), {}
        for each in left:
            each.set_exception(ProcessDied())
