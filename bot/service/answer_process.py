"""Answers from a process of its own: the page stays quick while many ask, and answers while the page is busy."""

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
from bot.service.answer_protocol import AnswerReply, AnswerRequest
from corpus.readers.sandbox.frames import opened, receive, send

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.answers import Answer, Question

_ROOT = Path(__file__).resolve().parents[2]
_TURNS = 2
"""So often a question is asked whose process dies: it may have died of another one."""


class AnswerProcess:
    """The process, from its start with `arguments` of `bot.service.answer_worker` on; any thread may ask.

    One that dies is replaced when somebody asks.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = tuple(arguments)
        self._lock = threading.Lock()
        self._worker = _Worker(self._arguments)

    def reply(self, request: Callable[[int], AnswerRequest]) -> AnswerReply:
        """What comes of the request that is made for a number. Raises AnsweringFailed."""
        for _ in range(_TURNS):
            with suppress(_Died):
                return self._current().reply(request)
        raise AnsweringFailed("The search broke down; there may be too little memory for it. Ask again.")

    @property
    def id(self) -> int:
        """The number that the system gave to the process, which is another one after it died."""
        return self._worker.id

    def close(self) -> None:
        """Ends the process; who still waits for a reply gets none."""
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
    """Answers as an `Answerer` of the library in `folder` does."""

    process: AnswerProcess
    folder: Path
    urgent: bool = True

    def answer(self, question: Question, top: int | None = None, documents: Collection[str] | None = None) -> Answer:
        """Raises what `Answerer.answer` does, though of less special classes, and AnsweringFailed."""
        return self.process.reply(
            lambda number: AnswerRequest(number, self.folder, question, top, documents, self.urgent)
        ).answer()

    def background(self) -> RemoteAnswerer:
        return RemoteAnswerer(self.process, self.folder, urgent=False)


class _Died(Exception):
    """The process went away before it replied."""


class _Worker:
    """One process, the pipes to it, and who waits for its replies."""

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
        """Raises _Died."""
        number, reply = next(self._numbers), Future[AnswerReply]()
        message = request(number).to_bytes()
        with self._lock:
            if self.died:
                raise _Died
            self._waiting[number] = reply
            with suppress(OSError):  # the listener notices too
                send(opened(self._process.stdin), message)
        return reply.result()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        with suppress(EOFError, OSError, ValueError):
            while True:
                reply = AnswerReply.from_bytes(receive(opened(self._process.stdout)))
                with self._lock:
                    waiting = self._waiting.pop(reply.number)
                waiting.set_result(reply)
        with self._lock:
            self.died = True
            left, self._waiting = list(self._waiting.values()), {}
        for each in left:
            each.set_exception(_Died())
