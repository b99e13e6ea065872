"""The process that answers for the page, so that neither waits for Python's lock while the other works.

`python -m bot.service.answer_worker DATA CACHE BACKEND FOLDER` takes frames of a request on standard input, and writes
a frame of the reply to each as soon as it is there. FOLDER is the library that is opened before anybody asks. It ends
when its standard input does.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bot.service.answer_protocol import AnswerReply, AnswerRequest
from bot.service.workspace import Workspace
from bot.wording.terminal import say
from corpus.errors import CorpusError
from corpus.readers.sandbox.frames import receive, send
from corpus.store.library import Library
from embeddings.encoders.backend import Backend
from embeddings.errors import EmbeddingError
from embeddings.store.schema import EMBEDDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answering.answerer import Answerer

SWITCH_SECONDS = 0.0005
"""A search leaves and takes Python's lock some forty times; who waits for it gets it after so long at most."""


class AnswererCache:
    """One for each library, made when it is wanted first."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._made: dict[Path, Answerer] = {}

    def of(self, folder: Path) -> Answerer:
        """Raises LibraryErrors and EmbeddingErrors."""
        with self._lock:
            if folder not in self._made:
                self._made[folder] = self._workspace.answerer(Library.open(folder, EMBEDDINGS))
            return self._made[folder]

    def prepare(self, folder: Path) -> None:
        """Does what takes long before anybody asks; what is wrong with it is said in the terminal, too."""
        try:
            self.of(folder)
        except (CorpusError, EmbeddingError) as error:
            say(f"No question can be answered: {error}", "red")

    def reply(self, asked: AnswerRequest) -> AnswerReply:
        try:
            answer = self.of(asked.folder).answer(asked.question, asked.top, asked.documents)
        except Exception as error:  # noqa: BLE001  whoever asked is told, and the next question is answered
            reply = AnswerReply.failure(asked.number, error)
            if not reply.foreseen:
                say(traceback.format_exc(), "red")
            return reply
        return AnswerReply.of(asked.number, answer)


def main(workspace: Workspace, folder: Path) -> None:
    """Many threads answer what a person waits for, as the page asks only a few at a time; one answers all else."""
    sys.setswitchinterval(SWITCH_SECONDS)
    replies, writing = os.fdopen(os.dup(sys.stdout.fileno()), "wb"), threading.Lock()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    answerers = AnswererCache(workspace)

    def answer(asked: AnswerRequest) -> None:
        reply = answerers.reply(asked).to_bytes()
        with writing:
            send(replies, reply)

    urgent, others = ThreadPoolExecutor(thread_name_prefix="urgent"), ThreadPoolExecutor(1, "others")
    urgent.submit(answerers.prepare, folder)
    for asked in _requests(sys.stdin.buffer):
        (urgent if asked.urgent else others).submit(answer, asked)
    os._exit(0)  # nobody waits any more for what is still searched for


def _requests(stream: IO[bytes]) -> Iterator[AnswerRequest]:
    while True:
        try:
            yield AnswerRequest.from_bytes(receive(stream))
        except EOFError:
            return


if __name__ == "__main__":
    data, cache, backend, named = sys.argv[1:]
    main(Workspace(None, Path(data), Path(cache), Backend(backend)), Path(named))
