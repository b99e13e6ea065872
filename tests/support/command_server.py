"""Run commands of Besa, each in a process of its own that is forked from one which has imported Besa already.

`python -m tests.support.command_server FD` reads requests from a socket, a line of JSON each, and answers each with the
command's status. A command has its own environment, folder, standard streams and end, as if started by a shell; only
Python's start and the imports are shared, which are most of what a command costs.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from importlib import import_module
from typing import Any

from bot.service.own_process import prepare_process

_LATER = (
    "app",
    "bot.answering.about_documents.answerer",
    "bot.answering.answerer",
    "bot.answering.follow_up",
    "bot.service.workspace",
    "embeddings.encoders.registry",
    "embeddings.index.index_manager",
    "embeddings.ranking.retriever",
    "faiss",
    "onnxruntime",
    "tokenizers",
)
"""What commands import by and by, too. None of it starts a thread, which a fork would not survive."""
CLOSED_PIPE = "|"
"""In place of a stream's path: a pipe that nobody reads any more."""


def main(descriptor: int) -> int:
    """Serve until the other side goes. In a forked process, return the status of its command."""
    prepare_process()
    for name in _LATER:
        import_module(name)
    gc.freeze()  # what a fork would otherwise copy when it collects garbage
    with socket.socket(fileno=descriptor) as asked, asked.makefile("rwb") as stream:
        while line := stream.readline():
            pid = os.fork()
            if not pid:
                return _run(json.loads(line))
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            stream.write(b"%d\n" % status)
            stream.flush()
    return 0


def _run(request: dict[str, Any]) -> int:
    """Become the command; its end is then that of Python, with all that is to be seen of it."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    flags = (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)
    for number, (path, flag) in enumerate(zip(request["streams"], flags, strict=True)):
        opened = os.open(path, flag) if path != CLOSED_PIPE else _closed_pipe()
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["besa", *request["arguments"]]
    import_module("app").main(request["arguments"])
    return 0


def _closed_pipe() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
