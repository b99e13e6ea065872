"""A process that answers for the page, so that neither waits for Python's lock while the other works.

`python -m bot.service.answer_worker DATA CACHE BACKEND RERANKER` reads from standard input the location of the library
that is opened before anybody asks, then requests, one a frame, and writes a frame with the reply to each as soon as it
is ready. The process ends when its standard input does.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service.answer_protocol import AnswerReply, AnswerRequest, Failure, decode, encode
from bot.service.own_process import prepare_process, prepare_threads
from bot.service.workspace import Workspace
from bot.wording.terminal import TERMINAL, say
from corpus.errors import CorpusError, LibraryUnreachable
from corpus.processes.frames import messages, send
from corpus.processes.worker import take_standard_output
from embeddings.encoders.backend import Backend
from embeddings.engines.opening import open_library
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer
    from bot.answers import Answer


_ATTEMPTS = 2
"""How often a question is put to a server: connections that it has ended are noticed by who uses them next."""


class AnswererCache:
    """An answerer for each library, made when a question needs it first and kept."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._made: dict[str, Answerer] = {}

    def answerer(self, location: str) -> Answerer:
        """Return the answerer for the library at a location. Raises LibraryError and EmbeddingError."""
        with self._lock:
            if location not in self._made:
                self._made[location] = self._workspace.answerer(open_library(location))
            return self._made[location]

    def prepare(self, location: str) -> None:
        """Load what takes long before anybody asks; say in the terminal if that fails."""
        try:
            self.answerer(location)
        except (CorpusError, EmbeddingError) as error:
            say(f"No question can be answered: {error}", "red")

    def reply(self, request: AnswerRequest) -> AnswerReply:
        """Answer a request; a failure is part of the reply, and one that nobody foresaw is shown in the terminal."""
        try:
            answer = self._answer(request)
        except Exception as error:  # noqa: BLE001  whoever asked is told, and the next question is answered
            failure = Failure.of(error)
            if failure.error is None:
                say(traceback.format_exc(), "red")
            return AnswerReply(request.number, failure=failure)
        return AnswerReply(request.number, answer)

    def _answer(self, request: AnswerRequest) -> Answer:
        """Answer a request; once more where a server has ended the connection, since it may be there again."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(LibraryUnreachable):
                return self.answerer(request.library).answer(request.question, request.top, request.within)
        return self.answerer(request.library).answer(request.question, request.top, request.within)


def main(workspace: Workspace) -> None:
    """Answer requests until standard input ends.

    Many threads answer what a person waits for, as the page asks only a few at a time; one answers all else.
    """
    replies, writing = take_standard_output(), threading.Lock()
    answerers = AnswererCache(workspace)

    def answer(request: AnswerRequest) -> None:
        reply = encode(answerers.reply(request))
        with writing:
            send(replies, reply)

    urgent, others = ThreadPoolExecutor(thread_name_prefix="urgent"), ThreadPoolExecutor(1, "others")
    received = iter(messages(sys.stdin.buffer))
    urgent.submit(answerers.prepare, next(received, b"").decode())
    for message in received:
        request = decode(message, AnswerRequest)
        (urgent if request.urgent else others).submit(answer, request)
    os._exit(0)  # nobody waits any more for what is still searched for


if __name__ == "__main__":
    prepare_process()
    prepare_threads()
    data, cache, backend, reranker = sys.argv[1:]
    workspace = Workspace(None, Path(data), Path(cache), Backend(backend), reporter=TERMINAL, reranker=reranker or None)
    main(workspace)
