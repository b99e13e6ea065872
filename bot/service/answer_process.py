"""Answers from another process: the page stays quick while many ask, and answers while the page is busy."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import AnsweringFailed
from bot.service.answer_protocol import AnswerReply, AnswerRequest, decode, encode
from corpus.messages import Message
from corpus.readers.sandbox.frames import receive, require_pipe, send

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.answers import Answer, Question

_ROOT = Path(__file__).resolve().parents[2]
_ATTEMPTS = 2
"""How many processes a question is put to; the one that died may have died of another question."""


class AnswerProcess:
    """A process that answers, started with the `arguments` of `bot.service.answer_worker`; any thread may ask.

    If it dies, the next request starts another.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = tuple(arguments)
        self._lock = threading.Lock()
        self._worker = _Worker(self._arguments)

    def reply(self, request: Callable[[int], AnswerRequest]) -> AnswerReply:
        """Send the request that is made for a number, and return the reply to it.

        Raises AnsweringFailed if every process that it was put to died.
        """
        for _ in range(_ATTEMPTS):
            with suppress(_ProcessDied):
                return self._current().reply(request)
        raise AnsweringFailed(Message("The search crashed, perhaps for want of memory. Ask again."))

    @property
    def id(self) -> int:
        """Process id, which is another one after the process died."""
        return self._worker.id

    def close(self) -> None:
        """End the process. Who still waits for a reply gets AnsweringFailed."""
        with self._lock:
            self._worker.end()

    def _current(self) -> _Worker:
        with self._lock:
            if self._worker.died:
                self._worker.end()
                self._worker = _Worker(self._arguments)
            return self._worker


@dataclass(frozen=True, slots=True)
class RemoteAnswerer:
    """An answerer for the library in `folder` that asks another process."""

    process: AnswerProcess
    folder: Path
    urgent: bool = True

    def answer(self, question: Question, top: int | None = None, documents: Collection[str] | None = None) -> Answer:
        """Return what `Answerer.answer` returns.

        Raises AnsweringFailed, and base classes of the errors that `Answerer.answer` raises.
        """
        return self.process.reply(
            lambda number: AnswerRequest(number, self.folder, question, top, documents, self.urgent)
        ).result()

    def background(self) -> RemoteAnswerer:
        """Return an answerer whose questions wait for those that somebody waits for."""
        return RemoteAnswerer(self.process, self.folder, urgent=False)


class _ProcessDied(Exception):
    """A process that ended before it replied."""


class _Worker:
    """A process, the pipes to it, and the requests that wait for its replies."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.service.answer_worker", *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is for the page; when that ends, so does the process
        )
        self._numbers = count()
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[AnswerReply]] = {}
        self.died = False
        threading.Thread(target=self._listen, name="answers", daemon=True).start()

    @property
    def id(self) -> int:
        return self._process.pid

    def reply(self, request: Callable[[int], AnswerRequest]) -> AnswerReply:
        """Send a request and wait for its reply. Raises _ProcessDied."""
        number, reply = next(self._numbers), Future[AnswerReply]()
        message = encode(request(number))
        with self._lock:
            if self.died:
                raise _ProcessDied
            self._waiting[number] = reply
            with suppress(OSError):  # the listener notices too
                send(require_pipe(self._process.stdin), message)
        return reply.result()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        with suppress(EOFError, OSError, ValueError):
            while True:
                reply = decode(receive(require_pipe(self._process.stdout)), AnswerReply)
                with self._lock:
                    waiting = self._waiting.pop(reply.number)
                waiting.set_result(reply)
        with self._lock:
            self.died = True
            left, self._waiting = list(self._waiting.values()), {}
        for each in left:
            each.set_exception(_ProcessDied())
